package dev.holdfast.lock.tck.rules;

import static dev.holdfast.lock.tck.engine.Primitive.SEMAPHORE;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.SemaphoreLimitException;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.LockSpec;
import dev.holdfast.lock.tck.worker.Traffic;
import dev.holdfast.lock.tck.worker.TrafficLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How many permits there are: never more, never fewer. */
final class SemaphoreRules {

  private static final int PERMITS = 3;
  private static final int THREADS = 6;

  private SemaphoreRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("SEM-01")
            .needs(SEMAPHORE)
            .stress(6)
            .text("At no instant are more handles of a semaphore held than it has permits.")
            .reason("The limit protects something that breaks beyond it: licences, memory, a peer.")
            .causes("The count is compared and changed in two steps.", "A release wakes two.")
            .check(SemaphoreRules::neverTooMany),
        RuleDraft.must("SEM-02")
            .needs(SEMAPHORE)
            .text(
                "As many handles as there are permits can be held at once, by one thread or many, and"
                    + " not one more; each release admits exactly one.")
            .reason("A permit that cannot be used is capacity that was paid for in vain.")
            .causes("'<=' for '<'.", "Permits are counted per thread.")
            .check(SemaphoreRules::exactlyAsManyAsPermits),
        RuleDraft.must("SEM-03")
            .needs(SEMAPHORE)
            .text(
                "Permits are conserved: after any number of releases, double releases, timeouts,"
                    + " interruptions and cancellations, all are free again, and no more.")
            .reason("A permit that is lost once a day stops a service after a week.")
            .causes(
                "A permit is returned twice by a double close().",
                "A permit that was granted to a waiter that had given up is not returned.")
            .check(SemaphoreRules::permitsAreConserved),
        RuleDraft.must("SEM-04")
            .needs(SEMAPHORE)
            .text(
                "An acquisition of several permits gets all of them or none; one that ends in the middle"
                    + " returns what it had.")
            .reason("Two that each hold half of what they need wait for ever.")
            .causes("Permits are taken one by one and not returned when the time is up.")
            .notVerifiable(
                "An acquisition takes one permit; the API offers no request for several, so that none"
                    + " can be granted in part."),
        RuleDraft.must("SEM-05")
            .needs(SEMAPHORE)
            .text(
                "A number of permits below 1 is rejected with an IllegalArgumentException. As long as a"
                    + " permit is held or awaited, an acquisition with another number fails with a"
                    + " SemaphoreLimitException that names both, and changes nothing; a wholly free"
                    + " semaphore adopts the new number.")
            .reason(
                "Two versions of a configuration meet while a service is rolled out; each guess about"
                    + " which one counts breaks the other.")
            .causes("The first number counts for ever.", "The greater number, or the last, wins.")
            .check(SemaphoreRules::limitsAreNotMixed),
        RuleDraft.ifDeclared("SEM-06", Capability.FIFO)
            .needs(SEMAPHORE)
            .text("A request for many permits is not starved by requests for few.")
            .reason("Under load there are always requests for few.")
            .causes("Whoever fits is let in, whatever waits in front.")
            .notVerifiable(
                "An acquisition takes one permit; there are no large requests that small ones could"
                    + " starve."));
  }

  private static void neverTooMany(Trial trial) throws Exception {
    DistributedSemaphore semaphore = trial.semaphore(trial.freshName(), PERMITS);
    Canary canary = new Canary(trial, THREADS, semaphore, PERMITS);
    canary.watch(
        new Crowd(trial).until(200, canary::contendedGrants),
        (seat, random) -> {
          if (seat.acquire(semaphore, random)) {
            Crowd.dawdle(random);
            seat.close();
          }
        });
    Crowd.demand(trial, canary.contendedGrants(), 200, "contended grants");
    ProcessCrowd.perhaps(
        trial,
        TrafficLock.of(
            LockSpec.semaphore(trial.semaphore(trial.freshName(), PERMITS).name(), PERMITS)),
        50,
        "contended grants",
        Traffic::contended);
  }

  private static void exactlyAsManyAsPermits(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (int permits : new int[] {1, 2, 5, 16}) {
      DistributedSemaphore semaphore = trial.semaphore(trial.freshName(), permits);
      if (semaphore.permits() != permits) {
        throw trial.violated(
            "A semaphore that was asked for with %d permits says it has %d.",
            permits, semaphore.permits());
      }
      List<LockHandle> held = fill(others, semaphore, permits);
      String story = "while " + permits + " of its " + permits + " permits were held";
      others.isRefused(semaphore, story);
      LockHandle last = held.remove(trial.random().nextInt(held.size()));
      last.close();
      held.add(others.obtains(semaphore, "although " + last + " had been closed"));
      others.isRefused(semaphore, story + ", one of them for the second time");
      held.forEach(LockHandle::close);
      trial.evidence(2);
    }
  }

  private static List<LockHandle> fill(
      Contenders others, DistributedSemaphore semaphore, int permits) throws Exception {
    List<LockHandle> held = new ArrayList<>();
    for (int i = 0; i < permits; i++) {
      String story = "while only " + i + " of its " + permits + " permits were held";
      held.add(i % 2 == 0 ? others.here(semaphore, story) : others.obtains(semaphore, story));
    }
    return held;
  }

  private static void permitsAreConserved(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    DistributedSemaphore semaphore = trial.semaphore(trial.freshName(), PERMITS);
    for (int round = 0; round < 4; round++) {
      List<LockHandle> held = fill(others, semaphore, PERMITS);
      Waiter timed = others.waits(semaphore, Form.TRY_TIMED, Duration.ofMillis(5));
      Waiter cancelled = others.waits(semaphore, Form.ACQUIRE_ASYNC, Deadline.FOREVER);
      Waiter interrupted = others.waits(semaphore);
      cancelled.withdraw();
      interrupted.withdraw();
      for (Waiter waiter : List.of(timed, cancelled, interrupted)) {
        Outcome outcome = waiter.outcome("although it was ended");
        if (outcome.isGrant()) {
          throw trial.violated(
              "A permit was granted while all %d were held, %s: %s.", PERMITS, held, outcome);
        }
      }
      LockHandle twice = held.get(trial.random().nextInt(PERMITS));
      twice.close();
      twice.close();
      held.remove(twice);
      LockHandle next = others.obtains(semaphore, "although " + twice + " had been closed");
      others.isRefused(
          semaphore,
          "while " + PERMITS + " permits were held, after " + twice + " was closed twice");
      twice.close();
      others.isRefused(
          semaphore,
          "while " + PERMITS + " permits were held, after " + twice + " was closed thrice");
      next.close();
      held.forEach(LockHandle::close);
      trial.evidence(2);
    }
    fill(others, semaphore, PERMITS).forEach(LockHandle::close);
  }

  private static void limitsAreNotMixed(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (int none : new int[] {0, -1, Integer.MIN_VALUE}) {
      rejects(trial, none);
    }
    // Exempt, since the name is used with several limits; it is left as free as it was found.
    String name = trial.freshName();
    trial.exemptFromConservation(name);
    DistributedSemaphore two = trial.semaphore(name, 2);
    DistributedSemaphore three = trial.semaphore(name, 3);
    LockHandle held = others.obtains(two, "although it was free");
    for (Form form : Form.values()) {
      Outcome outcome =
          others
              .asks(three, form, Duration.ofMillis(5))
              .outcome("although its limit is not in force");
      if (!(outcome.failure() instanceof SemaphoreLimitException e)
          || e.requested() != 3
          || e.inForce() != 2) {
        throw trial.violated(
            "An acquisition with 3 permits, while 2 were in force, did not fail with a"
                + " SemaphoreLimitException(3, 2): %s.",
            outcome);
      }
      trial.evidence(1);
    }
    LockHandle second = others.obtains(two, "while only 1 of its 2 permits was held");
    others.isRefused(two, "while 2 of its 2 permits were held, after others asked for it with 3");
    second.close();
    held.close();
    fill(others, three, 3).forEach(LockHandle::close);
    fill(others, two, 2).forEach(LockHandle::close);
  }

  private static void rejects(Trial trial, int permits) {
    try {
      DistributedSemaphore made =
          ((DistributedSemaphoreProvider) trial.provider()).semaphore(trial.freshName(), permits);
      throw trial.violated("A semaphore of %d permits was made: %s.", permits, made);
    } catch (IllegalArgumentException e) {
      trial.evidence(1);
    }
  }
}
