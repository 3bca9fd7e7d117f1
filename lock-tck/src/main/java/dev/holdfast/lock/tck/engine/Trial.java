package dev.holdfast.lock.tck.engine;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Bound;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.Latency;
import dev.holdfast.lock.tck.checker.Answer;
import dev.holdfast.lock.tck.checker.Proof;
import dev.holdfast.lock.tck.worker.Workers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * One run of one rule's check against one subject: the backend, fresh names, threads that are
 * watched, the clock, and the place to report evidence.
 *
 * <p>The check closes every handle that it acquires. When it returns, the engine stops the threads
 * and applies the conservation probe to every lock that was handed out: it can be acquired as often
 * as it has permits, and not once more. So a handle that is still held is a violation.
 *
 * <p>All methods may be called by any thread of the trial.
 */
public interface Trial {

  /** The provider that the trial uses by default, with a name space that no other trial uses. */
  LockProvider provider();

  /** Another provider with the same name space and configuration; closed after the trial. */
  LockProvider openSibling();

  /** A provider with a name space of its own; closed after the trial. */
  LockProvider openStranger();

  /** The name space of a provider of this trial, to be given to the factory or to workers. */
  String namespaceOf(LockProvider provider);

  /** Another provider with the name space and configuration of this one, which may be closed. */
  LockProvider reopen(LockProvider provider);

  /**
   * The faults of the name space of this provider. One that the backend does not offer throws
   * {@link NotApplicable}.
   */
  Faults faults(LockProvider provider);

  /**
   * Other processes. The provider of a worker can be used wherever one of this process can, as long
   * as the worker lives. All are ended, or made to release everything, when the check is over.
   */
  Workers workers();

  /** A name that nobody has used. */
  String freshName();

  /** The subject with this name, from the default provider. */
  default Lockable<? extends LockHandle> lockable(String name) {
    return lockable(provider(), name);
  }

  /** The subject with this name, from this provider. */
  Lockable<? extends LockHandle> lockable(LockProvider provider, String name);

  /** The mutex with this name, from the default provider. */
  default DistributedLock mutex(String name) {
    return mutex(provider(), name);
  }

  /** The reader-writer lock with this name, from the default provider. */
  default DistributedReaderWriterLock readerWriter(String name) {
    return readerWriter(provider(), name);
  }

  /** The upgradeable reader-writer lock with this name, from the default provider. */
  default DistributedUpgradeableReaderWriterLock upgradeable(String name) {
    return upgradeable(provider(), name);
  }

  /** The semaphore with this name, from the default provider. */
  default DistributedSemaphore semaphore(String name, int permits) {
    return semaphore(provider(), name, permits);
  }

  /** The mutex with this name, from this provider. */
  DistributedLock mutex(LockProvider provider, String name);

  /** The reader-writer lock with this name, from this provider. */
  DistributedReaderWriterLock readerWriter(LockProvider provider, String name);

  /** The upgradeable reader-writer lock with this name, from this provider. */
  DistributedUpgradeableReaderWriterLock upgradeable(LockProvider provider, String name);

  /** The semaphore with this name, from this provider. */
  DistributedSemaphore semaphore(LockProvider provider, String name, int permits);

  /**
   * Spares the locks of this name the conservation probe, for checks that leave a lock held on
   * purpose.
   */
  void exemptFromConservation(String name);

  /** Whether the provider offers this primitive. */
  boolean offers(Primitive primitive);

  /** Whether the backend declares this capability. */
  boolean declares(Capability capability);

  /** The bounds that the backend declares. */
  Bounds bounds();

  /** The generator of the trial, seeded by the run's seed, the rule and the subject. */
  RandomGenerator random();

  /** How long a stress check may take: its share of the profile's time. */
  Duration budget();

  /** An upper bound on what the machine may take, stretched by the time scale. */
  Duration scaled(Duration bound);

  /**
   * How long something may take that is a matter of microseconds, before it counts as something
   * that never happens.
   */
  Duration patience();

  /**
   * Runs an action in a new thread of its own. The engine interrupts it at the end of the trial and
   * reports a violation if it then does not end.
   */
  @CanIgnoreReturnValue
  <T> Future<T> fork(String threadName, Callable<T> action);

  /** The thread of the fork that is named so; to interrupt it, or to see that it waits. */
  Thread thread(String threadName);

  /**
   * Waits for a fork within the watchdog's bound. A fork that hangs is a violation with the stacks
   * of all threads; what it throws is rethrown as it is.
   */
  @CanIgnoreReturnValue
  <T> T join(Future<T> fork) throws Exception;

  /** The stacks of the forks that still run, for a message: each on lines of its own. */
  String stacks();

  /**
   * Waits until the thread of the fork waits inside the backend: it is seen parked, sleeping or
   * blocked there in several looks on end, or, for backends that poll without sleeping, it is seen
   * there for long. A fork that ends instead is a violation.
   */
  void awaitBlocked(String threadName);

  /**
   * The worst overshoot of a sleeping thread since the trial began: what the machine is to blame
   * for.
   */
  Duration worstStall();

  /**
   * Measures an upper bound on time: runs the attempt and compares. Over the bound, it is repeated
   * up to twice, but only if the stall monitor shows that the machine was not quiet; then it is
   * inconclusive if a stall explains the excess. The bound is taken as it is: what is the machine's
   * part in it comes from {@link #scaled}.
   */
  void within(Duration bound, String what, TimedAttempt attempt) throws Exception;

  /** Counts events that would have shown a violation. */
  void evidence(long events);

  /**
   * Notes how far something went that the backend declares a bound for. The worst value is shown
   * beside the bound; what is beyond it is the check's business.
   */
  void observed(Bound bound, Duration value);

  /** The same for a bound that is a number. */
  void observed(Bound bound, long value);

  /**
   * A place for the latencies that one thread measures; other threads ask for their own, so that
   * measuring does not make them wait for, or see, each other.
   */
  LatencyLog latencies(Latency.Kind kind);

  /** Reports a violation. */
  @FormatMethod
  RuleViolation violated(@FormatString String format, Object... args);

  /** Reports a violation of the trial's rule that a history proves. */
  RuleViolation violated(Proof proof);

  /** Requires that a check of a history has proved nothing; else that is the violation. */
  default void requireLegal(Answer answer) {
    if (answer.proof().isPresent()) {
      throw violated(answer.proof().get());
    }
  }

  /**
   * Makes a violation easier to understand. It is final whatever comes of that: if the elaboration
   * fails or hangs, it is reported as it was found.
   *
   * @param found the violation
   * @param time how much longer the trial may take for it
   * @param elaboration answers the same violation in better words
   */
  RuleViolation elaborate(RuleViolation found, Duration time, Callable<RuleViolation> elaboration);

  /** An attempt whose duration is measured. */
  @FunctionalInterface
  interface TimedAttempt {
    /** Does it, and answers how long the part that counts has taken. */
    Duration run() throws Exception;
  }
}
