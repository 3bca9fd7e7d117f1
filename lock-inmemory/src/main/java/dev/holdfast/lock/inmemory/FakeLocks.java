package dev.holdfast.lock.inmemory;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import java.time.Duration;
import java.util.List;

/**
 * Locks for unit tests: hand them to the code under test, and play the rest of the world. They are
 * {@link InMemoryLocks} in every respect; the test controls the time, the competitors and what goes
 * wrong, and sees who holds what. Thread-safe.
 *
 * <pre>{@code
 * LockHandle held = locks.otherProcess().lock("report").acquire();
 * assertEquals(Outcome.BUSY, new ReportJob(locks).runNow());
 * }</pre>
 *
 * <p>With JUnit 5, {@code FakeLocksExtension} passes a fresh one to each test and calls {@link
 * #verify()} after it.
 *
 * <ul>
 *   <li><b>Names.</b> Methods that take a name mean the locks of all kinds that have it.
 *   <li><b>Competitors</b> are whoever uses {@link #otherProcess()}. They are left out of what is
 *       counted, awaited and verified, and failures do not befall them.
 *   <li><b>Time</b> stands still until {@link #advance}. A wait that has begun is due by its
 *       timeout after the time at which it began. A composite lock measures what is left of its
 *       timeout for the second lock and later ones by the real clock.
 *   <li><b>Deadlocks</b> of threads are found when they come about: the call that would never
 *       return throws a {@link DeadlockError}. A lock counts as held by the thread to which the
 *       acquisition has returned the handle, until that is closed; if the code under test closes
 *       its handles in other threads, {@linkplain #detectDeadlocks say so}. Handles that come out
 *       of a future count as held by no thread, and a future that waits holds up nobody.
 *   <li><b>Cost.</b> Every acquisition records its stack trace.
 * </ul>
 */
