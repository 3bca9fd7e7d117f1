package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.checker.Answer;
import dev.holdfast.lock.tck.checker.Checks;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.history.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Refusals without a reason. */
final class RefusalRules {

  private static final int THREADS = 3;
  private static final int PERMITS = 3;
  private static final long LEAST_ALONE = 100;
  private static final long LEAST_ALONE_BETWEEN_PROCESSES = 20;
  private static final long LEAST_REFUSALS = 100;

  /** Visitors stay away for so many times as long as a visit takes, at most. */
  private static final int LEISURE = 8;

  private static final long LEAST_LEISURE_NANOS = 100_000;

  private RefusalRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("ACQ-03")
            .stress(2)
            .onEachExclusiveLock()
            .text(
                "Whoever asks alone for a lock that is free is granted it: as long as nobody else"
                    + " asks, and nobody holds anything that conflicts, no attempt is refused, whatever"
                    + " its timeout and whatever has happened before, in this process or another.")
            .reason(
                "Callers take a refusal for a proof that somebody else is at work, skip what they were"
                    + " to do, and nobody does it.")
            .causes(
                "A flag or entry that somebody has left behind is taken for a holder or a waiter.",
                "A compare-and-set that fails spuriously, or a lock below that is busy for an instant,"
                    + " is reported as contention.",
                "What an earlier attempt took is given back only after its answer.")
            .check(RefusalRules::freeIsGranted),
        RuleDraft.ifDeclared("ACQ-04", Capability.STRICT_TRY)
            .stress(4)
            .text(
                "Every refusal has a reason that exists: at some instant of the attempt somebody holds"
                    + " the lock in a conflicting mode. Those who merely ask or wait are no reason.")
            .reason(
                "A reader that is refused while only readers are inside cannot tell a busy lock from a"
                    + " queue that it was not going to join.")
            .causes(
                "A try honours the queue of those who wait.",
                "Two attempts that meet refuse each other, although either could be granted.")
            .check(RefusalRules::everyRefusalHasItsReason));
  }

  private static void freeIsGranted(Trial trial) throws Exception {
    String name = trial.freshName();
    List<Lockable<? extends LockHandle>> ways = new ArrayList<>();
    ways.add(trial.lockable(name));
    ways.add(trial.lockable(trial.openSibling(), name));
    if (ways.get(0).id().kind() == LockKind.READER_WRITER) {
      ways.add(trial.readerWriter(name).readLock());
    }
    Canary canary = new Canary(trial, THREADS, ways.get(0), 1);
    canary.watch(
        new Crowd(trial).until(2 * LEAST_ALONE, canary::grants),
        (seat, random) -> {
          long began = System.nanoTime();
          visit(seat, ways.get(random.nextInt(ways.size())), random);
          if (seat.index() > 0 || random.nextInt(32) == 0) {
            long longest = LEISURE * (System.nanoTime() - began);
            LockSupport.parkNanos(1 + random.nextLong(Math.max(LEAST_LEISURE_NANOS, longest)));
          }
        });
    Answer answer = Checks.failures(canary.history());
    trial.requireLegal(answer);
    Crowd.demand(
        trial, answer.judged(), LEAST_ALONE, "attempts that were alone and found the lock free");
    if (trial.declares(Capability.CROSS_PROCESS) && Modes.isFirst(trial, ways.get(0))) {
      freeIsGrantedBetweenProcesses(trial);
    }
  }

  /** Mostly tries, and mostly short: the lock is to be free most of the time. */
  private static void visit(Seat seat, Lockable<? extends LockHandle> lock, RandomGenerator random)
      throws Exception {
    boolean granted =
        random.nextInt(4) == 0
            ? seat.acquire(lock, random)
            : seat.acquire(lock, Waiting.TRY, lock::tryAcquire);
    if (granted) {
      if (random.nextInt(8) == 0) {
        Crowd.dawdle(random);
      }
      seat.close();
    }
  }

  /** One look at all kinds of lock together is enough between processes: it is not cheap. */
  private static void freeIsGrantedBetweenProcesses(Trial trial) throws Exception {
    new ProcessCrowd(trial, ProcessCrowd.oneOfEachKind(trial))
        .runLeisurely(
            trial.budget(),
            LEAST_ALONE_BETWEEN_PROCESSES,
            "attempts that were alone and found the lock free, among several processes",
            Checks::failures);
  }

  private static void everyRefusalHasItsReason(Trial trial) throws Exception {
    List<List<Lockable<? extends LockHandle>>> all = new ArrayList<>();
    if (trial.offers(Primitive.MUTEX)) {
      all.add(List.of(trial.mutex(trial.freshName())));
    }
    if (trial.offers(Primitive.UPGRADEABLE)) {
      DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
      all.add(List.of(lock.readLock(), lock.upgradeableReadLock(), lock.writeLock()));
    } else if (trial.offers(Primitive.READER_WRITER)) {
      DistributedReaderWriterLock lock = trial.readerWriter(trial.freshName());
      all.add(List.of(lock.readLock(), lock.writeLock()));
    }
    if (trial.offers(Primitive.SEMAPHORE)) {
      all.add(List.of(trial.semaphore(trial.freshName(), PERMITS)));
    }
    for (List<Lockable<? extends LockHandle>> sides : all) {
      long nanos = trial.budget().toNanos() / all.size();
      everyRefusalHasItsReason(trial, sides, new Crowd(trial, nanos));
    }
  }

  private static void everyRefusalHasItsReason(
      Trial trial, List<Lockable<? extends LockHandle>> sides, Crowd crowd) throws Exception {
    boolean counts = sides.get(0).mode() == LockMode.PERMIT;
    int permits = counts ? PERMITS : 1;
    int threads = permits + 3;
    Canary canary = new Canary(trial, threads, sides.get(0), permits);
    LongAdder refusals = new LongAdder();
    canary.watch(
        crowd.until(LEAST_REFUSALS, refusals::sum),
        (seat, random) -> {
          Lockable<? extends LockHandle> side = sides.get(random.nextInt(sides.size()));
          if (seat.acquire(side, random)) {
            Crowd.dawdle(random);
            if (side.mode() == LockMode.UPGRADEABLE
                && !seat.upgrade(random.nextBoolean() ? null : Seat.soon(random))) {
              refusals.increment();
            }
            seat.close();
          } else {
            refusals.increment();
          }
        });
    trial.requireLegal(Checks.failures(canary.history().withStrictTry(true)));
    Crowd.demand(trial, refusals.sum(), LEAST_REFUSALS, "refusals of " + Say.lock(sides.get(0)));
  }
}
