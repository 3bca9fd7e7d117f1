package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.doubles.ReferenceBackend;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Single rules, run as users run them. */
final class Runs {

  private Runs() {}

  static BackendUnderTest mutant(String mutant) {
    return BackendUnderTest.of(ReferenceBackend.class)
        .config(Map.of(ReferenceBackend.MUTANT, mutant));
  }

  /** A run of the smoke profile that gives up waiting after a second. */
  static RuleResult of(String rule, BackendUnderTest backend, long seed)
      throws InterruptedException {
    RunOptions options =
        RunOptions.defaults()
            .withSeed(seed)
            .withWatchdog(Duration.ofSeconds(3))
            .withRules(Set.of(rule));
    return Certification.run(backend, options, ProgressListener.SILENT).rules().stream()
        .filter(result -> result.id().equals(rule))
        .findFirst()
        .orElseThrow();
  }
}
