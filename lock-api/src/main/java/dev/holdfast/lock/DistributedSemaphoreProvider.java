package dev.holdfast.lock;

/** A provider of semaphores. */
public interface DistributedSemaphoreProvider extends LockProvider {

  /**
   * The semaphore of this name. Making the object acquires nothing and costs little; whether the
   * number of permits fits is found out on acquisition.
   *
   * @param name any string, not null; see the package documentation
   * @param permits how many holders there may be at once, at least 1
   * @return a lock object, equal in effect to any other of this name and number; not null
   * @throws IllegalArgumentException if the number is less than 1 or more than the backend's
   *     documented maximum, or if the backend cannot represent the name
   * @throws IllegalStateException if the provider is closed
   */
  DistributedSemaphore semaphore(String name, int permits);
}
