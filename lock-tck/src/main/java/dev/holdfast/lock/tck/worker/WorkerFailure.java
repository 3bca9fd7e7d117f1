package dev.holdfast.lock.tck.worker;

/**
 * The backend makes a worker hang, ends it, or cannot be used in it. The message says what was seen
 * of it.
 */
public final class WorkerFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What happened, in complete sentences. */
  public WorkerFailure(String message) {
    super(message);
  }
}
