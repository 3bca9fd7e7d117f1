package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.worker.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a worker does when all of them want the same lock: again and again it tries to lock the
 * bytes that the lock consists of, tells the referee, does something, and lets go.
 */
final class Traffic {

  /** The kinds of traffic. */
  enum Kind {
    /** One byte, exclusively; counts in the locked file and in another one. */
    EXCLUSIVE,
    /** Readers, upgradeable readers and writers, on the bytes R, G and D. */
    READERS,
    /** One of several bytes. */
    PERMITS
  }

  /** The bytes that locks consist of lie here, as in the lock files of Holdfast. */
  static final long FAR = 1L << 62;

  static final long RESERVED = FAR;
  static final long GATE = FAR + 1;
  static final long DATA = FAR + 2;
  static final long FIRST_PERMIT = FAR + 4096;

  static final String FILE = "traffic";
  private static final String OTHER_FILE = "content";

  /** A record that is torn is noticed by words that differ. */
  private static final int WORDS = 64;

  /** Between the tries for a lock, and for a moment while it is held. */
  private static final int LONGEST_PAUSE_MICROS = 1_000;

  private final Bench bench;
  private final WitnessLine line;
  private final SplittableRandom random;
  private final boolean forcing;
  private final int permits;
  private long turns;
  private long refusals;
  private boolean goesOn = true;

  /**
   * Traffic that has not begun.
   *
   * @param command what the coordinator has said
   */
  Traffic(Bench bench, WitnessLine line, Message command) {
    this.bench = bench;
    this.line = line;
    this.random = new SplittableRandom(command.number("seed"));
    this.forcing = command.is("forcing");
    this.permits = (int) command.number("permits");
  }

  /** Goes on for that long, or until the referee has seen enough. */
  Message run(Kind kind, long millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (goesOn && System.nanoTime() - end < 0) {
      boolean granted =
          switch (kind) {
            case EXCLUSIVE -> exclusively();
            case READERS -> asReaderOrWriter();
            case PERMITS -> withPermit();
          };
      if (granted) {
        turns++;
      } else {
        refusals++;
      }
      pause();
    }
    return Message.EMPTY.with("turns", turns).with("refusals", refusals);
  }

  private void pause() {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(LONGEST_PAUSE_MICROS)));
  }

  private boolean lock(long at, boolean shared) throws IOException {
    return bench.tryLock(FILE, at, 1, shared);
  }

  private void release(long at) throws IOException {
    bench.release(FILE, at);
  }

  private void inside(LockMode mode) throws IOException {
    goesOn &= line.enter(mode, Message.EMPTY);
    pause();
  }

  private void left() throws IOException {
    goesOn &= line.leave(Message.EMPTY);
  }

  private boolean exclusively() throws IOException {
    if (!lock(DATA, false)) {
      return false;
    }
    try {
      FileChannel locked = bench.channel(FILE);
      long token = read(locked);
      try (FileChannel other = bench.open(OTHER_FILE)) {
        long content = read(other);
        goesOn &=
            line.enter(LockMode.WRITE, Message.EMPTY.with("token", token).with("content", content));
        write(locked, token + 1);
        write(other, content + 1);
        if (forcing) {
          locked.force(false);
          other.force(false);
        }
        goesOn &= line.leave(Message.EMPTY.with("token", token + 1).with("content", content + 1));
      }
    } finally {
      release(DATA);
    }
    return true;
  }

  /** The number in a file: 0 if it is empty, -1 if its record is torn. */
  private static long read(FileChannel channel) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(WORDS * 8);
    while (record.hasRemaining() && channel.read(record, record.position()) >= 0) {
      // to the end
    }
    record.flip();
    if (!record.hasRemaining()) {
      return 0;
    }
    long number = record.remaining() < WORDS * 8 ? -1 : record.getLong();
    while (record.remaining() >= 8) {
      number = record.getLong() == number ? number : -1;
    }
    return number;
  }

  private static void write(FileChannel channel, long number) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(WORDS * 8);
    while (record.hasRemaining()) {
      record.putLong(number);
    }
    record.flip();
    while (record.hasRemaining()) {
      int unused = channel.write(record, record.position());
    }
  }

  private boolean asReaderOrWriter() throws IOException {
    return switch (random.nextInt(5)) {
      case 0 -> write();
      case 1 -> upgrade();
      default -> read();
    };
  }

  private boolean read() throws IOException {
    if (!lock(GATE, true)) {
      return false;
    }
    boolean granted;
    try {
      granted = lock(DATA, true);
    } finally {
      release(GATE);
    }
    if (granted) {
      try {
        inside(LockMode.READ);
        left();
      } finally {
        release(DATA);
      }
    }
    return granted;
  }

  private boolean write() throws IOException {
    if (!lock(RESERVED, false)) {
      return false;
    }
    try {
      return withGate(
          () -> {
            inside(LockMode.WRITE);
            left();
          });
    } finally {
      release(RESERVED);
    }
  }

  private boolean upgrade() throws IOException {
    if (!lock(RESERVED, false)) {
      return false;
    }
    try {
      inside(LockMode.UPGRADEABLE);
      boolean upgraded =
          withGate(
              () -> {
                inside(LockMode.WRITE);
                // A downgrade begins before anything is released.
                goesOn &= line.enter(LockMode.UPGRADEABLE, Message.EMPTY);
              });
      left();
      return upgraded;
    } finally {
      release(RESERVED);
    }
  }

  @FunctionalInterface
  private interface Section {
    void run() throws IOException;
  }

  /** Waits behind the gate for the readers that are inside, but not for ever. */
  private boolean withGate(Section section) throws IOException {
    if (!lock(GATE, false)) {
      return false;
    }
    try {
      for (int tries = 0; !lock(DATA, false); tries++) {
        if (tries == 1_000) {
          return false;
        }
        pause();
      }
      try {
        section.run();
      } finally {
        release(DATA);
      }
      return true;
    } finally {
      release(GATE);
    }
  }

  private boolean withPermit() throws IOException {
    int first = random.nextInt(permits);
    for (int i = 0; i < permits; i++) {
      long at = FIRST_PERMIT + (first + i) % permits;
      if (lock(at, false)) {
        try {
          inside(LockMode.PERMIT);
          left();
        } finally {
          release(at);
        }
        return true;
      }
    }
    return false;
  }
}
