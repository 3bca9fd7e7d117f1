package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a call answered, with the differences between the forms taken out: each says "not now" in
 * its own way, and whatever else it says is a fault.
 *
 * @param handle what was granted to an acquisition
 * @param failure what was thrown, if that is told
 */
record Answer(Kind kind, @Nullable LockHandle handle, @Nullable Throwable failure) {

  enum Kind {
    GRANTED("granted"),
    REFUSED("refused"),
    INTERRUPTED("interrupted"),
    CANCELLED("cancelled"),
    ILLEGAL_STATE("answered with an IllegalStateException"),
    FAULT("answered with");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private static final Answer REFUSED = new Answer(Kind.REFUSED, null, null);

  /** What a future that is complete says. */
  static Answer of(Verb verb, CompletableFuture<?> done) {
    try {
      return of(verb, done.join());
    } catch (CancellationException e) {
      return new Answer(Kind.CANCELLED, null, null);
    } catch (CompletionException e) {
      return of(verb, e.getCause() == null ? e : e.getCause());
    }
  }

  /** What a value says that a call has returned. */
  static Answer of(Verb verb, @Nullable Object value) {
    boolean isNo = value == null || Boolean.FALSE.equals(value);
    if (isNo && verb.answersNull()) {
      return REFUSED;
    }
    if (isNo) {
      return new Answer(Kind.FAULT, null, new IllegalStateException("it returned " + value));
    }
    LockHandle handle = value instanceof LockHandle granted ? granted : null;
    return new Answer(Kind.GRANTED, verb.isAcquisition() ? handle : null, null);
  }

  /** What an exception says that a call has thrown, or with which its future has failed. */
  static Answer of(Verb verb, Throwable thrown) {
    if (thrown instanceof InterruptedException && !verb.isAsync()) {
      return new Answer(Kind.INTERRUPTED, null, thrown);
    }
    if (thrown instanceof TimeoutException && !verb.answersNull()) {
      return REFUSED;
    }
    if (thrown instanceof IllegalStateException && verb.isUpgrade()) {
      return new Answer(Kind.ILLEGAL_STATE, null, thrown);
    }
    return new Answer(Kind.FAULT, null, thrown);
  }

  boolean is(Kind other) {
    return kind == other;
  }

  @Override
  public String toString() {
    return kind == Kind.FAULT ? kind.text + " " + failure : kind.text;
  }
}
