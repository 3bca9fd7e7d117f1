package dev.holdfast.lock.tck.cli.volume;

/** Why a check could not be finished, in a sentence that can be shown. */
final class VolumeTrouble extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  enum Kind {
    /** An operation on the volume ended with an error. */
    ERROR,
    /** An operation on the volume did not end in time. */
    SILENCE,
    /** A process of the check is gone. */
    GONE
  }

  private final Kind kind;

  VolumeTrouble(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
