package dev.holdfast.lock.tck.history;

/** A file is not a history. The message names the file and the line and says what to do. */
public final class HistoryFormatException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  HistoryFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
