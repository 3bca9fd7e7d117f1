package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Latency;
import dev.holdfast.lock.tck.engine.LatencyLog;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** That waiting ends. */
final class LivenessRules {

  private static final int BURST = 12;
  private static final int MOST_ROUNDS = 5_000;

  private LivenessRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("LIV-02")
            .onEachExclusiveLock()
            .stress(3)
            .text(
                "A single hand-over never fails: with one holder, one waiter and no other traffic, the"
                    + " waiter is served when the holder closes, thousands of times on end.")
            .reason(
                "Where many compete, a lost wake-up is repaired by the next release. A waiter that is"
                    + " alone waits for ever.")
            .causes(
                "The release looks for waiters before a waiter has put itself down.",
                "A release wakes somebody only if there are several.",
                "A wake-up is lost between the check and the wait.")
            .check(LivenessRules::soloHandOver),
        RuleDraft.must("LIV-03")
            .onEachExclusiveLock()
            .text(
                "A burst drains: when the lock is released, all who wait are served one after the"
                    + " other, threads and futures, though nobody new arrives.")
            .reason("The end of the traffic is when nobody is left to repair a lost wake-up.")
            .causes(
                "A release that was caused by a waiter wakes nobody.",
                "Futures are served by arriving threads only.")
            .check(LivenessRules::burstDrains),
        RuleDraft.must("LIV-01")
            .stress(4)
            .text(
                "No wake-up is lost under mixed traffic: readers and writers, threads and futures, with"
                    + " no timeouts, all come through when the traffic stops.")
            .reason("A thread that waits for ever for a lock that is free is an outage.")
            .causes(
                "Readers and writers wait for one condition, and one signal wakes the wrong one.",
                "The count of waiting writers is wrong after a race.")
            .check(LivenessRules::trafficComesThrough));
  }

  private static void soloHandOver(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    Crowd time = new Crowd(trial);
    LatencyLog handOvers = trial.latencies(Latency.Kind.HAND_OVER);
    int round = 0;
    try (Partner waiter = new Partner(trial, "waiter")) {
      while (time.goesOn(round >= 200) && round < MOST_ROUNDS) {
        round++;
        for (int extra = trial.random().nextInt(3); extra > 0; extra--) {
          others.here(lock, "although nobody held it, in round " + round).close();
        }
        LockHandle held = others.here(lock, "although nobody held it, in round " + round);
        if (trial.random().nextInt(4) == 0) {
          CompletableFuture<? extends LockHandle> future = lock.acquireAsync();
          held.close();
          served(
              trial,
              lock,
              held,
              round,
              future.isDone() || Patience.until(trial, future::isDone),
              "future");
          Patience.granted(trial, future, lock, "in round " + round).close();
        } else {
          waiter.begin(() -> new Grant(lock.acquire(), System.nanoTime()));
          waiter.awaitBlocked();
          long released = System.nanoTime();
          held.close();
          served(
              trial,
              lock,
              held,
              round,
              waiter.hasEnded() || Patience.until(trial, waiter::hasEnded),
              "thread");
          Grant grant = waiter.result(Grant.class, "the lock is free");
          handOvers.add(grant.at() - released);
          grant.handle().close();
        }
      }
    }
    Crowd.demand(trial, round, 100, "hand-overs");
  }

  /** A handle, and when it was received. */
  private record Grant(LockHandle handle, long at) {}

  private static void served(
      Trial trial,
      Lockable<? extends LockHandle> lock,
      LockHandle held,
      int round,
      boolean ended,
      String waiter) {
    if (!ended) {
      throw trial.violated(
          "The hand-over of round %d never came: %s was closed %s ago, and the %s that waits for %s,"
              + " the only one, still waits.",
          round, held, Say.time(Patience.of(trial)), waiter, lock.id());
    }
  }

  private static void burstDrains(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (int round = 0; round < 3; round++) {
      Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
      LockHandle held = others.obtains(lock, "although it was free");
      AtomicInteger served = new AtomicInteger();
      List<CompletableFuture<?>> futures = new ArrayList<>();
      for (int i = 0; i < BURST; i++) {
        String name = "waiter-" + i;
        trial.fork(name, () -> pass(lock.acquire(), served));
        if (i == BURST - 1) {
          trial.awaitBlocked(name);
        }
        futures.add(lock.acquireAsync().thenAccept(handle -> pass(handle, served)));
      }
      held.close();
      if (!Patience.until(trial, () -> served.get() == 2 * BURST)) {
        throw trial.violated(
            "Only %d of %d waiters for %s were served after %s, the holder, was closed; %d of %d futures.",
            served.get(),
            2 * BURST,
            lock.id(),
            held,
            futures.stream().filter(CompletableFuture::isDone).count(),
            BURST);
      }
      trial.evidence(2L * BURST);
    }
  }

  private static @Nullable Void pass(LockHandle handle, AtomicInteger served) {
    handle.close();
    served.incrementAndGet();
    return null;
  }

  private static void trafficComesThrough(Trial trial) throws Exception {
    LongAdder grants = new LongAdder();
    long share = trial.budget().toNanos() / 3;
    if (trial.offers(Primitive.READER_WRITER)) {
      DistributedReaderWriterLock lock = trial.readerWriter(trial.freshName());
      new Crowd(trial, share)
          .until(50, grants::sum)
          .run(
              6,
              (thread, random) -> {
                boolean writes = random.nextInt(3) == 0;
                use(trial, writes ? lock.writeLock() : lock.readLock(), random.nextInt(4) == 0);
                Crowd.dawdle(random);
                grants.increment();
              });
    }
    List<Lockable<? extends LockHandle>> plain = new ArrayList<>();
    if (trial.offers(Primitive.MUTEX)) {
      plain.add(trial.mutex(trial.freshName()));
    }
    if (trial.offers(Primitive.SEMAPHORE)) {
      plain.add(trial.semaphore(trial.freshName(), 2));
    }
    for (Lockable<? extends LockHandle> lock : plain) {
      new Crowd(trial, share)
          .until(100, grants::sum)
          .run(
              4,
              (thread, random) -> {
                use(trial, lock, random.nextInt(4) == 0);
                Crowd.dawdle(random);
                grants.increment();
              });
    }
    Crowd.demand(trial, grants.sum(), 100, "grants");
  }

  private static void use(Trial trial, Lockable<? extends LockHandle> lock, boolean async)
      throws Exception {
    LockHandle handle =
        async
            ? Patience.granted(trial, lock.acquireAsync(), lock, "under mixed traffic")
            : lock.acquire();
    Thread.onSpinWait();
    handle.close();
  }
}
