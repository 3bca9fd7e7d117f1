package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.LockSpec;
import dev.holdfast.lock.tck.worker.MappedWitness;
import dev.holdfast.lock.tck.worker.Message;
import dev.holdfast.lock.tck.worker.Witness;
import dev.holdfast.lock.tck.worker.Worker;
import dev.holdfast.lock.tck.worker.WorkerTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Several processes wait for the locks of one that is killed. */
final class BreakRace {

  private static final int BREAKERS = 3;

  /** How many workers take part: those who wait, and the one that is killed. */
  static final int WORKERS = BREAKERS + 1;

  private static final int LOCKS = 5;

  /** Until all of them wait, as far as anybody can tell from outside. */
  private static final Duration GATHERING = Duration.ofMillis(150);

  private final Trial trial;
  private final List<Worker> breakers;
  private int rounds;

  BreakRace(Trial trial) throws InterruptedException {
    this.trial = trial;
    this.breakers = trial.workers().hire(BREAKERS);
  }

  /** One of them is killed, and all others get what it had, one after the other. */
  void run() throws Exception {
    Worker mortal = trial.workers().hire();
    List<Lockable<? extends LockHandle>> locks = new ArrayList<>();
    for (int i = 0; i < LOCKS; i++) {
      Lockable<? extends LockHandle> lock = Modes.alone(trial);
      locks.add(lock);
      LossWatch unused =
          LossWatch.over(
              trial, Modes.through(trial, mortal.provider(), lock), "although it was free");
    }
    Path file = trial.workers().scratch().resolve("break-race-" + ++rounds);
    MappedWitness witness = MappedWitness.create(file, Collections.nCopies(LOCKS, 1), LOCKS);
    Duration patience = Patience.of(trial).plus(trial.scaled(trial.bounds().crashRelease()));
    Message orders =
        Message.EMPTY
            .with("witness", file)
            .with("patience", patience)
            .with("kind", locks.get(0).id().kind())
            .with("mode", locks.get(0).mode())
            .with("locks", LOCKS);
    for (int i = 0; i < LOCKS; i++) {
      orders = orders.with("name" + i, locks.get(i).name());
    }
    List<CompletableFuture<Message>> results = new ArrayList<>();
    for (int place = 0; place < BREAKERS; place++) {
      results.add(breakers.get(place).start(Breaker.class, orders.with("place", place)));
    }
    Patience.pass(GATHERING);
    mortal.kill();
    for (int place = 0; place < BREAKERS; place++) {
      long granted = await(results.get(place), breakers.get(place), patience);
      trial.evidence(granted);
    }
    for (Witness.Meeting meeting : witness.meetings()) {
      throw trial.violated(
          "%s was held twice after its holder, %s, had been killed: by %s and %s.",
          Say.lock(locks.get(meeting.lock())), mortal, meeting.comer(), meeting.present());
    }
  }

  private long await(CompletableFuture<Message> result, Worker breaker, Duration patience)
      throws Exception {
    // Each thread of a breaker may have to wait for those of the others.
    Message message = trial.join(trial.fork("end of " + breaker, () -> result.get()));
    long granted = message.number("granted");
    if (granted < LOCKS) {
      throw trial.violated(
          "Only %d of %d locks of a process that was killed were granted to %s within %s.",
          granted, LOCKS, breaker, Say.time(patience));
    }
    return granted;
  }

  /** In a worker: waits for all locks at once, and holds each for a while. */
  static final class Breaker implements WorkerTask {

    private static final long HOLD_MILLIS = 20;

    @Override
    public Message run(LockProvider provider, Message arguments) throws Exception {
      int locks = (int) arguments.number("locks");
      MappedWitness witness = MappedWitness.at(Path.of(arguments.get("witness")));
      ExecutorService threads = Executors.newFixedThreadPool(locks);
      try {
        List<Callable<Boolean>> waits = new ArrayList<>();
        for (int i = 0; i < locks; i++) {
          int number = i;
          waits.add(() -> hold(provider, arguments, witness, number));
        }
        int granted = 0;
        for (Future<Boolean> wait : threads.invokeAll(waits)) {
          granted += wait.get() ? 1 : 0;
        }
        return Message.EMPTY.with("granted", granted);
      } finally {
        threads.shutdownNow();
      }
    }

    private static boolean hold(
        LockProvider provider, Message arguments, MappedWitness witness, int number)
        throws InterruptedException {
      LockMode mode = LockMode.valueOf(arguments.get("mode"));
      LockSpec spec =
          new LockSpec(
              LockKind.valueOf(arguments.get("kind")), mode, arguments.get("name" + number), 1);
      Witness.Stand stand = witness.stand((int) arguments.number("place"), number);
      @Nullable LockHandle handle =
          spec.in(provider).tryAcquire(Duration.parse(arguments.get("patience")));
      if (handle == null) {
        return false;
      }
      boolean unused = stand.enter(number, mode);
      Thread.sleep(HOLD_MILLIS);
      stand.leave(number);
      handle.close();
      return true;
    }
  }
}
