package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.SemaphoreLimitException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The approach of a permit: any byte of them that is free. */
final class PermitApproach extends Approach {

  /*
   * The header says how many permits there are. It is changed only by who has locked all permits, held
   * or not, while nobody waits. So the number cannot change under a holder of a permit: it
   * is read again once a permit is locked, and that settles it.
   *
   * While somebody changes it, others find the bytes locked for some microseconds; hence the patience
   * before two numbers are taken for a contradiction.
   */

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final int permits;

  PermitApproach(FileCell cell, int permits) {
    super(cell);
    this.permits = permits;
  }

  @Override
  Kind kind() {
    return Kind.PERMIT;
  }

  @Override
  boolean isShared() {
    return true;
  }

  @Override
  @Nullable Grip tryNow() {
    long began = System.nanoTime();
    while (true) {
      int inForce = read(cell().file());
      if (inForce == permits || change(cell().file(), inForce)) {
        Grip grip = takeAny();
        if (grip == null || isOfThatMany(grip)) {
          return grip;
        }
      } else if (inForce == 0) {
        return null; // somebody else sets it, or deletes the file
      } else if (System.nanoTime() - began > PATIENCE_NANOS) {
        if (cell().file().condition() != LockFile.Condition.SOUND) {
          cell().closeFile();
          return null;
        }
        throw new SemaphoreLimitException(cell().id(), permits, inForce);
      }
      Thread.onSpinWait();
    }
  }

  /** Whether the number has not changed before the permit was locked. If it has, lets go. */
  private boolean isOfThatMany(Grip grip) {
    boolean right = false;
    try {
      right = read(grip.file()) == permits;
      return right;
    } finally {
      if (!right) {
        cell().permitsHere().clear(Region.permitIndex(grip.held().get(0).region()));
        grip.letGo();
      }
    }
  }

  /** Somebody who sets the number of permits has all of them for a moment. */
  @Override
  boolean mayBeMomentary() {
    return true;
  }

  private @Nullable Grip takeAny() {
    int first = ThreadLocalRandom.current().nextInt(permits);
    for (int i = 0; i < permits; i++) {
      int index = (first + i) % permits;
      if (!cell().permitsHere().get(index)) {
        Grip grip = climb(List.of(Climb.exclusive(Region.permit(index))));
        if (grip != null) {
          cell().permitsHere().set(index);
          return grip;
        }
        giveUp();
      }
    }
    return null;
  }

  private static int read(LockFile file) {
    byte[] bytes = file.readHeader(HeaderLayout.PERMITS, 2 * Integer.BYTES);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return HeaderLayout.isSealed(buffer, Integer.BYTES) ? buffer.getInt(0) : 0;
  }

  private boolean change(LockFile file, int inForce) {
    FileLock all = file.tryLock(Region.ALL_PERMITS, false);
    if (all == null) {
      return false;
    }
    try {
      // Who waits has seen the number in force; if there is none, there is nothing to contradict.
      if (inForce != 0 && cell().waiters().elsewhere(file)) {
        return false;
      }
      boolean unused = cell().isInUse(file); // throws if there is something else in it by now
      ByteBuffer bytes = ByteBuffer.allocate(2 * Integer.BYTES).putInt(permits);
      file.writeHeader(HeaderLayout.PERMITS, HeaderLayout.sealed(bytes, Integer.BYTES));
      return true;
    } finally {
      file.release(all);
    }
  }
}
