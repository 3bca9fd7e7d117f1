package dev.holdfast.lock.tck.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.Profile;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunTimeTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private final RunTime time = new RunTime(Profile.SMOKE, now::get);

  @Test
  void nothingIsLeftOutInTime() {
    pass(Profile.SMOKE.total());
    assertEquals(Optional.empty(), time.reasonToSkip(false));
    assertEquals(Optional.empty(), time.reasonToSkip(true));
  }

  @Test
  void furtherSubjectsOfAFailedRuleAreLeftOutAfterThat() {
    pass(Profile.SMOKE.total().plusNanos(1));
    assertEquals(Optional.empty(), time.reasonToSkip(false));
    assertTrue(time.reasonToSkip(true).orElse("").contains("has failed before"));
  }

  @Test
  void everythingIsLeftOutAfterTheLimit() {
    pass(Profile.SMOKE.limit().plusNanos(1));
    assertTrue(time.reasonToSkip(false).orElse("").contains("The time is used up"));
  }

  private void pass(Duration duration) {
    now.addAndGet(duration.toNanos());
  }
}
