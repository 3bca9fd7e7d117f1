package dev.holdfast.lock;

/** A lock with a fixed number of permits; each acquisition holds one of them. */
public interface DistributedSemaphore extends Lockable<LockHandle> {

  /**
   * How many holders there may be at once.
   *
   * @return the number of permits, at least 1
   */
  int permits();
}
