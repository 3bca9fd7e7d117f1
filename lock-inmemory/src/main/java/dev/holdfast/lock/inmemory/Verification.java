package dev.holdfast.lock.inmemory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the code under test has left behind, or done wrong. */
final class Verification {

  private static final Duration GRACE = Duration.ofSeconds(1);

  private final FakeSpace space;
  private final List<String> findings = new ArrayList<>();
  private final List<Throwable> evidence = new ArrayList<>();

  private Verification(FakeSpace space) {
    this.space = space;
  }

  /** Throws if there is anything. */
  static void of(FakeSpace space) throws InterruptedException {
    boolean unused =
        space.waits().await(space::isNothingLeft, GRACE); // if not, that is found below
    Verification verification = new Verification(space);
    verification.look();
    verification.report();
  }

  private void look() {
    space.deadlocks().forEach(found -> add(String.valueOf(found.getMessage()), found));
    for (Fence fence : space.fences()) {
      fence.takeRefusals().forEach(found -> add(String.valueOf(found.getMessage()), found));
    }
    for (Standing standing : space.standings()) {
      for (Standing.Held held : standing.holders()) {
        Hold hold = held.hold();
        if (!space.isOther(hold.lockable)) {
          add(
              Text.of(standing.id())
                  + " is still held in mode "
                  + held.mode()
                  + ", acquired at "
                  + Text.of(hold.acquiredAt)
                  + ".",
              hold.acquiredAt);
        }
      }
      for (Waiter waiter : standing.waiters()) {
        if (!space.isOther(waiter.lockable)) {
          add("Still " + Text.of(waiter) + ".", waiter.site());
        }
      }
    }
    for (Hold hold : space.abandonedHolds()) {
      add(
          "A handle of "
              + Text.of(hold.lockable.id())
              + " became garbage without being closed, acquired at "
              + Text.of(hold.acquiredAt)
              + ".",
          hold.acquiredAt);
    }
  }

  private void add(String finding, @Nullable Throwable proof) {
    findings.add(finding);
    if (proof != null) {
      evidence.add(proof);
    }
  }

  private void report() {
    if (!findings.isEmpty()) {
      AssertionError error = new AssertionError(String.join("\n", findings));
      evidence.forEach(error::addSuppressed);
      throw error;
    }
  }
}
