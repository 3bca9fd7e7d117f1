/**
 * Named locks that exclude threads, processes and hosts: what to acquire, what to hold, what can go
 * wrong.
 *
 * <p>Start at {@link dev.holdfast.lock.Lockable}: everything that can be acquired is one. A backend
 * hands them out through the four provider interfaces; {@link dev.holdfast.lock.LockHandle} is what
 * an acquisition returns and what is closed to release it.
 *
 * <h2>Three outcomes, three channels</h2>
 *
 * <ul>
 *   <li>{@code null}: <em>not now</em>. Somebody else holds the lock and the time is up.
 *   <li>{@link dev.holdfast.lock.LockException}: <em>cannot</em>. Trying again without changing
 *       something is pointless. An I/O error is never reported as contention.
 *   <li>{@link InterruptedException} or a cancelled future: <em>stop</em>. Nothing is held.
 * </ul>
 *
 * <h2>What holds for every backend</h2>
 *
 * <ul>
 *   <li><b>The handle is the lock.</b> No lock is reentrant or owned by a thread: a second
 *       acquisition by the same thread waits like anybody's, and any thread may close any handle.
 *   <li><b>Durations</b> are never {@code null} ({@link NullPointerException}) and never negative
 *       ({@link IllegalArgumentException}). Zero means one honest attempt; what exceeds 292 years
 *       means for ever; nothing is rounded. One deadline covers all stages of an operation.
 *   <li><b>Interrupts</b>: the timed and untimed blocking forms throw {@link InterruptedException}
 *       if the thread is interrupted on entry, even if the lock is free and the timeout zero;
 *       {@code tryAcquire()} ignores the interrupt status and keeps it.
 *   <li><b>Kinds are separate name spaces</b>: mutex "a", reader-writer lock "a" and semaphore "a"
 *       are three locks. Reader-writer and upgradeable reader-writer lock of one name are one lock.
 *   <li><b>Names</b> are any strings, the empty one included; they are case-sensitive, never
 *       aliased, and never reach outside the name space of their provider. A backend may limit the
 *       length, to no less than 1,000 characters, and rejects what it cannot represent with an
 *       {@link IllegalArgumentException} when the lock object is made.
 *   <li><b>Asynchronous grants</b> complete on the provider's executor, never under an internal
 *       lock and never on the stack of whoever released. What succeeds at once returns a completed
 *       future, whose continuations then run where {@link java.util.concurrent.CompletableFuture}
 *       says: on the thread that attaches them.
 *   <li><b>A grant that nobody can receive is given back</b>: cancelled, timed out, interrupted or
 *       foreign-completed waits leave no trace.
 *   <li><b>Fairness</b>: writers are preferred over later readers, and readers are not starved by
 *       writers; each backend documents its bounds.
 *   <li><b>Fencing tokens</b>: every exclusive grant (mutex, write, upgrade) carries a token that
 *       is strictly greater than all before it for that name, across processes and crashes.
 *   <li><b>Abandoned handles</b>, those that became garbage without being closed, are released with
 *       a warning in the log. It is a safety net with no promise about when.
 *   <li><b>Memory</b>: what a thread did before it called {@link
 *       dev.holdfast.lock.LockHandle#close() close()} <i>happens before</i> what a thread of the
 *       same JVM does after a conflicting acquisition returned, or its future completed.
 *   <li><b>Self-deadlock</b>: waiting without limit for a lock that only the waiting thread could
 *       release is not detected. {@link dev.holdfast.lock.CompositeLock} removes duplicates.
 * </ul>
 *
 * <h2>For those who know .NET's DistributedLock</h2>
 *
 * <table>
 *   <caption>The names of the C# library and theirs here</caption>
 *   <thead><tr><th scope="col">C#</th><th scope="col">Java</th></tr></thead>
 *   <tbody>
 *   <tr><td>{@code IDistributedLock.TryAcquire(timeout = 0)}, null if not acquired</td>
 *     <td>{@code tryAcquire()}, {@code tryAcquire(Duration)}, null if not acquired</td></tr>
 *   <tr><td>{@code Acquire(timeout = null)}, throws TimeoutException</td>
 *     <td>{@code acquire()}, {@code acquire(Duration)}, throws TimeoutException</td></tr>
 *   <tr><td>{@code TryAcquireAsync}, {@code AcquireAsync}</td>
 *     <td>{@code tryAcquireAsync}, {@code acquireAsync}, with and without a {@code Duration}</td></tr>
 *   <tr><td>{@code AcquireReadLock}, {@code AcquireWriteLockAsync}, ...</td>
 *     <td>{@code readLock().acquire()}, {@code writeLock().acquireAsync()}, ...</td></tr>
 *   <tr><td>{@code AcquireUpgradeableReadLock}</td>
 *     <td>{@code upgradeableReadLock().acquire()}</td></tr>
 *   <tr><td>{@code UpgradeToWriteLock}, {@code TryUpgradeToWriteLockAsync}, ...</td>
 *     <td>{@code upgrade}, {@code tryUpgradeAsync}, ...; and {@code downgrade}</td></tr>
 *   <tr><td>{@code CancellationToken}</td>
 *     <td>interruption of a blocking call; {@code cancel} (or any foreign completion, such as {@code
 *     orTimeout}) of the returned future</td></tr>
 *   <tr><td>{@code await using (handle)}</td>
 *     <td>try-with-resources, which accepts a null resource; {@code closeAsync()}</td></tr>
 *   <tr><td>{@code HandleLostToken}</td><td>{@code lost()}</td></tr>
 *   <tr><td>{@code MaxCount} of a semaphore</td><td>{@code permits()}</td></tr>
 *   <tr><td>{@code AcquireAllLocks} and its relatives</td><td>{@code CompositeLock.of(...)}, over
 *     any mix of kinds</td></tr>
 *   <tr><td>{@code DeadlockException}</td><td>none, see <i>Self-deadlock</i> above</td></tr>
 *   </tbody>
 * </table>
 */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
