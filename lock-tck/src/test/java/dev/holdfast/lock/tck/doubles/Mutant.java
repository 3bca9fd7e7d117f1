package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.tck.BackendUnderTest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One small bug each that the kit has to find. What exactly is wrong stands in the families: {@link
 * ProviderMutants}, {@link AccessMutants}, {@link WaitMutants}, {@link HandleMutants}, {@link
 * QueueMutants}; for the bugs of leases, in {@link LeaseStore} and {@link LeaseHandle}; for those
 * of strict tries, in {@link StrictBackend}.
 */
enum Mutant {
  /** TryAcquire always succeeds. */
  M01(Tier.EASY, "tryAcquire always succeeds", "MUT-01 MUT-02 ACQ-02 PRV-01", "was granted while"),
  /** Close() does nothing. */
  M02(
      Tier.EASY,
      "close() does nothing",
      "ACQ-01 HDL-01 HDL-08 PRV-01",
      "could not be acquired again"),
  /** The lock is reentrant for the thread that acquired it. */
  M03(Tier.EASY, "the lock is reentrant for the thread that acquired it", "MUT-02", "is reentrant"),
  /** A zero timeout polls once more after 5 ms. */
  M04(Tier.EASY, "a zero timeout polls once more after 5 ms", "TMO-01", "The fastest of 50 calls"),
  /** A default timeout applies when 'for ever' was asked. */
  M05(
      Tier.EASY,
      "a default timeout applies when 'for ever' was asked",
      "TMO-05",
      "should last for ever ended"),
  /** The second close() throws. */
  M06(
      Tier.EASY,
      "the second close() throws",
      "HDL-02",
      "threw java.lang.IllegalStateException: This handle has been closed before"),
  /** A timed tryAcquire throws instead of answering null. */
  M07(
      Tier.EASY,
      "a timed tryAcquire throws instead of answering null",
      "ACQ-02",
      "was not refused with null"),
  /** The semaphore admits one too many. */
  M08(
      Tier.EASY,
      "the semaphore admits one too many",
      "PRV-01 SEM-02 SEM-01 SEM-03",
      "4 handles of a semaphore of 3 permits|was granted while"),
  /** Readers exclude readers. */
  M09(Tier.EASY, "readers exclude readers", "RWL-01", "was not granted to reader 2"),
  /** Names are lower-cased. */
  M10(Tier.EASY, "names are lower-cased", "NAM-01", "The free name"),
  /** Timeouts in nanoseconds are taken for microseconds. */
  M11(
      Tier.EASY,
      "timeouts in nanoseconds are taken for microseconds",
      "TMO-03 TMO-04 ACQ-02",
      "although its timeout is over"),
  /** An untimed acquire ignores interrupts. */
  M12(
      Tier.EASY,
      "an untimed acquire ignores interrupts",
      "INT-01",
      "was interrupted while it waited"),
  /** Each lock object has a state of its own. */
  M13(
      Tier.EASY,
      "each lock object has a state of its own",
      "PRV-01",
      "another lock object of the same name"),
  /** The name space is ignored. */
  M14(Tier.EASY, "the name space is ignored", "PRV-03", "in another name space"),
  /** A negative timeout means for ever. */
  M15(Tier.EASY, "a negative timeout means for ever", "ARG-01", "did not throw"),
  /** IsHeld() stays true after close(). */
  M16(Tier.EASY, "isHeld() stays true after close()", "HDL-01", "although it has been closed"),
  /** A writer is admitted beside two or more readers. */
  M17(
      Tier.EASY,
      "a writer is admitted beside two or more readers",
      "RWL-02 RWL-03",
      "while 2 readers held it|while 2 of 2 readers still"),
  /** Waiters give up after half of their time. */
  M18(Tier.MEDIUM, "waiters give up after half of their time", "TMO-02", "gave up early"),
  /** The deadline of a huge timeout overflows. */
  M19(
      Tier.MEDIUM,
      "the deadline of a huge timeout overflows",
      "TMO-05",
      "should last for ever ended"),
  /** A stale close() releases the next owner. */
  M20(Tier.MEDIUM, "a stale close() releases the next owner", "HDL-03", "was closed a second time"),
  /** Two concurrent close() both release: check-then-act. */
  M21(
      Tier.MEDIUM,
      "two concurrent close() both release: check-then-act",
      "HDL-04",
      "closed by three threads at once"),
  /** Close() returns before another thread has released. */
  M22(
      Tier.MEDIUM,
      "close() returns before another thread has released",
      "HDL-08",
      "was still not free when close()"),
  /** An interrupt is swallowed and answered with null. */
  M23(
      Tier.MEDIUM,
      "an interrupt is swallowed and answered with null",
      "INT-01",
      "did not end with an InterruptedException"),
  /** Each provider has a registry of its own. */
  M24(
      Tier.MEDIUM,
      "each provider has a registry of its own",
      "PRV-02",
      "another provider of the same name space"),
  /** Names are hashed to 64 buckets. */
  M25(
      Tier.MEDIUM,
      "names are hashed to 64 buckets",
      "NAM-01",
      "names were held; it became free when the name"),
  /** Names are known by their hash code. */
  M26(
      Tier.MEDIUM,
      "names are known by their hash code",
      "NAM-01",
      "names were held; it became free when the name"),
  /** Names are normalized as paths. */
  M27(
      Tier.MEDIUM,
      "names are normalized as paths",
      "NAM-01 NAM-02",
      "names were held; it became free when the name"),
  /** Closing a permit twice returns two. */
  M28(
      Tier.MEDIUM,
      "closing a permit twice returns two",
      "SEM-03 HDL-02 HDL-03",
      "Conservation is broken|was closed a second time"),
  /** An upgrade does not wait for readers. */
  M30(Tier.MEDIUM, "an upgrade does not wait for readers", "URW-02", "was upgraded while readers"),
  /** A failed upgrade drops the upgradeable lock. */
  M31(
      Tier.MEDIUM,
      "a failed upgrade drops the upgradeable lock",
      "URW-04",
      "whose upgrade had failed"),
  /** A downgrade releases and acquires. */
  M32(Tier.MEDIUM, "a downgrade releases and acquires", "URW-06", "were both "),
  /** The fencing token is the time in milliseconds. */
  M33(Tier.MEDIUM, "the fencing token is the time in milliseconds", "FEN-01 PRV-05", "token"),
  /** Tokens start again when a provider is closed. */
  M34(
      Tier.MEDIUM,
      "tokens start again when a provider is closed",
      "FEN-01 FEN-02",
      "Fencing tokens"),
  /** AcquireAsync makes its first poll on the thread of the caller. */
  M35(
      Tier.MEDIUM,
      "acquireAsync makes its first poll on the thread of the caller",
      "ASY-01",
      "blocked its caller"),
  /** The last waiter is served first. */
  M36(Tier.MEDIUM, "the last waiter is served first", "LIV-04 RWL-05", "had come"),
  /** The lock object waits while it holds its own monitor. */
  M37(
      Tier.MEDIUM,
      "the lock object waits while it holds its own monitor",
      "RES-02",
      "a monitor that a user holds"),
  /** Mutex and reader-writer lock of one name are one lock. */
  M38(
      Tier.MEDIUM,
      "mutex and reader-writer lock of one name are one lock",
      "PRV-04",
      "only locks of other kinds"),
  /** The fencing token is always 0. */
  M39(Tier.MEDIUM, "the fencing token is always 0", "FEN-01 PRV-05", "the same fencing token 0"),
  /** An interrupt on entry does not matter if the lock is free. */
  M40(
      Tier.MEDIUM,
      "an interrupt on entry does not matter if the lock is free",
      "INT-02 CAN-01",
      "An interrupted thread asked for a free lock"),
  /** An interrupt is noticed at the next poll, 30 s later. */
  M41(
      Tier.MEDIUM,
      "an interrupt is noticed at the next poll, 30 s later",
      "INT-01 CAN-02",
      "was interrupted while it waited"),
  /** The thread that holds the write lock silently gets the read lock. */
  M42(
      Tier.MEDIUM,
      "the thread that holds the write lock silently gets the read lock",
      "RWL-06",
      "was granted to the thread that holds"),
  /** The lock is taken by check-then-act. */
  M43(Tier.HARD, "the lock is taken by check-then-act", "MUT-01", "were both "),
  /** A waiter that times out when it is granted leaks the lock. */
  M44(
      Tier.HARD,
      "a waiter that times out when it is granted leaks the lock",
      "TMO-06",
      "races of a timeout"),
  /** A waiter that is interrupted when it is granted leaks the lock. */
  M45(
      Tier.HARD,
      "a waiter that is interrupted when it is granted leaks the lock",
      "INT-03",
      "races of an interrupt"),
  /** A cancelled future still gets its grant. */
  M46(
      Tier.HARD,
      "a cancelled future still gets its grant",
      "ASY-03 ASY-04 CAN-03",
      "was not granted"),
  /** A try fails once in 1,000 although the lock is free. */
  M47(
      Tier.HARD,
      "a try fails once in 1,000 although the lock is free",
      "ACQ-03",
      "although the lock was free for it"),
  /** A cancelled writer keeps blocking new readers. */
  M48(
      Tier.HARD,
      "a cancelled writer keeps blocking new readers",
      "TMO-07 RWL-04",
      "after a waiting writer had ended"),
  /** An upgrade releases, then waits for the write lock. */
  M49(Tier.HARD, "an upgrade releases, then waits for the write lock", "URW-03", "were both "),
  /** Readers are admitted while an upgrade completes. */
  M50(Tier.HARD, "readers are admitted while an upgrade completes", "URW-02 URW-03", "were both "),
  /** Steady readers starve the writer. */
  M51(Tier.HARD, "steady readers starve the writer", "RWL-05", "had come"),
  /** Continuations run under the internal lock. */
  M52(
      Tier.HARD,
      "continuations run under the internal lock",
      "ASY-06",
      "while a continuation of its holder blocks"),
  /** A listener that throws ends the thread that renews. */
  M53(
      Tier.HARD,
      "a listener that throws ends the thread that renews",
      "LST-01",
      "was not reported"),
  /** A lease is taken for expired after a tenth of its time. */
  M63(
      Tier.HARD,
      "a lease is taken for expired after a tenth of its time",
      "LST-02",
      "in a healthy run"),
  /** Closing the provider leaves waiters hanging. */
  M54(
      Tier.HARD,
      "closing the provider leaves waiters hanging",
      "LIF-01",
      "although its provider has been closed"),
  /** Close() does not release if the thread is interrupted. */
  M64(
      Tier.HARD,
      "close() does not release if the thread is interrupted",
      "HDL-06",
      "by a thread that was interrupted"),
  /** One condition for all waiters, and one signal for all grants. */
  M65(
      Tier.HARD,
      "one condition for all waiters, and one signal for all grants",
      "LIV-01 LIV-03",
      "were served after"),
  /** A release wakes somebody only if two or more wait. */
  M66(
      Tier.HARD,
      "a release wakes somebody only if two or more wait",
      "LIV-01 LIV-02 LIV-03",
      "never came"),
  /** One release in 1,000 wakes nobody. */
  M68(Tier.FIENDISH, "one release in 1,000 wakes nobody", "LIV-02", "never came"),
  /** One attempt in 100,000 is granted beside the holder. */
  M69(Tier.FIENDISH, "one attempt in 100,000 is granted beside the holder", "MUT-01", "were both "),
  /** A double grant if two contended names fall into one of 65,536 stripes. */
  M70(
      Tier.FIENDISH,
      "a double grant if two contended names fall into one of 65,536 stripes",
      "MUT-01",
      "were both "),
  /** The token is drawn before the lock is acquired. */
  M73(Tier.FIENDISH, "the token is drawn before the lock is acquired", "FEN-01", "Fencing tokens"),
  /** Whoever finds an expired lease removes it, whosever it is by then. */
  M72(
      Tier.FIENDISH,
      "whoever finds an expired lease removes it, whosever it is by then",
      "CRS-03 CRS-07",
      "held"),
  /** A renewal revives a lease that has expired. */
  M74(
      Tier.FIENDISH,
      "a renewal revives a lease that has expired",
      "FEN-03 CRS-05",
      "which says that it is held"),
  /** Closing a lost handle releases its successor. */
  M75(
      Tier.FIENDISH,
      "closing a lost handle releases its successor",
      "LST-01 CRS-05",
      "was granted"),
  /** A loss is reported when a few signs of life were missed. */
  M76(
      Tier.FIENDISH,
      "a loss is reported when a few signs of life were missed",
      "LST-01 LST-02",
      "so that it cannot have been lost"),
  /** The first attempt is made under the monitor of the interned name. */
  M77(
      Tier.FIENDISH,
      "the first attempt is made under the monitor of the interned name",
      "RES-02",
      "a monitor that a user holds"),
  /** Asynchronous grants need the common pool. */
  M78(Tier.FIENDISH, "asynchronous grants need the common pool", "ASY-06 ASY-07", "wait"),
  /** A handle in use is released when something else becomes garbage. */
  M79(
      Tier.FIENDISH,
      "a handle in use is released when something else becomes garbage",
      "RES-01",
      "was in reach"),
  /** What is to run when a handle is garbage refers to it. */
  M90(
      Tier.MEDIUM,
      "what is to run when a handle is garbage refers to it",
      "RES-01",
      "after garbage was collected"),
  /** A try that is refused leaves a file open, often. */
  M55(Tier.HARD, "a try that is refused leaves a file open, often", "LIF-02", "open descriptors"),
  /** Two internal locks are taken in an order that depends on the name. */
  M80(
      Tier.FIENDISH,
      "two internal locks are taken in an order that depends on the name",
      "LIV-05",
      "still wait|was not completed"),
  /** A virtual thread that waits spins on its carrier. */
  M83(
      Tier.FIENDISH,
      "a virtual thread that waits spins on its carrier",
      "RES-03",
      "does not get to run"),
  /** The threads of a provider go on when it is closed. */
  M91(Tier.EASY, "the threads of a provider go on when it is closed", "LIF-02", "threads of the"),
  /** A registry keeps every name that was ever mentioned. */
  M92(Tier.MEDIUM, "a registry keeps every name that was ever mentioned", "LIF-02", "of heap"),
  /** The timer of a wait that was cancelled runs on, with all that it refers to. */
  M93(Tier.MEDIUM, "the timer of a wait that was cancelled runs on", "LIF-02", "of heap"),
  /** A holder renews what was removed, while others find nothing. */
  M82(
      Tier.FIENDISH,
      "a holder renews what was removed, while others find nothing",
      "CRS-06",
      "has 2 holders"),
  /** Listeners run in the thread that renews. */
  L01(Tier.HARD, "listeners run in the thread that renews", "LST-01", "was not reported"),
  /** Each process counts tokens for itself. */
  L02(
      Tier.MEDIUM,
      "each process counts tokens for itself",
      "FEN-02",
      "have the same fencing token"),
  /** A try is refused because of somebody who merely waits. */
  S01(
      Tier.MEDIUM,
      "a try is refused because of somebody who merely waits",
      "ACQ-04",
      "although nobody held anything that conflicts"),
  /** A try gives up if somebody else looks at the queue just now. */
  S02(
      Tier.HARD,
      "a try gives up if somebody else looks at the queue just now",
      "ACQ-04",
      "although nobody held anything that conflicts"),
  /** The owner is a process id and a number within the process. */
  L03(
      Tier.FIENDISH,
      "the owner is a process id and a number within the process",
      "CRS-07",
      "in another container");

