package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.history.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the performers of one run of a program share: the locks, the start, the first trouble. */
final class Stage {

  private final Program program;
  private final List<LockProvider> providers;
  private final Duration patience;
  private final boolean hasTokens;
  private final List<String> names = new ArrayList<>();
  private final List<Resource> resources = new ArrayList<>();
  private final AtomicInteger awaited;
  private final AtomicReference<@Nullable Finding> trouble = new AtomicReference<>();

  /**
   * Fresh locks.
   *
   * @param providers the one of the trial, and a sibling
   * @param patience how long to wait for what has to happen
   */
  Stage(Trial trial, List<LockProvider> providers, Program program, Duration patience) {
    this.program = program;
    this.providers = providers;
    this.patience = patience;
    this.hasTokens = trial.declares(Capability.FENCING);
    this.awaited = new AtomicInteger(program.clients().size());
    for (LockSpec spec : program.locks()) {
      String name = trial.freshName();
      names.add(name);
      resources.add(spec.resource(name));
    }
  }

  Program program() {
    return program;
  }

  Resource resource(int lock) {
    return resources.get(lock);
  }

  Lockable<? extends LockHandle> lockable(int lock, LockMode mode, boolean sibling) {
    return program
        .locks()
        .get(lock)
        .lockable(providers.get(sibling ? 1 : 0), names.get(lock), mode);
  }

  Duration patience() {
    return patience;
  }

  boolean hasTokens() {
    return hasTokens;
  }

  /** Returns when all have come here. */
  void awaitStart() {
    awaited.decrementAndGet();
    for (int i = 0; awaited.get() > 0; i++) {
      if (i < 1_000) {
        Thread.onSpinWait();
      } else {
        Waits.sleep(1_000); // there may be fewer processors than clients
      }
    }
  }

  /** A call has answered what it must not. */
  void report(String rule, String what) {
    report(Finding.Kind.SEEN, rule, what);
  }

  /** Something is missing in the end. */
  void reportLeak(String rule, String what) {
    report(Finding.Kind.MISSED, rule, what);
  }

  /** Something went wrong that no history shows. The first is the one that counts. */
  private void report(Finding.Kind kind, String rule, String what) {
    trouble.compareAndSet(null, new Finding(kind, rule, what, null));
  }

  /** A call has not come to an end, although everybody gives back everything. */
  void reportWait(Note note) {
    report(
        Finding.Kind.WAITED,
        resources.size() == 1 ? "LIV-01" : "LIV-05",
        "%s has not come to an end %d ms after everybody else has given back everything."
            .formatted(note, patience.toMillis()));
  }

  Optional<Finding> trouble() {
    return Optional.ofNullable(trouble.get());
  }
}
