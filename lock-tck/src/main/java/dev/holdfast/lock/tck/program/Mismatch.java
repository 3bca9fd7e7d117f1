package dev.holdfast.lock.tck.program;

/** A lock has done what the model rules out. Becomes a violation when the chain has been shrunk. */
final class Mismatch extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Mismatch(String message) {
    super(message);
  }
}
