package dev.holdfast.lock.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ClockSurveyTest {

  private final ClockSurvey survey = new ClockSurvey();

  @Test
  void withoutProcessesThereIsNothingToSay() {
    assertEquals("", survey.inWords());
  }

  @Test
  void aProcessIsCountedOnce() {
    ClockCertificate same = new ClockCertificate(true, 0, 0, "grounds");
    survey.add(same);
    survey.add(same);
    assertEquals(
        "the clock of the kit and that of 1 worker process are one and the same (grounds)",
        survey.inWords());
    survey.add(new ClockCertificate(true, 0, 0, "grounds"));
    assertEquals(
        "the clock of the kit and those of 2 worker processes are one and the same (grounds)",
        survey.inWords());
  }

  @Test
  void theWorstIsTold() {
    survey.add(new ClockCertificate(true, 0, 0, "good"));
    survey.add(new ClockCertificate(false, -50, 70, "worse"));
    survey.add(new ClockCertificate(false, -5, 7, "bad"));
    assertEquals(
        "the clock of the kit and those of 3 worker processes may differ, and spans were narrowed by"
            + " that (worse)",
        survey.inWords());
    survey.add(new ClockCertificate(false, 7, -5, "worst"));
    assertEquals(
        "the clock of the kit and those of 4 worker processes cannot be compared (worst)",
        survey.inWords());
  }
}
