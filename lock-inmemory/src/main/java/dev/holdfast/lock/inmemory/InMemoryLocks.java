package dev.holdfast.lock.inmemory;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.LockMode;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Locks of all four kinds that exclude the threads of this JVM. Thread-safe.
 *
 * <p>Every {@link #create()} opens a lock space of its own; {@link Builder#sharing} opens another
 * provider of the same space.
 *
 * <ul>
 *   <li><b>Fairness.</b> Nobody is granted a lock before a conflicting request that came earlier,
 *       be it of a thread or of a future; a request that does not conflict may pass, for instance a
 *       reader an upgradeable reader that waits for another one. So a writer waits for the readers
 *       that came before it and no others, and a reader for the writers that came before it. The
 *       only exception is the upgrade of a handle, which goes before all who wait. A try that asks
 *       for "now" fails if it would have to pass a waiter that conflicts with it.
 *   <li><b>Fencing tokens</b> increase within the whole space, so they have gaps as seen by one
 *       name.
 *   <li><b>Names</b> are unlimited; a semaphore has up to {@link Integer#MAX_VALUE} permits.
 *   <li><b>Loss</b> happens in tests only, see {@link #lose}.
 *   <li><b>Abandoned handles</b> are looked for whenever a request finds the lock taken, and ten
 *       times a second while anything waits; they are found once the garbage collector has found
 *       them.
 *   <li><b>Threads.</b> Waiting takes no thread besides the one that waits. While anything waits,
 *       one daemon per JVM watches the clock; without an executor of the user's, futures complete
 *       on a pool of daemons, shared by the JVM, in which 32 continuations may block at once. All
 *       of them end when there is nothing to do.
 *   <li><b>Memory.</b> A lock that nobody holds or awaits takes none, but for the 256 that became
 *       idle last.
 * </ul>
 */
public final class InMemoryLocks
    implements DistributedLockProvider,
        DistributedUpgradeableReaderWriterLockProvider,
        DistributedSemaphoreProvider {

  private final LockSpace space;
  private final Executor executor;
  private final boolean recordsAcquisitionSites;
  private volatile boolean closed;

  private InMemoryLocks(Builder builder) {
    this.space = builder.space == null ? new LockSpace() : builder.space;
    this.executor = builder.executor;
    this.recordsAcquisitionSites = builder.recordsAcquisitionSites;
  }

  /**
   * A provider with a lock space of its own and default settings.
   *
   * @return a new provider, not null
   */
  public static InMemoryLocks create() {
    return builder().build();
  }

  /**
   * The way to a provider with other settings.
   *
   * @return a new builder with the default settings, not null
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public DistributedLock lock(String name) {
    return new InMemoryLock(this, id(LockKind.MUTEX, name), LockMode.WRITE);
  }

  @Override
  public DistributedUpgradeableReaderWriterLock readerWriterLock(String name) {
    return new InMemoryReaderWriterLock(this, id(LockKind.READER_WRITER, name));
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    return new InMemorySemaphore(this, id(LockKind.SEMAPHORE, name), permits);
  }

  private LockId id(LockKind kind, String name) {
    requireOpen();
    return new LockId(space.name(), kind, name);
  }

  @Override
  public void close() {
    closed = true;
    // Whoever queues up later looks at `closed` under the guard that the line below takes in turn.
    space.endWaitsOf(this);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This provider of in-memory locks is closed.");
    }
  }

  LockSpace space() {
    return space;
  }

  Executor executor() {
    return executor;
  }

  /** Runs foreign code on the executor, or elsewhere if that refuses. */
  void execute(Runnable code) {
    HandOver.to(executor, code, refusal -> code.run());
  }

  @Nullable AcquisitionSite acquisitionSite() {
    return recordsAcquisitionSites ? new AcquisitionSite() : null;
  }

  /**
   * Takes the lock from a holder, as the crash of a backend would: for tests of what becomes of
   * code that loses its lock.
   *
   * @param handle a handle of a lock in memory; not null
   * @param message what the holder is told, in complete sentences; not null
   * @return whether the lock was held until now
   * @throws IllegalArgumentException if it is a handle of another backend
   */
  public static boolean lose(LockHandle handle, String message) {
    requireNonNull(message, "message");
    if (!(requireNonNull(handle, "handle") instanceof InMemoryHandle ours)) {
      throw new IllegalArgumentException("This is no handle of a lock in memory: " + handle);
    }
    Hold hold = ours.hold();
    return hold.cell.lose(
        hold, new LockLoss(hold.lockable.id(), LockLoss.Reason.FORCED, message, Instant.now()));
  }

  @Override
  public String toString() {
    return "in-memory locks of space " + space.name() + (closed ? " (closed)" : "");
  }

  /** The settings of a provider. Not thread-safe. */
  public static final class Builder {

    private @Nullable LockSpace space;
    private Executor executor = Background.completions();
    private boolean recordsAcquisitionSites;

    private Builder() {}

    /**
     * Shares the lock space of another provider: locks of one kind and name are one lock then.
     *
     * @param other the other provider, open or closed; not null
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder sharing(InMemoryLocks other) {
      return space(requireNonNull(other, "other").space);
    }

    @CanIgnoreReturnValue
    Builder space(LockSpace shared) {
      this.space = shared;
      return this;
    }

    /**
     * Completes futures of acquisitions that had to wait, and announces losses, on this executor
     * instead of the default one. If it rejects an outcome, the grant is given back and the future
     * fails with a {@link dev.holdfast.lock.LockException}. One that runs its tasks in the calling
     * thread makes whoever releases a lock run the continuations of the next holder.
     *
     * @param executor where to complete, not null
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder executor(Executor executor) {
      this.executor = requireNonNull(executor, "executor");
      return this;
    }

    /**
     * Records the stack trace of each acquisition, to be shown if the handle is abandoned. It costs
     * some microseconds for each acquisition. Off by default.
     *
     * @param record whether to do so
     * @return this builder
     */
    @CanIgnoreReturnValue
    public Builder recordAcquisitionSites(boolean record) {
      this.recordsAcquisitionSites = record;
      return this;
    }

    /**
     * The provider.
     *
     * @return a new provider, not null
     */
    public InMemoryLocks build() {
      return new InMemoryLocks(this);
    }
  }
}
