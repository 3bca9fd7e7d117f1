package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a lock that one client uses: who holds it, who waits, and what the lock may
 * answer. It knows what the API promises and nothing of the order in which a backend serves.
 */
final class ModelLock {

  /*
   * A request that waits and fits to all that is held may be granted at any time, or may be queued
   * behind another that does not fit; both are legal. So there are three answers to the question what
   * a lock will do, and only two of them can be violated:
   *   REFUSAL  it conflicts with what is held;
   *   GRANT    it fits, and nobody waits with whom it could have to queue;
   *   EITHER   it fits, but somebody waits.
   */

  /** What a lock has to answer. */
  enum Expectation {
    GRANT,
    REFUSAL,
    EITHER
  }

  /** A handle that is not closed. */
  static final class Hold {
    private final String who;
    private LockMode mode;

    private Hold(String who, LockMode mode) {
      this.who = who;
      this.mode = mode;
    }

    LockMode mode() {
      return mode;
    }

    @Override
    public String toString() {
      return mode + " by " + who;
    }
  }

  /** Somebody who wants the lock, or an upgrade of a hold. */
  record Request(String who, LockMode mode, @Nullable Hold upgrading) {
    @Override
    public String toString() {
      return (upgrading == null ? mode : "an upgrade") + " by " + who;
    }
  }

  private final LockSpec spec;
  private final List<Hold> holds = new ArrayList<>();
  private final List<Request> waiting = new ArrayList<>();

  /** Whether somebody has given up in another thread, whose traces may last a moment longer. */
  private boolean unsettled;

  private long lastToken = Long.MIN_VALUE;

  ModelLock(LockSpec spec) {
    this.spec = spec;
  }

  boolean fits(Request request) {
    if (request.mode == LockMode.PERMIT) {
      return holds.size() < spec.permits();
    }
    return holds.stream()
        .filter(hold -> hold != request.upgrading)
        .noneMatch(hold -> hold.mode.conflictsWith(request.mode));
  }

  Expectation expect(Request request) {
    if (!fits(request)) {
      return Expectation.REFUSAL;
    }
    // An upgrade queues behind nobody, but a reader that fits may have been let in before it.
    boolean mayQueue =
        request.upgrading == null
            ? !waiting.isEmpty()
            : waiting.stream().anyMatch(other -> other.mode == LockMode.READ && fits(other));
    return mayQueue ? Expectation.EITHER : Expectation.GRANT;
  }

  /**
   * Whether somebody who waits has to be served: one who fits and, in whatever order the lock
   * serves, queues behind nobody who does not.
   */
  boolean owesGrant() {
    List<Request> stuck = waiting.stream().filter(request -> !fits(request)).toList();
    return waiting.stream()
        .filter(this::fits)
        .anyMatch(
            request ->
                request.upgrading != null
                    || stuck.stream().noneMatch(other -> excludes(other, request)));
  }

  private static boolean excludes(Request one, Request other) {
    return one.mode == LockMode.PERMIT || one.mode.conflictsWith(other.mode);
  }

  void await(Request request) {
    waiting.add(request);
  }

  /** The request ends without a grant. */
  void withdraw(Request request) {
    waiting.remove(request);
    unsettled = true;
  }

  /** The request ends with a grant. Answers what is held now. */
  Hold grant(Request request) {
    waiting.remove(request);
    Hold hold = request.upgrading;
    if (hold == null) {
      hold = new Hold(request.who, request.mode);
      holds.add(hold);
    } else {
      hold.mode = LockMode.WRITE;
    }
    return hold;
  }

  void downgrade(Hold hold) {
    hold.mode = LockMode.UPGRADEABLE;
  }

  void release(Hold hold) {
    holds.remove(hold);
  }

  boolean isUnsettled() {
    return unsettled;
  }

  /** An expected grant was seen: nothing is left of those who gave up. */
  void settled() {
    unsettled = false;
  }

  /** Takes note of the token of a new exclusive grant, and answers whether it may be that. */
  boolean accepts(long token) {
    boolean isGreater = token > lastToken;
    lastToken = Math.max(lastToken, token);
    return isGreater;
  }

  long lastToken() {
    return lastToken;
  }

  /** Such as "held READ by s1; awaited WRITE by s0". */
  @Override
  public String toString() {
    return Stream.of(list("held ", holds), list("awaited ", waiting))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.collectingAndThen(Collectors.joining("; "), ModelLock::orFree));
  }

  private static String orFree(String text) {
    return text.isEmpty() ? "free" : text;
  }

  private static String list(String verb, List<?> what) {
    return what.isEmpty()
        ? ""
        : verb + what.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
