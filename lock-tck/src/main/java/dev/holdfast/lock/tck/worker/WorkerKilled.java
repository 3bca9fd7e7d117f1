package dev.holdfast.lock.tck.worker;

/** The worker was killed by the kit before it answered. */
public final class WorkerKilled extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WorkerKilled(String message) {
    super(message);
  }
}
