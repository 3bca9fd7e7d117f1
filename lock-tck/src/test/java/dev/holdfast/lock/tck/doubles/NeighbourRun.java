package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.LockBackendFactory;
import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.RunOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One rule and one backend in a JVM of its own, for backends whose switches count once a JVM. */
final class NeighbourRun {

  private NeighbourRun() {}

  /**
   * Prints the verdict, and then the message.
   *
   * @param args the factory's class, the rule, the profile, and entries of the configuration as
   *     {@code key=value}
   */
  public static void main(String[] args) throws Exception {
    Map<String, String> config =
        Arrays.stream(args)
            .skip(3)
            .collect(
                Collectors.toMap(
                    entry -> entry.substring(0, entry.indexOf('=')),
                    entry -> entry.substring(entry.indexOf('=') + 1)));
    RuleResult result =
        run(
            BackendUnderTest.of(Class.forName(args[0]).asSubclass(LockBackendFactory.class))
                .config(config),
            args[1],
            Profile.valueOf(args[2]));
    System.out.println(result.verdict());
    System.out.println(result.message());
    System.exit(0); // whatever threads the backend has left
  }

  static RuleResult run(BackendUnderTest backend, String rule, Profile profile)
      throws InterruptedException {
    return Certification.run(
            backend,
            RunOptions.defaults().withProfile(profile).withRules(Set.of(rule)),
            ProgressListener.SILENT)
        .rules()
        .stream()
        .filter(candidate -> candidate.id().equals(rule))
        .findFirst()
        .orElseThrow();
  }
}
