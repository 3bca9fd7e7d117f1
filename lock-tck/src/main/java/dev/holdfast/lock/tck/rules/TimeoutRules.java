package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long an acquisition waits. */
final class TimeoutRules {

  private static final int TRIES = 50;

  /** What a clock may be wrong about: timeouts are converted to milliseconds by some systems. */
  private static final Duration TICK = Duration.ofMillis(1);

  private TimeoutRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("TMO-01")
            .onEachExclusiveLock()
            .text(
                "A zero timeout makes one attempt and never waits: the fastest of 50 refused tries takes"
                    + " no more than 2 ms and three times a free acquisition.")
            .reason(
                "tryAcquire() is called in event loops and under other locks, where waiting is a"
                    + " defect.")
            .causes("A poll interval is slept through before the clock is asked.")
            .check(TimeoutRules::zeroTimeoutNeverWaits),
        RuleDraft.must("TMO-03")
            .onEachExclusiveLock()
            .text(
                "A timeout is not late: a refusal comes no later than the timeout, the declared poll"
                    + " interval and what the machine needs.")
            .reason("Timeouts are the last line of defence of whoever has a deadline of their own.")
            .causes(
                "Nanoseconds are taken for microseconds, or milliseconds for seconds.",
                "Each stage, or each wake-up, starts the timeout anew.")
            .check(TimeoutRules::neverLate),
        RuleDraft.must("TMO-02")
            .onEachExclusiveLock()
            .text(
                "A timeout is never early: an acquisition that was refused has waited for its whole"
                    + " timeout, less 1 ms at most.")
            .reason(
                "Giving up early turns a short wait into a failure that the user did not allow.")
            .causes(
                "The wait ends at the last poll before the deadline.",
                "A spurious wake-up or a wake-up for somebody else ends the wait.",
                "The timeout is divided among stages, or rounded down.")
            .check(TimeoutRules::neverEarly),
        RuleDraft.must("TMO-04")
            .onEachExclusiveLock()
            .text(
                "Fractions of milliseconds are timeouts like others: 1 ns, 999 us and 1.5 ms end with a"
                    + " refusal on a held lock and with the handle on a free one.")
            .reason("What is left of a deadline is seldom a whole number of milliseconds.")
            .causes(
                "Rounding yields zero, which an underlying call takes for 'for ever' or rejects.")
            .check(TimeoutRules::fractionsAreTimeouts),
        RuleDraft.must("TMO-05")
            .onEachExclusiveLock()
            .text(
                "Huge timeouts, and none at all, mean 'for ever': such an acquisition waits, can be"
                    + " withdrawn, and is granted when its turn comes.")
            .reason(
                "Long.MAX_VALUE and Duration.ofSeconds(Long.MAX_VALUE) are how code says 'no limit'.")
            .causes(
                "The deadline overflows and lies in the past.",
                "Duration.toNanos() throws an ArithmeticException.",
                "A default timeout is applied where none was asked for.")
            .check(TimeoutRules::hugeTimeoutsMeanForEver));
  }

  private static void zeroTimeoutNeverWaits(Trial trial) throws Exception {
    Duration bound =
        trial.scaled(Duration.ofMillis(2)).plus(QuickCalls.freeCycle(trial).multipliedBy(3));
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    LockHandle held = new Contenders(trial).obtains(lock, "although it was free");
    for (Form form : List.of(Form.TRY, Form.TRY_TIMED, Form.ACQUIRE_TIMED)) {
      Duration fastest = QuickCalls.MANY_YEARS;
      for (int i = 0; i < TRIES && fastest.compareTo(bound) > 0; i++) {
        Outcome outcome = Outcome.ofCall(form, lock, Duration.ZERO);
        if (!outcome.isRefusal()) {
          return; // a defect, but one of another rule
        }
        fastest = QuickCalls.least(fastest, outcome.elapsed());
      }
      if (fastest.compareTo(bound) > 0) {
        throw trial.violated(
            "The fastest of %d calls of %s on a held lock took %s, more than %s.",
            TRIES, form.with(Duration.ZERO), Say.time(fastest), Say.time(bound));
      }
      trial.evidence(TRIES);
    }
    held.close();
  }

  private static void neverEarly(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    LockHandle held = others.obtains(lock, "although it was free");
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      for (Form form : Form.values()) {
        if (form.isTimed()) {
          waiters.add(others.asks(lock, form, someTimeout(trial)));
        }
      }
    }
    for (Waiter waiter : waiters) {
      Outcome outcome = waiter.outcome("long after its timeout");
      Duration least = outcome.timeout().minus(TICK);
      if (outcome.isRefusal() && outcome.elapsed().compareTo(least) < 0) {
        throw trial.violated(
            "%s gave up early, while %s held the lock: %s.", lock.id(), held, outcome);
      }
      trial.evidence(1);
    }
    held.close();
  }

  private static Duration someTimeout(Trial trial) {
    return Duration.ofNanos(20_000_000 + trial.random().nextInt(30_000_000));
  }

  private static void neverLate(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    LockHandle held = others.obtains(lock, "although it was free");
    Duration slack = Duration.ofMillis(150).plus(trial.bounds().pollInterval());
    for (Form form : Form.values()) {
      if (!form.isTimed()) {
        continue;
      }
      Duration timeout = Duration.ofMillis(3 + trial.random().nextInt(10));
      trial.within(
          timeout.plus(slack),
          form.with(timeout) + " on a held lock",
          () -> {
            Duration taken = elapsed(trial, lock, form, timeout);
            trial.observed(Bound.POLL_INTERVAL, taken.minus(timeout));
            return taken;
          });
      trial.evidence(1);
    }
    held.close();
  }

  /** How long the call took; or has taken, if it is still not over by far. */
  private static Duration elapsed(
      Trial trial, Lockable<? extends LockHandle> lock, Form form, Duration timeout)
      throws Exception {
    long start = System.nanoTime();
    Waiter waiter = new Contenders(trial).asks(lock, form, timeout);
    if (!Patience.until(trial, waiter::hasEnded)) {
      Duration soFar = Duration.ofNanos(System.nanoTime() - start);
      waiter.withdraw();
      return soFar;
    }
    return waiter.outcome("long after its timeout").elapsed();
  }

  private static void fractionsAreTimeouts(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    List<Duration> fractions =
        List.of(Duration.ofNanos(1), Duration.ofNanos(999_000), Duration.ofNanos(1_500_000));
    LockHandle held = others.obtains(lock, "although it was free");
    for (Form form : Form.values()) {
      for (Duration fraction : form.isTimed() ? fractions : List.<Duration>of()) {
        Outcome outcome = others.asks(lock, form, fraction).outcome("long after its timeout");
        if (!outcome.isRefusal()) {
          throw trial.violated(
              "A timeout of %s did not end with a refusal while %s held the lock: %s.",
              fraction, held, outcome);
        }
        trial.evidence(1);
      }
    }
    held.close();
    others.canUse(lock, "although " + held + " had been closed");
    for (Form form : Form.values()) {
      for (Duration fraction : form.isTimed() ? fractions : List.<Duration>of()) {
        Lockable<? extends LockHandle> free = trial.lockable(trial.freshName());
        others.asks(free, form, fraction).granted("although it was free").close();
      }
    }
  }

  private static void hugeTimeoutsMeanForEver(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    LockHandle held = others.obtains(lock, "although it was free");
    List<Duration> huge =
        List.of(
            Duration.ofNanos(Long.MAX_VALUE),
            Duration.ofNanos(Long.MAX_VALUE - 1),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
            Duration.ofMillis(Long.MAX_VALUE),
            Duration.ofDays(365_000));
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < huge.size(); i++) {
      waiters.add(others.asks(lock, Form.TRY_TIMED, huge.get(i)));
      waiters.add(others.asks(lock, Form.TRY_ASYNC_TIMED, huge.get(i)));
    }
    for (Form form : List.of(Form.ACQUIRE_TIMED, Form.ACQUIRE_ASYNC_TIMED)) {
      waiters.add(others.asks(lock, form, huge.get(0)));
      waiters.add(others.asks(lock, form, huge.get(2)));
    }
    waiters.add(others.waits(lock, Form.ACQUIRE, Duration.ZERO));
    waiters.add(others.waits(lock, Form.ACQUIRE_ASYNC, Duration.ZERO));
    Thread.sleep(40);
    for (Waiter waiter : waiters) {
      if (waiter.hasEnded()) {
        throw trial.violated(
            "A wait that should last for ever ended while %s held the lock: %s.",
            held, waiter.outcome("it had ended"));
      }
    }
    endsAsAsked(trial, held, waiters);
  }

  /** Cancels the futures, releases, and sees the threads served. */
  private static void endsAsAsked(Trial trial, LockHandle held, List<Waiter> waiters)
      throws Exception {
    List<Waiter> staying = new ArrayList<>();
    for (int i = 0; i < waiters.size(); i++) {
      Waiter waiter = waiters.get(i);
      if (!waiter.form().isAsync() || i % 8 == 7) {
        staying.add(waiter);
        continue;
      }
      waiter.withdraw();
      Outcome outcome = waiter.outcome("although it was withdrawn");
      if (outcome.isGrant() || outcome.isRefusal()) {
        throw trial.violated("A wait that was withdrawn ended otherwise: %s.", outcome);
      }
    }
    held.close();
    while (!staying.isEmpty()
        && Patience.until(trial, () -> staying.stream().anyMatch(Waiter::hasEnded))) {
      Waiter ended = staying.stream().filter(Waiter::hasEnded).findFirst().orElseThrow();
      staying.remove(ended);
      ended.granted("without a limit although " + held + " had been closed").close();
    }
    // That all of them are served is the business of the rules on liveness.
    for (Waiter forgotten : staying) {
      forgotten.withdraw();
      LockHandle late = forgotten.outcome("although it was withdrawn").handle();
      if (late != null) {
        late.close();
      }
    }
    trial.evidence(waiters.size());
  }
}
