package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.tck.history.Actor;
import dev.holdfast.lock.tck.history.Entry;
import dev.holdfast.lock.tck.history.Fault;
import dev.holdfast.lock.tck.history.Operation;
import dev.holdfast.lock.tck.history.Outcome;
import dev.holdfast.lock.tck.history.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several workers that use the same locks at the same time, with a witness, and a log of every call
 * that outlives them. Confined to one thread of the kit.
 */
public final class Traffic {

  /** Two calls for each hold; the files are sparse. */
  private static final int CALLS_A_THREAD = 40_000;

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Workers workers;
  private final List<TrafficLock> locks;
  private final int threads;
  private final Manner manner;
  private final SplittableRandom random;
  private final MappedWitness witness;
  private final Path witnessFile;
  private final List<Part> parts = new ArrayList<>();
  private final List<Entry> faults = new ArrayList<>();
  private long grants;
  private long contended;
  private long upgrades;

  /** How the locks are used. */
  public enum Manner {
    /** As fast as possible. */
    PRESSING,
    /** With long pauses, so that locks are free most of the time. */
    LEISURELY,
    /** Fast, by workers of whom some are killed: holders that die leave the section in disorder. */
    MORTAL
  }

  /** What one worker does at one place. */
  private record Part(int place, Worker worker, Path log, CompletableFuture<Message> result) {}

  /**
   * A scene without workers.
   *
   * @param workers the trial's
   * @param locks what is used
   * @param threads how many threads of each worker
   * @param manner how they use them
   * @param seed for all that is random
   */
  public Traffic(Workers workers, List<TrafficLock> locks, int threads, Manner manner, long seed) {
    this.workers = workers;
    this.locks = List.copyOf(locks);
    this.threads = threads;
    this.manner = manner;
    this.random = new SplittableRandom(seed);
    this.witnessFile = workers.scratch().resolve("witness-" + NUMBERS.incrementAndGet());
    this.witness =
        MappedWitness.create(witnessFile, locks.stream().map(TrafficLock::limit).toList(), threads);
  }

  /** Lets a worker use the locks for so long. */
  public void start(int place, Worker worker, Duration time) {
    Path log = workers.scratch().resolve("log-" + NUMBERS.incrementAndGet());
    Message arguments =
        Message.EMPTY
            .with("witness", witnessFile)
            .with("log", log)
            .with("capacity", CALLS_A_THREAD)
            .with("threads", threads)
            .with("place", place)
            .with("nanos", time.toNanos())
            .with("seed", random.nextLong())
            .with("manner", manner)
            .with("locks", locks.size());
    for (int i = 0; i < locks.size(); i++) {
      arguments = arguments.withAll("lock." + i + ".", locks.get(i).toMessage().under(""));
    }
    parts.add(new Part(place, worker, log, worker.start(TrafficTask.class, arguments)));
  }

  /** The lock of a number. */
  public LockSpec lock(int number) {
    return locks.get(number).spec();
  }

  /** The witness of all of them. */
  public MappedWitness witness() {
    return witness;
  }

  /**
   * Kills the worker at this place.
   *
   * @return whether it died while it held a lock
   */
  public boolean kill(int place) throws InterruptedException {
    Worker worker = at(place).worker();
    witness.doom(place);
    worker.kill();
    boolean wasInside = witness.isInside(place);
    witness.bury(place);
    faults.add(
        new Fault(
            0,
            Fault.Kind.KILL,
            worker.pid(),
            OptionalLong.empty(),
            worker.killedAt(),
            OptionalLong.of(System.nanoTime())));
    return wasInside;
  }

  /** The worker that is, or was last, at this place. */
  private Part at(int place) {
    return parts.stream()
        .filter(part -> part.place() == place)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  /**
   * Waits until all have ended.
   *
   * @param bound how long they may take
   * @throws WorkerFailure if one does not end, or has died by itself
   * @throws RemoteException if the backend threw
   */
  public void awaitEnd(Duration bound) throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    for (Part part : parts) {
      if (part.worker().killedAt() != 0) {
        continue;
      }
      try {
        Message result =
            part.result().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        grants += result.number("grants");
        contended += result.number("contended");
        upgrades += result.number("upgrades");
      } catch (ExecutionException e) {
        witness.end();
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new IllegalStateException(e);
      } catch (TimeoutException e) {
        witness.end();
        throw part.worker().hangs(bound, "to end its use of " + locks.get(0).spec());
      }
    }
  }

  /** How many grants there were, of those that have ended by themselves. */
  public long grants() {
    return grants;
  }

  /** How many of them while others held or wanted the lock. */
  public long contended() {
    return contended;
  }

  /** How many upgrades there were. */
  public long upgrades() {
    return upgrades;
  }

  /** Every call, and the kills; when all have ended. Stamps are by our own clock, or wider. */
  public List<Entry> entries() throws InterruptedException {
    List<Entry> all = new ArrayList<>(faults);
    long handles = 0;
    for (Part part : parts) {
      SharedLog log = SharedLog.in(part.log(), threads, CALLS_A_THREAD);
      for (int thread = 0; thread < threads; thread++) {
        SharedLog.Lane lane = log.lane(thread);
        Actor actor =
            new Actor("w" + part.worker().number(), part.worker().pid(), "user-" + thread);
        int size = lane.size();
        for (int i = 0; i < size; i++) {
          SharedLog.Call call = lane.call(i);
          all.add(operation(call, handles + call.handle(), actor, part.worker().clock()));
        }
        handles += size;
      }
    }
    return all;
  }

  private Operation operation(
      SharedLog.Call call, long handle, Actor actor, ClockCertificate clock) {
    TrafficLock lock = locks.get(call.lock());
    return new Operation(
        0,
        new Resource(lock.spec().kind(), lock.spec().name(), lock.limit()),
        actor,
        handle,
        call.action(),
        call.waiting(),
        call.mode(),
        1,
        clock.earliest(call.called()),
        call.outcome() == Outcome.UNKNOWN
            ? OptionalLong.empty()
            : OptionalLong.of(clock.latest(call.returned())),
        call.outcome(),
        call.token());
  }
}