  private final Tier tier;
  private final String bug;
  private final String expectedRules;
  private final String message;

  Mutant(Tier tier, String bug, String expectedRules, String message) {
    this.tier = tier;
    this.bug = bug;
    this.expectedRules = expectedRules;
    this.message = message;
  }

  Tier tier() {
    return tier;
  }

  /**
   * The double that has the bug.
   *
   * @param config what it is told besides the bug
   */
  BackendUnderTest backend(Map<String, String> config) {
    var complete = new HashMap<>(config);
    complete.put(ReferenceBackend.MUTANT, name());
    return switch (this) {
      case M53, M63, M72, M74, M75, M76, M82, L01, L02, L03 -> LeaseBackend.underTest(complete);
      case S01, S02 -> BackendUnderTest.of(StrictBackend.class).config(complete);
      default -> BackendUnderTest.of(ReferenceBackend.class).config(complete);
    };
  }

  /** Whether this JVM has what the bug takes: one needs virtual threads. */
  boolean existsHere() {
    return this != M83 || Runtime.version().feature() >= 21;
  }

  /** The bug, in one line. */
  String bug() {
    return bug;
  }

  /** What the message of the failure says, among other things; alternatives are parted by "|". */
  String message() {
    return message;
  }

  boolean isSaidBy(String failure) {
    return Arrays.stream(message.split("\\|")).anyMatch(failure::contains);
  }

  /** One of these rules has to be the first that fails. */
  Set<String> expectedRules() {
    return Set.of(expectedRules.split(" "));
  }
}
