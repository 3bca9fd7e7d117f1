package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.FencedWrite;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Waiting;

/** How a picture and its table name what happened. */
final class Words {

  private Words() {}

  /** The call as it stands in a program, such as "tryAcquire(timeout)". */
  static String call(Operation operation) {
    return switch (operation.action()) {
      case ACQUIRE -> asked(operation.waiting(), "acquire", "tryAcquire");
      case UPGRADE -> asked(operation.waiting(), "upgrade", "tryUpgrade");
      case DOWNGRADE -> "downgrade()";
      case CLOSE -> "close()";
    };
  }

  private static String asked(Waiting waiting, String untimed, String attempt) {
    return switch (waiting) {
      case UNTIMED -> untimed + "()";
      case TRY -> attempt + "()";
      case TIMED -> attempt + "(timeout)";
    };
  }

  /** What came of it, such as "granted h7, token 12". */
  static String outcome(Operation operation) {
    return switch (operation.outcome()) {
      case OK -> done(operation);
      case FAILED -> "refused";
      case CANCELLED -> "cancelled";
      case INTERRUPTED -> "interrupted";
      case ERROR -> "threw an exception";
      case UNKNOWN -> "has not returned";
    };
  }

  private static String done(Operation operation) {
    String token = operation.token().isPresent() ? ", token " + operation.token().getAsLong() : "";
    return switch (operation.action()) {
      case ACQUIRE -> "granted " + handle(operation.handle()) + token;
      case UPGRADE -> "upgraded" + token;
      case DOWNGRADE -> "downgraded";
      case CLOSE -> "closed";
    };
  }

  static String write(FencedWrite write) {
    return "writes with token " + write.token();
  }

  static String outcome(FencedWrite write) {
    return switch (write.outcome()) {
      case OK -> "accepted";
      case FAILED -> "refused";
      case CANCELLED, INTERRUPTED, ERROR, UNKNOWN -> "no answer";
    };
  }

  static String handle(long number) {
    return "h" + number;
  }

  static String weight(int weight) {
    return weight == 1 ? "" : " \u00D7" + weight;
  }

  static String fault(Fault fault) {
    String target =
        fault.handle().isPresent() ? handle(fault.handle().getAsLong()) : "pid " + fault.pid();
    return switch (fault.kind()) {
      case KILL -> "kill " + target;
      case STOP -> "stop " + target;
      case CONTINUE -> "continue " + target;
      case LOSS -> "loss of " + target;
    };
  }

  static String violation(Proof proof) {
    long nanos = proof.to() - proof.from();
    return nanos == 0 ? "violation" : "violation for " + Times.nanos(nanos);
  }
}
