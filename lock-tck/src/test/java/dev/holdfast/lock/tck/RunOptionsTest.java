package dev.holdfast.lock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.report.Replay;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunOptionsTest {

  @Test
  void theDefaultIsSmokeWithARandomSeed() {
    RunOptions options = from(Map.of(), Map.of());
    assertEquals(Profile.SMOKE, options.profile());
    assertEquals(1.0, options.timeScale());
    assertEquals(Duration.ofSeconds(30), options.watchdog());
    assertEquals(Set.of(), options.rules());
    // Two equal seeds in a row happen once in two thousand million builds.
    assertNotEquals(options.seed(), from(Map.of(), Map.of()).seed(), "the seed is not random");
  }

  @Test
  void propertiesAreRead() {
    RunOptions options =
        from(
            Map.of(
                "lock.tck.profile", "certify",
                "lock.tck.seed", "-7",
                "lock.tck.time-scale", "2.5",
                "lock.tck.watchdog", "5",
                "lock.tck.rules", "MUT-02, MUT-01"),
            Map.of());
    assertEquals(
        new RunOptions(Profile.CERTIFY, -7, 2.5, Duration.ofSeconds(5), Set.of("MUT-01", "MUT-02")),
        options);
  }

  @Test
  void variablesAreRead() {
    RunOptions options =
        from(
            Map.of(),
            Map.of(
                "LOCK_TCK_PROFILE", "Soak",
                "LOCK_TCK_SEED", "8",
                "LOCK_TCK_TIME_SCALE", "3",
                "LOCK_TCK_WATCHDOG", "6",
                "LOCK_TCK_RULES", "MUT-01"));
    assertEquals(
        new RunOptions(Profile.SOAK, 8, 3, Duration.ofSeconds(6), Set.of("MUT-01")), options);
  }

  @Test
  void aPropertyBeatsTheVariableAndAnEmptyOneCountsAsNotSet() {
    var variables = Map.of("LOCK_TCK_SEED", "8", "LOCK_TCK_PROFILE", "");
    assertEquals(7, from(Map.of("lock.tck.seed", "7"), variables).seed());
    assertEquals(Profile.SMOKE, from(Map.of(), variables).profile());
  }

  @ParameterizedTest
  @CsvSource({
    "lock.tck.profile, quick, 'The profiles are smoke, standard, certify, soak.'",
    "lock.tck.seed, abc, A seed is an integer",
    "lock.tck.seed, 99999999999999999999, A seed is an integer",
    "lock.tck.time-scale, fast, A time scale is a number",
    "lock.tck.time-scale, 0.5, has to be from 1 to 1000",
    "lock.tck.time-scale, NaN, has to be from 1 to 1000",
    "lock.tck.watchdog, 1m, The watchdog is a whole number of seconds",
    "lock.tck.watchdog, 0, The watchdog is from 1 second",
  })
  void aBadValueIsNamedWithItsKey(String key, String value, String message) {
    assertRejected(Map.of(key, value), Map.of(), "system property " + key, value, message);
    String variable = key.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_");
    assertRejected(
        Map.of(), Map.of(variable, value), "environment variable " + variable, value, message);
  }

  private static void assertRejected(
      Map<String, String> properties, Map<String, String> variables, String... parts) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> from(properties, variables));
    for (String part : parts) {
      assertTrue(thrown.toString().contains(part), () -> part + " is missing in: " + thrown);
    }
  }

  private static RunOptions from(Map<String, String> properties, Map<String, String> variables) {
    return RunOptions.from(properties::get, variables::get);
  }

  @Test
  void whatAFailureSaysAboutRunningItAgainIsTheSameRun() {
    var options =
        RunOptions.defaults()
            .withProfile(Profile.STANDARD)
            .withSeed(-7)
            .withTimeScale(2.5)
            .withWatchdog(Duration.ofSeconds(45));
    var properties = new HashMap<String, String>();
    for (String argument : Replay.properties("MUT-01", options).split(" ", -1)) {
      String[] pair = argument.substring("-D".length()).split("=", 2);
      properties.put(pair[0], pair[1]);
    }
    assertEquals(
        options.withRules(Set.of("MUT-01")), RunOptions.from(properties::get, name -> null));
  }
}
