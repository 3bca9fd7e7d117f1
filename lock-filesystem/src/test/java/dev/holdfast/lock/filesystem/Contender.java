package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** A process of its own that takes a lock again and again, and looks who else is inside. */
final class Contender {

  static final LockId LOCK = new LockId("test", LockKind.READER_WRITER, "contended");

  /** In the witness: readers in the lower half, writers in the upper, then the last token. */
  private static final long ONE_WRITER = 1L << 32;

  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final LockFile file;
  private final TokenSlots tokens;
  private final ByteBuffer witness;
  private final SplittableRandom random = new SplittableRandom();

  private Contender(Path directory, Path witness) throws Exception {
    this.file = OpenFiles.open(directory.resolve(LockFileName.of(LOCK)), LOCK);
    this.tokens = new TokenSlots(file, Clock.systemUTC(), ProcessIdentity.record(null));
    try (FileChannel channel =
        FileChannel.open(
            witness,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      this.witness = channel.map(FileChannel.MapMode.READ_WRITE, 0, 16);
    }
  }

  /** Arguments: what to do ("contend" or "hold"), the directory, the witness, how many ms. */
  public static void main(String[] args) throws Exception {
    Contender contender = new Contender(Path.of(args[1]), Path.of(args[2]));
    long end = System.nanoTime() + Long.parseLong(args[3]) * 1_000_000;
    if (args[0].equals("hold")) {
      Climb unused = contender.climb(Climb.WRITE);
      System.out.println("holding");
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      return;
    }
    int writes = 0;
    int reads = 0;
    int upgrades = 0;
    while (System.nanoTime() < end) {
      switch (contender.random.nextInt(4)) {
        case 0 -> {
          contender.write();
          writes++;
        }
        case 1 -> {
          contender.upgrade();
          upgrades++;
        }
        default -> {
          contender.read();
          reads++;
        }
      }
    }
    System.out.println(reads + " " + writes + " " + upgrades);
  }

  private Climb climb(List<Climb.Step> way) {
    Climb climb = new Climb(file, way);
    while (!climb.proceed()) {
      LockSupport.parkNanos(100_000);
    }
    return climb;
  }

  private void read() {
    Climb climb = climb(Climb.READ);
    inside(1);
    climb.descend();
  }

  private void write() {
    Climb climb = climb(Climb.WRITE);
    exclusively();
    climb.descend();
  }

  private void upgrade() {
    Climb reserved = climb(Climb.UPGRADEABLE);
    long before = (long) WORDS.getVolatile(witness, 8);
    inside(1);
    Climb upgrade = climb(Climb.UPGRADE);
    long after = (long) WORDS.getVolatile(witness, 8);
    if (before != after) {
      throw new IllegalStateException("a writer came between: " + before + ", " + after);
    }
    exclusively();
    upgrade.descend();
    reserved.descend();
  }

  private void exclusively() {
    long token = tokens.next("main", System.currentTimeMillis(), TokenDurability.POWER);
    long last = (long) WORDS.getAndSet(witness, 8, token);
    if (token <= last) {
      throw new IllegalStateException("token " + token + " after " + last);
    }
    inside(ONE_WRITER);
  }

  private void inside(long me) {
    long before = (long) WORDS.getAndAdd(witness, 0, me);
    if (me == ONE_WRITER ? before != 0 : before >= ONE_WRITER) {
      throw new IllegalStateException(
          "not alone: " + (before >> 32) + " writers, " + (int) before + " readers inside");
    }
    if (random.nextInt(4) == 0) {
      LockSupport.parkNanos(random.nextInt(1_000_000));
    }
    WORDS.getAndAdd(witness, 0, -me);
  }
}
