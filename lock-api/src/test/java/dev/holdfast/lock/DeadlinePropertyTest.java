package dev.holdfast.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DeadlinePropertyTest {

  private static final BigInteger NANOS_PER_SECOND = BigInteger.TEN.pow(9);

  @Property
  void everyTimeoutEndsWhenItShouldOrNever(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seconds,
      @ForAll @IntRange(max = 999_999_999) int nanos) {
    Duration timeout = Duration.ofSeconds(seconds, nanos);
    BigInteger exact =
        BigInteger.valueOf(seconds).multiply(NANOS_PER_SECOND).add(BigInteger.valueOf(nanos));
    boolean fits = exact.compareTo(BigInteger.valueOf(Long.MAX_VALUE)) < 0;

    long before = System.nanoTime();
    Deadline deadline = Deadline.after(timeout);
    long remaining = deadline.remainingNanos();
    long elapsed = System.nanoTime() - before;

    assertEquals(!fits, deadline.isNever(), () -> timeout + " was taken for the other");
    if (fits) {
      assertTrue(remaining <= exact.longValueExact(), () -> timeout + " grew to " + remaining);
      assertTrue(
          remaining >= Math.max(0, exact.longValueExact() - elapsed),
          () -> timeout + " lost more than the time that passed: " + remaining + " are left");
    } else {
      assertEquals(Long.MAX_VALUE, remaining);
      assertEquals(Deadline.FOREVER, deadline.remaining());
    }
  }

  @Property
  void whatIsLeftIsATimeoutForTheNextStage(@ForAll @LongRange(min = 0) long nanos) {
    Deadline deadline = Deadline.after(Duration.ofNanos(nanos));
    Deadline next = Deadline.after(deadline.remaining());
    assertEquals(deadline.isNever(), next.isNever());
    assertTrue(
        next.remainingNanos() <= Math.max(nanos, 0), "the second stage got more than the first");
  }
}
