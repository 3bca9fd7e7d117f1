package dev.holdfast.lock.tck.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeasurementTest {

  private static final Duration BOUND = Duration.ofMillis(100);
  private static final Duration TOO_LONG = Duration.ofMillis(300);
  private static final Duration NO_STALL = Duration.ofMillis(1);
  private static final Duration SMALL_STALL = Duration.ofMillis(20);
  private static final Duration LARGE_STALL = Duration.ofMillis(150);

  private final Measurement measurement = new Measurement(BOUND, "Waking up");

  @Test
  void anAttemptWithinTheBoundDecides() {
    assertFalse(measurement.isOver(), "over before the first attempt");
    measurement.add(BOUND, LARGE_STALL);
    assertTrue(measurement.isOver());
    measurement.judge();
  }

  @Test
  void onAQuietMachineTheFirstAttemptDecides() {
    measurement.add(TOO_LONG, NO_STALL);
    assertTrue(measurement.isOver(), "repeated on a quiet machine");
    var violation = assertThrows(RuleViolation.class, measurement::judge);
    assertTrue(
        violation.toString().contains("Waking up took 300.0 ms, which is more than 100.0 ms"),
        violation::toString);
  }

  @Test
  void whileTheMachineStallsALaterAttemptDecides() {
    measurement.add(TOO_LONG, SMALL_STALL);
    assertFalse(measurement.isOver(), "not repeated although the machine stalled");
    measurement.add(BOUND, NO_STALL);
    assertTrue(measurement.isOver());
    measurement.judge();
  }

  @Test
  void threeAttemptsThatNoStallExplainsAreAViolation() {
    for (int i = 0; i < 3; i++) {
      assertFalse(measurement.isOver());
      measurement.add(TOO_LONG, SMALL_STALL);
    }
    assertTrue(measurement.isOver());
    var violation = assertThrows(RuleViolation.class, measurement::judge);
    assertTrue(violation.toString().contains("in 3 attempts"), violation::toString);
  }

  @Test
  void aStallAsLongAsTheExcessIsInconclusive() {
    for (int i = 0; i < 3; i++) {
      measurement.add(TOO_LONG, LARGE_STALL);
    }
    assertTrue(measurement.isOver());
    assertThrows(Inconclusive.class, measurement::judge);
  }
}
