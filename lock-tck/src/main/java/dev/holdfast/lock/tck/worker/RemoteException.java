package dev.holdfast.lock.tck.worker;

/** What the backend threw in a worker. */
public final class RemoteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String type;

  RemoteException(String type, String message) {
    super(message);
    this.type = type;
  }

  /** The name of the class of what was thrown. */
  public String type() {
    return type;
  }
}
