package dev.holdfast.lock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatioTest {

  @Test
  void comparesEachRoundWithItsOwn() {
    // The machine is half as fast in the second round, for both.
    assertEquals(new Ratio(2, 2, 3), Ratio.of(List.of(20.0, 10.0, 30.0), List.of(10.0, 5.0, 10.0)));
  }

  @Test
  void takesTheMeanOfTheTwoInTheMiddle() {
    assertEquals(
        new Ratio(2.5, 1, 4), Ratio.of(List.of(4.0, 1.0, 3.0, 2.0), List.of(1.0, 1.0, 1.0, 1.0)));
  }

  @Test
  void turnsTheSpreadAroundToo() {
    assertEquals(new Ratio(0.5, 0.25, 1), new Ratio(2, 1, 4).inverse());
  }

  @Test
  void doesNotCompareWhatIsNotThere() {
    assertEquals(Optional.empty(), Ratio.find(List.of(), List.of()));
    assertEquals(Optional.empty(), Ratio.find(List.of(1.0), List.of(0.0)));
    assertEquals(Optional.empty(), Ratio.find(List.of(1.0, 2.0), List.of(1.0)));
    assertThrows(IllegalArgumentException.class, () -> Ratio.of(List.of(1.0), List.of()));
  }

  @Test
  void showsTwoDigitsOrMore() {
    assertEquals("1234 (12.3 to 12346)", new Ratio(1234, 12.34, 12345.6).toString());
    assertEquals("0.12 (0.012 to 1.23)", new Ratio(0.123, 0.0123, 1.234).toString());
  }
}
