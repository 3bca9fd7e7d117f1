package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.kotlinx.lincheck.transformation.LincheckJavaAgent;
import org.jspecify.annotations.Nullable;

/** Slots of a real lock, whose futures complete in the thread that grants. */
final class RealSlots implements Slots {

  /** The classes between whose accesses to memory the checker may switch threads. */
  private static final List<Class<?>> WATCHED =
      List.of(
          RealSlots.class,
          LockCell.class,
          LockMachine.class,
          WaiterQueue.class,
          Waiter.class,
          HoldList.class,
          Hold.class,
          InMemoryHandle.class,
          InMemoryUpgradeableHandle.class,
          InMemoryLock.class,
          InMemoryUpgradeableReadLock.class,
          InMemorySemaphore.class,
          PendingAcquisition.class,
          PendingUpgrade.class,
          CompletableFuture.class,
          ReentrantLock.class);

  /** Whether the checker decides when threads are switched. */
  static volatile boolean modelChecking;

  private final InMemoryLocks locks = InMemoryLocks.builder().executor(Runnable::run).build();
  private final boolean mutex;
  private final int permits;
  private final List<LockHandle> shared = new ArrayList<>();
  private final List<List<CompletableFuture<? extends @Nullable LockHandle>>> slots =
      List.of(new ArrayList<>(), new ArrayList<>());
  private final List<List<CompletableFuture<Boolean>>> upgrades =
      List.of(new ArrayList<>(), new ArrayList<>());

  RealSlots(boolean mutex, int permits, LockMode... held) {
    this.mutex = mutex;
    this.permits = permits;
    if (modelChecking) {
      // The checker trips over the constants of a record class; an immutable one it need not watch.
      LincheckJavaAgent.INSTANCE.getInstrumentedClasses().add(LockId.class.getName());
      WATCHED.forEach(
          type -> LincheckJavaAgent.INSTANCE.ensureClassHierarchyIsTransformed(type.getName()));
      // What a thread that waits for the guard is parked by.
      LincheckJavaAgent.INSTANCE.ensureClassHierarchyIsTransformed(
          ReentrantLock.class.getName() + "$NonfairSync");
    }
    // Otherwise waiters that are left behind would be looked after for ever, on a thread that the
    // checker does not control.
    locks.space().sweeping.set(true);
    for (LockMode mode : held) {
      LockHandle handle = lockable(mode).tryAcquire();
      if (handle == null) {
        throw new AssertionError("A new lock is not free for " + mode);
      }
      shared.add(handle);
    }
  }

  private Lockable<? extends LockHandle> lockable(LockMode mode) {
    return switch (mode) {
      case PERMIT -> locks.semaphore("s", permits);
      case READ -> locks.readerWriterLock("r").readLock();
      case UPGRADEABLE -> locks.readerWriterLock("r").upgradeableReadLock();
      case WRITE -> mutex ? locks.lock("m") : locks.readerWriterLock("r").writeLock();
    };
  }

  @Override
  public boolean tryAcquire(int thread, LockMode mode) {
    LockHandle handle = lockable(mode).tryAcquire();
    if (handle != null) {
      slots.get(thread).add(CompletableFuture.completedFuture(handle));
    }
    return handle != null;
  }

  @Override
  public void request(int thread, LockMode mode) {
    slots.get(thread).add(lockable(mode).tryAcquireAsync(Deadline.FOREVER));
  }

  @Override
  public void end(int thread, int slot) {
    if (slot < slots.get(thread).size()) {
      CompletableFuture<? extends @Nullable LockHandle> future = slots.get(thread).get(slot);
      if (!future.cancel(false) && !future.isCancelled()) {
        LockHandle handle = future.join();
        if (handle == null) {
          throw new AssertionError("A wait without a limit ended without a grant.");
        }
        handle.close();
      }
    }
  }

  @Override
  public void endShared(int hold) {
    shared.get(hold % shared.size()).close();
  }

  private UpgradeableLockHandle upgradeable() {
    return (UpgradeableLockHandle) shared.get(0);
  }

  @Override
  public String tryUpgrade() {
    try {
      return upgradeable().tryUpgrade() ? "upgraded" : "not now";
    } catch (IllegalStateException e) {
      return "refused";
    }
  }

  @Override
  public String requestUpgrade(int thread) {
    try {
      upgrades.get(thread).add(upgradeable().tryUpgradeAsync(Deadline.FOREVER));
      return "requested";
    } catch (IllegalStateException e) {
      return "refused";
    }
  }

  @Override
  public void cancelUpgrade(int thread) {
    List<CompletableFuture<Boolean>> own = upgrades.get(thread);
    if (!own.isEmpty()) {
      own.get(own.size() - 1).cancel(false);
    }
  }

  @Override
  public String downgrade() {
    try {
      upgradeable().downgrade();
      return "downgraded";
    } catch (IllegalStateException e) {
      return "refused";
    }
  }
}