public final class FakeLocks
    implements DistributedLockProvider,
        DistributedUpgradeableReaderWriterLockProvider,
        DistributedSemaphoreProvider {

  /** How long to wait, in real time, for what should be a matter of moments. */
  private static final Duration SAFETY = Duration.ofSeconds(10);

  private final FakeSpace space;
  private final InMemoryLocks locks;

  private FakeLocks(FakeSpace space) {
    this.space = space;
    this.locks = space.newProvider();
  }

  /**
   * Locks with a space of their own, on which time passes by {@link #advance} only.
   *
   * @return new locks, not null
   */
  public static FakeLocks create() {
    return new FakeLocks(new FakeSpace(true));
  }

  /**
   * Locks with a space of their own, on which time passes by itself. Deadlocks are not detected
   * unless {@linkplain #detectDeadlocks asked for}, and never between threads whose waits have a
   * timeout.
   *
   * @return new locks, not null
   */
  public static FakeLocks withSystemClock() {
    return new FakeLocks(new FakeSpace(false));
  }

  FakeSpace space() {
    return space;
  }

  /** Another provider of the same space, which is under test as well. */
  FakeLocks another() {
    return new FakeLocks(space);
  }

  @Override
  public DistributedLock lock(String name) {
    return locks.lock(name);
  }

  @Override
  public DistributedUpgradeableReaderWriterLock readerWriterLock(String name) {
    return locks.readerWriterLock(name);
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    return locks.semaphore(name, permits);
  }

  @Override
  public void close() {
    locks.close();
  }

  /**
   * The locks as another process sees them. What it acquires looks held by somebody else to the
   * code under test; with the asynchronous forms it queues, before or behind the code under test as
   * it comes earlier or later. Its handles need not be kept or closed.
   *
   * @return the same provider each time, not null
   */
  public InMemoryLocks otherProcess() {
    return space.otherProcess();
  }

  // Time

  /**
   * Moves the clock forward. Waits whose time is up by then are over when this returns: the threads
   * are about to answer, and the futures about to complete on the executor.
   *
   * @param step by how much; not null, not negative
   * @throws IllegalStateException if time passes by itself on these locks
   */
  public void advance(Duration step) {
    Deadline.validate(step);
    if (!space.waits().isManual()) {
      throw new IllegalStateException(
          "The time of these locks is the system's and passes by itself.");
    }
    space.waits().advance(step);
  }

  /**
   * Waits until exactly so many acquisitions and upgrades of the code under test wait for a name.
   *
   * @param name the name, not null
   * @param count how many, of threads and of futures; zero for nobody
   * @throws InterruptedException if interrupted
   * @throws AssertionError if it has not come true after ten seconds of real time
   */
  public void awaitWaiters(String name, int count) throws InterruptedException {
    awaitWaiters(name, count, SAFETY);
  }

  void awaitWaiters(String name, int count, Duration limit) throws InterruptedException {
    requireNonNull(name, "name");
    if (!space.waits().await(() -> space.waitersUnderTest(name) == count, limit)) {
      throw new AssertionError(
          "Waited for "
              + count
              + " waiters on '"
              + Text.onOneLine(name)
              + "', in vain for "
              + limit.toMillis()
              + " ms. This is how it stands:\n"
              + dump());
    }
  }

  // What goes wrong

  /**
   * Takes a lock from its holder, whose {@link LockHandle#lost()} completes on the executor. The
   * next one may acquire it, and gets a greater token.
   *
   * @param handle a handle of a lock in memory; not null
   * @return whether the lock was held until now
   */
  @CanIgnoreReturnValue
  public boolean lose(LockHandle handle) {
    return InMemoryLocks.lose(handle, "A test has taken this lock away.");
  }

  /**
   * Takes the locks of a name from all their holders, the other process included.
   *
   * @param name the name, not null
   * @return how many handles were held until now
   */
  @CanIgnoreReturnValue
  public int lose(String name) {
    requireNonNull(name, "name");
    return space.lose(id -> id.name().equals(name));
  }

  /**
   * Takes all locks from all holders, as the loss of the directory or of the server would.
   *
   * @return how many handles were held until now
   */
  @CanIgnoreReturnValue
  public int loseAll() {
    return space.lose(id -> true);
  }

  /**
   * Makes the next acquisition of a name fail.
   *
   * @param name the name, not null
   * @param failure what it throws, or what its future fails with; not null
   */
  public void failNextAcquisition(String name, LockException failure) {
    order(name, new Script.Order(Script.Kind.FAILS, requireNonNull(failure, "failure")));
  }

  /**
   * Makes the next acquisition of a name that has a timeout, zero included, end at once as if all
   * of it had passed. The clock does not move.
   *
   * @param name the name, not null
   */
  public void timeOutNextAcquisition(String name) {
    order(name, new Script.Order(Script.Kind.TIMES_OUT, null));
  }

  /**
   * Makes the next acquisition of a name that can be interrupted throw {@link
   * InterruptedException}.
   *
   * @param name the name, not null
   */
  public void interruptNextAcquisition(String name) {
    order(name, new Script.Order(Script.Kind.IS_INTERRUPTED, null));
  }

  private void order(String name, Script.Order order) {
    space.script().orderAcquisition(requireNonNull(name, "name"), order);
  }

  /**
   * Makes the next close of a handle of a name throw. The lock is released all the same.
   *
   * @param name the name, not null
   * @param failure what it throws, not null
   */
  public void failNextRelease(String name, LockException failure) {
    space.script().orderRelease(requireNonNull(name, "name"), requireNonNull(failure, "failure"));
  }

  /**
   * A resource that looks at fencing tokens.
   *
   * @return a new one that has seen no token, not null
   */
  public Fence newFence() {
    Fence fence = new Fence(space.grants());
    space.fences().add(fence);
    return fence;
  }

  /**
   * Switches the detection of deadlocks on or off for the waits that begin from now on.
   *
   * @param detect whether to detect them
   */
  public void detectDeadlocks(boolean detect) {
    space.detectDeadlocks(detect);
  }

  // What is to be seen

  /**
   * Who holds anything.
   *
   * @return the holders of all locks at this moment, the other process included; not null
   */
  public List<LockHolder> holders() {
    return space.holders();
  }

  /**
   * Who waits for anything.
   *
   * @return the waiters of all locks at this moment, those of one lock in their order, the other
   *     process included; not null
   */
  public List<LockWaiter> waiters() {
    return space.waiters();
  }

  /**
   * What the code under test has done with a name so far.
   *
   * @param name the name, not null
   * @return the numbers, not null
   */
  public LockCounts counts(String name) {
    return space.counts(requireNonNull(name, "name"));
  }

  /**
   * All of this in words, for a message.
   *
   * @return some lines of text, not null
   */
  public String dump() {
    return Dump.of(space);
  }

  /**
   * Requires that the code under test has left nothing behind and done nothing forbidden: it holds
   * nothing and waits for nothing, no handle of its was left to the garbage collector, it has met
   * no deadlock, and no {@link Fence} has refused a token unexpectedly. What other threads are
   * about to close or give up is waited for, for a second of real time.
   *
   * @throws AssertionError if there is something, with the lines and stack traces of the
   *     acquisitions
   * @throws InterruptedException if interrupted while there was something left
   */
  public void verify() throws InterruptedException {
    Verification.of(space);
  }

  @Override
  public String toString() {
    return "fake locks of space " + space.name();
  }
}
