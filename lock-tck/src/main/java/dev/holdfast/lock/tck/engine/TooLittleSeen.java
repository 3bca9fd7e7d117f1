package dev.holdfast.lock.tck.engine;

/** What was seen is all right, but too little of it was seen to tell: more time may help. */
public final class TooLittleSeen extends Inconclusive {

  private static final long serialVersionUID = 1L;

  /**
   * A reason.
   *
   * @param message how much was seen and how much is needed, in complete sentences; not null
   */
  public TooLittleSeen(String message) {
    super(message);
  }
}
