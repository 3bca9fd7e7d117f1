package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Profile;
import dev.holdfast.lock.tck.SubjectResult;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which rules are tried although the backend does not declare what they are about: of some
 * capabilities the first rule, and once. If it is obeyed, the backend can do more than it says.
 * Whatever comes of that, the rule does not bind.
 */
final class Undeclared {

  /** Enough to see it work, and little beside the time for the rules that bind. */
  static final Duration BUDGET = Duration.ofMillis(300);

  /** What a short look tells. The others would take a fault, long waits, or chance. */
  private static final Set<Capability> EVIDENT =
      EnumSet.of(Capability.FENCING, Capability.DOWNGRADE);

  /** These take processes, and where they are not offered a long wait. */
  private static final Set<Capability> EVIDENT_IN_TIME =
      EnumSet.of(Capability.CROSS_PROCESS, Capability.CRASH_RELEASE);

  private final BackendUnderTest backend;
  private final Set<Capability> worthALook = EnumSet.copyOf(EVIDENT);

  Undeclared(BackendUnderTest backend, Profile profile) {
    this.backend = backend;
    if (profile != Profile.SMOKE) {
      worthALook.addAll(EVIDENT_IN_TIME);
    }
    worthALook.removeAll(backend.capabilities());
  }

  /** Whether to try a case that does not bind; true once for each capability. */
  boolean claims(Case tried) {
    @Nullable Capability capability = tried.rule().capability();
    return capability != null && worthALook.remove(capability);
  }

  /** The outcome of a case that was tried and obeyed, and does not count. */
  SubjectResult warn(Case tried, SubjectResult untried) {
    return Results.warn(
        untried,
        ("%s seems to offer %s, which it does not declare: %s was obeyed. Declare it if users may"
                + " rely on it; then the rules on it bind.")
            .formatted(
                backend.factory().getSimpleName(), tried.rule().capability(), tried.rule().id()));
  }
}
