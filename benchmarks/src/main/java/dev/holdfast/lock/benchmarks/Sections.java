package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.worker.MappedWitness;
import dev.holdfast.lock.tck.worker.Witness;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.infra.Blackhole;

/** What one thread does while it holds locks. Confined to it. */
abstract class Sections {

  private static final long LINGER_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private Sections() {}

  /** What is done while this lock is held in this mode. */
  abstract Turn.Section section(int lock, LockMode mode);

  /** The same, and then the lock is kept for some time. */
  final Turn.Section lingering(Turn.Section section) {
    return () -> {
      section.run();
      LockSupport.parkNanos(LINGER_NANOS);
    };
  }

  /** As little as possible: counts. */
  static Sections counting(Counter counter) {
    return new Sections() {
      @Override
      Turn.Section section(int lock, LockMode mode) {
        return mode == LockMode.READ ? () -> counter.seen = counter.count : () -> counter.count++;
      }
    };
  }

  /**
   * Looks whether others are inside who should not be.
   *
   * @param witness what all threads share
   * @param stand that of this thread
   * @param overlap called whenever there is somebody
   */
  static Sections watching(MappedWitness witness, Witness.Stand stand, Runnable overlap) {
    return new Sections() {
      @Override
      Turn.Section section(int lock, LockMode mode) {
        return new Watch(witness, stand, overlap, lock, mode);
      }
    };
  }

  /** What a lock protects. */
  static final class Counter {
    private int count;

    /** By readers, who must not write to what is protected. */
    @SuppressWarnings("UnusedVariable") // so that the count has to be read
    private int seen;
  }

  /** A section that takes some time, so that an overlap is not missed. */
  private static final class Watch implements Turn.Section {

    private static final int TOKENS = 100;
    private static final int YIELD_EVERY = 16;

    private final MappedWitness witness;
    private final Witness.Stand stand;
    private final Runnable overlap;
    private final int lock;
    private final LockMode mode;
    private int turns;

    Watch(MappedWitness witness, Witness.Stand stand, Runnable overlap, int lock, LockMode mode) {
      this.witness = witness;
      this.stand = stand;
      this.overlap = overlap;
      this.lock = lock;
      this.mode = mode;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // others are to come while this one is inside
    public void run() {
      boolean alone = stand.enter(lock, mode);
      if (mode == LockMode.WRITE) {
        alone &= witness.disturb(lock);
      }
      Blackhole.consumeCPU(TOKENS);
      if (turns++ % YIELD_EVERY == 0) {
        Thread.yield();
      }
      stand.leave(lock);
      if (!alone) {
        overlap.run();
      }
    }
  }
}
