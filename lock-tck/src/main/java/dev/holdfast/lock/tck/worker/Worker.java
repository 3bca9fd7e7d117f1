package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Another process that uses the backend, as the kit sees it. Its provider is used like one of this
 * process: each call is made in the worker, by a thread that stands for the calling thread, and a
 * call that is interrupted here is interrupted there. Threads of the kit may use it at the same
 * time.
 *
 * <p>What goes wrong with it is a {@link WorkerFailure}; what the backend throws in it is a {@link
 * RemoteException}, except for {@link InterruptedException} and {@link
 * java.util.concurrent.TimeoutException}; whatever is asked of one that was killed ends with {@link
 * WorkerKilled}.
 */
public final class Worker {

  private static final AtomicInteger COPIES = new AtomicInteger();
  private static final int STEADY = 3;
  private static final int SPINNING = 60;

  private final WorkerProcess process;
  private final Opening opening;
  private final @Nullable String copy;
  private final LockProvider provider;
  private @Nullable Pause pause;
  private volatile long killed;

  /** What a worker opens. */
  record Opening(Message command, WorkerLimits limits) {}

  Worker(WorkerProcess process, Opening opening) throws InterruptedException {
    this(process, opening, null);
  }

  private Worker(WorkerProcess process, Opening opening, @Nullable String copy)
      throws InterruptedException {
    this.process = process;
    this.opening = opening;
    this.copy = copy;
    this.provider = openAnother();
  }

  /** Its number among all workers of the run. */
  public int number() {
    return process.number();
  }

  /** The id of the process. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs, or is stopped. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its provider. */
  public LockProvider provider() {
    return provider;
  }

  /** Another provider in the same process, of the same name space. */
  public LockProvider openAnother() throws InterruptedException {
    Message opened = ask(opening.command().with("actor", "opening"), Duration.ZERO, "to open");
    return new RemoteProvider(this, opened.get("provider"));
  }

  /**
   * The same process seen through another class loader: the backend's classes, and all that they
   * use, are loaded once more.
   *
   * @throws RemoteException if they cannot be
   */
  public Worker copy() throws InterruptedException {
    return new Worker(process, opening, "copy-" + COPIES.incrementAndGet());
  }

  /**
   * Starts a task in a new thread of the worker.
   *
   * @return its result, or what it threw; not null
   */
  public CompletableFuture<Message> start(Class<? extends WorkerTask> task, Message arguments) {
    Message command =
        Message.EMPTY
            .with("do", "task")
            .with("task", task.getName())
            .with("provider", Stage.FIRST)
            .with("actor", task.getSimpleName() + "-" + COPIES.incrementAndGet());
    return send(command.withAll("argument.", arguments.under("")))
        .thenApply(answer -> checked(answer));
  }

  /** The worker that this lock belongs to, or null if it is one of this process. */
  public static @Nullable Worker of(Lockable<?> lock) {
    return lock instanceof RemoteLockable<?> remote ? remote.worker() : null;
  }

  /**
   * Waits until the thread that stands for a thread of the kit is seen waiting in several looks on
   * end, or is busy for long, as in a backend that polls without sleeping; or until it has ended.
   *
   * @return whether it was seen so, or has ended, within the bound
   */
  public boolean awaitBlocked(Thread caller, Duration bound, BooleanSupplier hasEnded)
      throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    int waiting = 0;
    int busy = 0;
    while (waiting < STEADY && busy < SPINNING && !hasEnded.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(1);
      Message command = Message.EMPTY.with("do", "state").with("actor", caller.getName());
      switch (Thread.State.valueOf(ask(command, Duration.ZERO, "what it does").get("state"))) {
        case WAITING, TIMED_WAITING, BLOCKED -> waiting++;
        case RUNNABLE -> {
          waiting = 0;
          busy++;
        }
        case NEW, TERMINATED -> {
          waiting = 0;
          busy = 0;
        }
      }
    }
    return true;
  }

  /** Whether its clock is ours; it is compared once. */
  public ClockCertificate clock() throws InterruptedException {
    return process.clock(opening.limits().answer());
  }

  /** Kills it as by {@code kill -9}; returns when it is dead. */
  public void kill() throws InterruptedException {
    killed = System.nanoTime();
    process.kill();
    resume();
  }

  /** When the signal was about to be sent, by {@link System#nanoTime()}. */
  public long killedAt() {
    return killed;
  }

  /**
   * Stops it, all threads at once, as a long garbage collection or a suspended machine would.
   *
   * @throws FaultUnavailable if the platform cannot do that
   */
  public synchronized void pause() {
    if (pause == null) {
      pause = Pause.of(pid());
    }
  }

  /** Lets it go on. */
  public synchronized void resume() {
    Pause current = pause;
    pause = null;
    if (current != null) {
      current.close();
    }
  }

  /** What is to be said of it if it has not done something within a bound. */
  WorkerFailure hangs(Duration bound, String what) {
    return process.hangs(bound, what);
  }

  WorkerProcess process() {
    return process;
  }

  Question send(Message command) {
    return process.ask(copy == null ? command : command.with("copy", copy));
  }

  /** Sends a command and waits for its answer, for so much longer than it may take itself. */
  Message ask(Message command, Duration own, String what) throws InterruptedException {
    return checked(process.await(send(command), bound(own), what));
  }

  Duration bound(Duration own) {
    return opening.limits().answer().plus(own);
  }

  /** The answer, unless it says that the backend threw. */
  Message checked(Message answer) {
    String type = answer.find("threw");
    if (type != null) {
      throw new RemoteException(type, this + " threw " + process.redacted(answer.get("trace")));
    }
    return answer;
  }

  /** Releases all that it holds, and closes its providers. */
  void leave() throws InterruptedException {
    resume();
    Message unused = ask(Message.EMPTY.with("do", "leave"), Duration.ofSeconds(2), "to leave");
  }

  @Override
  public String toString() {
    return copy == null ? process.toString() : process + " " + copy;
  }
}
