package dev.holdfast.lock.tck.rules;

import static dev.holdfast.lock.tck.engine.Primitive.READER_WRITER;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Who comes first, where a backend declares it. */
final class FairnessRules {

  private static final int WAITERS = 6;

  private FairnessRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("LIV-04", Capability.FIFO)
            .onEachExclusiveLock()
            .text(
                "Conflicting waiters are served in the order of their arrival, threads and futures"
                    + " alike.")
            .reason("Fair locks bound the wait of everybody; that is why one chooses them.")
            .causes(
                "The queue is a stack, or a set.",
                "All waiters are woken and the fastest wins.",
                "Threads and futures have a queue each.")
            .check(FairnessRules::firstComeFirstServed),
        RuleDraft.ifDeclared("RWL-05", Capability.FAIR_READER_WRITER)
            .needs(READER_WRITER)
            .text(
                "A steady stream of overlapping readers does not keep a writer out, nor a steady stream"
                    + " of writers a reader: no more than the declared number of later acquisitions"
                    + " come first.")
            .reason("A writer that never gets in is an update that is never made.")
            .causes(
                "New readers join those inside without looking for waiting writers.",
                "Each release prefers the next writer over all readers.")
            .check(FairnessRules::nobodyStarves));
  }

  private static void nobodyStarves(Trial trial) throws Exception {
    DistributedReaderWriterLock lock = trial.readerWriter(trial.freshName());
    getsThrough(trial, lock.readLock(), true, lock.writeLock());
    DistributedReaderWriterLock second = trial.readerWriter(trial.freshName());
    getsThrough(trial, second.writeLock(), false, second.readLock());
  }

  private static void getsThrough(
      Trial trial, DistributedLock stream, boolean overlapping, DistributedLock patient)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong grants = new AtomicLong();
    List<Future<?>> users = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      users.add(
          trial.fork(
              (overlapping ? "reader-" : "writer-") + i,
              () -> keepUsing(stream, overlapping, over, grants)));
    }
    if (!Patience.until(trial, () -> grants.get() >= 10)) {
      over.set(true);
      throw trial.violated(
          "%s was granted %d times only to those who use it in turns.",
          Say.lock(stream), grants.get());
    }
    Waiter waiter = new Contenders(trial).asks(patient, Form.ACQUIRE, Deadline.FOREVER);
    waiter.awaitBlockedOrEnded();
    long before = grants.get();
    // Some were under way when the waiter came: each user may be granted what it had asked for.
    int most = trial.bounds().bypass() + 2 * users.size();
    boolean served = Patience.until(trial, () -> waiter.hasEnded() || grants.get() - before > most);
    long bypassed = grants.get() - before;
    boolean ended = waiter.hasEnded();
    over.set(true);
    trial.observed(Bound.BYPASS, bypassed);
    if (!ended && (!served || bypassed > most)) {
      throw trial.violated(
          "%s was still waited for when %d later acquisitions of %s had come first; the bound is %d.",
          Say.lock(patient), bypassed, stream.mode(), most);
    }
    waiter.granted("although its turn had come").close();
    for (Future<?> user : users) {
      Object unused = trial.join(user);
    }
    trial.evidence(bypassed + 1);
  }

  /** Acquires again and again; where readers may overlap, the next before the last is closed. */
  private static long keepUsing(
      DistributedLock lock, boolean overlapping, AtomicBoolean over, AtomicLong grants)
      throws Exception {
    LockHandle held = null;
    try {
      while (!over.get()) {
        if (held != null && !overlapping) {
          held.close();
          held = null;
        }
        LockHandle next = lock.tryAcquire(Duration.ofMillis(5));
        if (held != null) {
          held.close();
        }
        held = next;
        if (next != null) {
          grants.incrementAndGet();
          LockSupport.parkNanos(100_000);
        }
      }
    } finally {
      if (held != null) {
        held.close();
      }
    }
    return grants.get();
  }

  private static void firstComeFirstServed(Trial trial) throws Exception {
    for (int round = 0; round < 3; round++) {
      oneQueue(trial, new Contenders(trial));
    }
  }

  private static void oneQueue(Trial trial, Contenders others) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    LockHandle held = others.obtains(lock, "although it was free");
    List<Waiter> queue = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      boolean async = trial.random().nextInt(3) == 0;
      // Lock objects of their own, as users have them.
      Lockable<? extends LockHandle> own = trial.lockable(lock.name());
      queue.add(others.waits(own, async ? Form.ACQUIRE_ASYNC : Form.ACQUIRE, Deadline.FOREVER));
    }
    for (int turn = 0; turn < WAITERS; turn++) {
      List<Waiter> waiting = queue.subList(turn, WAITERS);
      held.close();
      if (!Patience.until(trial, () -> waiting.stream().anyMatch(Waiter::hasEnded))) {
        throw trial.violated(
            "%s was granted to none of %d waiters although it was free.",
            Say.lock(lock), waiting.size());
      }
      for (int later = 1; later < waiting.size(); later++) {
        if (waiting.get(later).hasEnded()) {
          throw trial.violated(
              "%s was granted out of turn: to waiter %d of %d, in %s, while waiter %d, in %s, who had"
                  + " come before, still waited.",
              Say.lock(lock),
              turn + later + 1,
              WAITERS,
              waiting.get(later).form(),
              turn + 1,
              waiting.get(0).form());
        }
      }
      held = waiting.get(0).granted("although its turn had come");
      trial.evidence(1);
    }
    held.close();
  }
}
