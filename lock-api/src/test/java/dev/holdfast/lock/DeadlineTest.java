package dev.holdfast.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

  @Test
  void theBorderBetweenLongAndNeverIsExact() {
    Duration border = Duration.ofNanos(Long.MAX_VALUE);
    assertTrue(Deadline.after(border).isNever());
    assertFalse(Deadline.after(border.minusNanos(1)).isNever());
    assertTrue(Deadline.after(border.plusNanos(1)).isNever());
    assertTrue(
        Deadline.after(border.minusNanos(1)).remainingNanos()
            > Long.MAX_VALUE - TimeUnit.HOURS.toNanos(1),
        "a timeout of 292 years shrank by an hour");
  }

  @Test
  void foreverIsAcceptedAndIsNever() {
    assertTrue(Deadline.after(Deadline.FOREVER).isNever());
    assertTrue(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)).isNever());
    assertFalse(Deadline.after(Deadline.FOREVER).hasPassed());
    assertEquals("never", Deadline.after(Deadline.FOREVER).toString());
  }

  @Test
  void zeroHasPassedAtOnce() {
    Deadline deadline = Deadline.after(Duration.ZERO);
    assertTrue(deadline.hasPassed());
    assertEquals(Duration.ZERO, deadline.remaining());
    assertEquals("in PT0S", deadline.toString());
  }

  @Test
  void oneNanosecondPassesAndStaysPassed() {
    Deadline deadline = Deadline.after(Duration.ofNanos(1));
    assertFalse(deadline.isNever());
    long start = System.nanoTime();
    while (!deadline.hasPassed()) {
      assertTrue(
          System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10),
          "one nanosecond took ten seconds");
      Thread.onSpinWait();
    }
    assertEquals(Duration.ZERO, deadline.remaining());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-0.000000001S", "PT-1S", "PT-2562047788015215H-30M-8S"})
  void negativeTimeoutsAreRejectedWithTheirValue(Duration negative) {
    var e = assertThrows(IllegalArgumentException.class, () -> Deadline.after(negative));
    assertTrue(String.valueOf(e.getMessage()).contains(negative.toString()), e::getMessage);
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullIsRejected() {
    assertThrows(NullPointerException.class, () -> Deadline.after(null));
  }

  @Test
  void remembersItsTimeout() {
    assertEquals(Duration.ofMillis(1_500), Deadline.after(Duration.ofMillis(1_500)).timeout());
    assertEquals(Duration.ZERO, Deadline.after(Duration.ZERO).timeout());
    assertEquals(Deadline.FOREVER, Deadline.after(Deadline.FOREVER.minusNanos(1)).timeout());
  }
}
