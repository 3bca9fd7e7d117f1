package dev.holdfast.lock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {

  @ParameterizedTest
  @CsvSource({
    "crashRelease, 12s, PT12S",
    "CRASH_RELEASE, 1500 ms, PT1.5S",
    "crash-release, PT0.5S, PT0.5S",
    "crashrelease, 2m, PT2M",
    "crashrelease, 1h, PT1H"
  })
  void aBoundIsTypedInSeveralWays(String name, String value, Duration expected) {
    assertEquals(Bounds.DEFAULT.crashRelease(expected), Bounds.DEFAULT.with(name, value));
  }

  @Test
  void whatIsShownIsTypedBack() {
    Bounds odd =
        new Bounds(
            Duration.ofNanos(1_500),
            Duration.ofMillis(2),
            3,
            Duration.ofSeconds(4),
            Duration.ofMinutes(5),
            Duration.ofHours(6),
            Duration.ofDays(7));
    Bounds typed = Bounds.DEFAULT;
    for (Map.Entry<String, String> entry : odd.byName().entrySet()) {
      typed = typed.with(entry.getKey(), entry.getValue());
    }
    assertEquals(odd, typed);
  }

  @Test
  void onlyWhatDiffersIsADifference() {
    Bounds some = Bounds.DEFAULT.bypass(7).lease(Duration.ofSeconds(1));
    assertEquals(Map.of("bypass", "7", "lease", "1000ms"), some.differences(Bounds.DEFAULT));
  }

  @ParameterizedTest
  @CsvSource({
    "speed, 1s",
    "lease, -1s",
    "lease, PT-1S",
    "lease, soon",
    "bypass, many",
    "bypass, -1"
  })
  void whatMakesNoSenseIsRejected(String name, String value) {
    assertThrows(IllegalArgumentException.class, () -> Bounds.DEFAULT.with(name, value));
  }
}
