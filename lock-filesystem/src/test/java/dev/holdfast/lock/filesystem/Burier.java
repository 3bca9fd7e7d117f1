package dev.holdfast.lock.filesystem;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** A process of its own that uses a lock file again and again, and buries it every now and then. */
final class Burier {

  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final Path place;
  private final ByteBuffer witness;
  private final SplittableRandom random = new SplittableRandom();
  private int used;
  private int buried;

  private Burier(Path place, Path witness) throws Exception {
    this.place = place;
    try (FileChannel channel =
        FileChannel.open(
            witness,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      this.witness = channel.map(FileChannel.MapMode.READ_WRITE, 0, 8);
    }
  }

  /** Arguments: the lock file, the witness, how many ms. Prints how often it used and buried it. */
  public static void main(String[] args) throws Exception {
    Burier burier = new Burier(Path.of(args[0]), Path.of(args[1]));
    long end = System.nanoTime() + Long.parseLong(args[2]) * 1_000_000;
    while (System.nanoTime() < end) {
      burier.useAndBury();
    }
    System.out.println(burier.used + " " + burier.buried);
  }

  private void useAndBury() {
    try (LockFile file = OpenFiles.open(place, Puppet.lock("orders"))) {
      FileLock held = file.tryLock(Region.DATA, false);
      if (held == null) {
        LockSupport.parkNanos(50_000);
        return;
      }
      switch (file.condition()) {
        case SOUND -> {
          // Who deletes it without a tombstone breaks the protocol; so this is enough.
          use();
          file.release(held);
          bury(file, 3);
        }
        case TOMBSTONED -> {
          file.release(held);
          bury(file, 1);
        }
        case TRUNCATED -> throw new IllegalStateException("truncated by nobody");
      }
    }
  }

  private void use() {
    long others = (long) WORDS.getAndAdd(witness, 0, 1L);
    if (others != 0) {
      throw new IllegalStateException("not alone: " + others + " others are inside");
    }
    if (random.nextInt(4) == 0) {
      LockSupport.parkNanos(random.nextInt(1_000_000));
    }
    WORDS.getAndAdd(witness, 0, -1L);
    used++;
  }

  private void bury(LockFile file, int seldom) {
    if (random.nextInt(seldom) == 0 && file.bury(place)) {
      buried++;
    }
  }
}
