package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A lock, and what those who are inside do to notice that they should not be. */
final class WatchedLock {

  private final LockKind kind;
  private final String name;
  private final int permits;

  private final AtomicInteger readers = new AtomicInteger();
  private final AtomicInteger upgradeables = new AtomicInteger();
  private final AtomicInteger writers = new AtomicInteger();
  private final AtomicInteger permitted = new AtomicInteger();
  private final AtomicInteger exclusiveVisits = new AtomicInteger();

  // Plain on purpose: only the lock orders the accesses.
  private int visitsBegun;
  private int visitsEnded;
  private long lastToken;

  WatchedLock(LockKind kind, String name, int permits) {
    this.kind = kind;
    this.name = name;
    this.permits = permits;
  }

  /** The modes in which it can be acquired. */
  LockMode[] modes() {
    return switch (kind) {
      case MUTEX -> new LockMode[] {LockMode.WRITE};
      case READER_WRITER ->
          new LockMode[] {LockMode.READ, LockMode.READ, LockMode.UPGRADEABLE, LockMode.WRITE};
      case SEMAPHORE -> new LockMode[] {LockMode.PERMIT};
      case COMPOSITE -> new LockMode[0];
    };
  }

  Lockable<? extends LockHandle> lockable(InMemoryLocks provider, LockMode mode) {
    return switch (mode) {
      case PERMIT -> provider.semaphore(name, permits);
      case READ -> provider.readerWriterLock(name).readLock();
      case UPGRADEABLE -> provider.readerWriterLock(name).upgradeableReadLock();
      case WRITE ->
          kind == LockKind.MUTEX
              ? provider.lock(name)
              : provider.readerWriterLock(name).writeLock();
    };
  }

  /** Enters with a handle of this mode, looks around, and leaves again. */
  void visit(LockMode mode, LockHandle handle) {
    switch (mode) {
      case PERMIT -> {
        expect(permitted.incrementAndGet() <= permits, handle, "too many permits");
        expect(handle.fencingToken().isEmpty(), handle, "a permit with a token");
        linger();
        permitted.decrementAndGet();
      }
      case READ -> {
        readers.incrementAndGet();
        expect(writers.get() == 0, handle, "a reader beside a writer");
        expect(visitsBegun == visitsEnded, handle, "a writer is in the middle of it");
        linger();
        readers.decrementAndGet();
      }
      case WRITE -> visitAlone(handle, 0);
      case UPGRADEABLE -> throw new AssertionError("use arriveUpgradeable");
    }
  }

  void arriveUpgradeable(LockHandle handle) {
    expect(upgradeables.incrementAndGet() == 1, handle, "two upgradeable readers");
    expect(writers.get() == 0, handle, "an upgradeable reader beside a writer");
    expect(visitsBegun == visitsEnded, handle, "a writer is in the middle of it");
    expect(handle.fencingToken().isEmpty(), handle, "an upgradeable reader with a token");
  }

  void leaveUpgradeable() {
    upgradeables.decrementAndGet();
  }

  void visitUpgraded(LockHandle handle) {
    visitAlone(handle, 1);
  }

  private void visitAlone(LockHandle handle, int upgradeable) {
    expect(writers.incrementAndGet() == 1, handle, "two writers");
    expect(readers.get() == 0, handle, "a writer beside readers");
    expect(upgradeables.get() == upgradeable, handle, "a writer beside an upgradeable reader");
    expect(visitsBegun == visitsEnded, handle, "another writer is in the middle of it");
    long token = handle.fencingToken().orElse(-1);
    expect(token > lastToken, handle, "a token that is not above " + lastToken);
    lastToken = token;
    visitsBegun++;
    linger();
    visitsEnded = visitsBegun;
    exclusiveVisits.incrementAndGet();
    writers.decrementAndGet();
  }

  private static void linger() {
    int turn = SEQUENCE.incrementAndGet();
    if (turn % 64 == 0) {
      LockSupport.parkNanos(1);
    } else {
      for (int i = turn % 32; i > 0; i--) {
        Thread.onSpinWait();
      }
    }
  }

  private static final AtomicInteger SEQUENCE = new AtomicInteger();

  private void expect(boolean condition, LockHandle handle, String otherwise) {
    if (!condition) {
      throw new AssertionError("Seen by " + handle + ": " + otherwise + "; " + this);
    }
  }

  /** Everything that can be acquired can be acquired once all is over, and no more than that. */
  void expectWholeAndFree(InMemoryLocks provider) {
    if (visitsBegun != exclusiveVisits.get()) {
      throw new AssertionError(
          visitsBegun + " of " + exclusiveVisits + " exclusive visits left a trace in " + this);
    }
    Lockable<? extends LockHandle> lockable =
        lockable(provider, kind == LockKind.SEMAPHORE ? LockMode.PERMIT : LockMode.WRITE);
    if (lockable.describeHolder() != null) {
      throw new AssertionError(this + " is not free: " + lockable.describeHolder());
    }
    List<LockHandle> all = new ArrayList<>();
    LockHandle next = lockable.tryAcquire();
    while (next != null) {
      all.add(next);
      next = lockable.tryAcquire();
    }
    int most = kind == LockKind.SEMAPHORE ? permits : 1;
    if (all.size() != most) {
      throw new AssertionError(all.size() + " of " + most + " holds could be had of " + this);
    }
    all.forEach(LockHandle::close);
  }

  @Override
  public String toString() {
    return kind
        + " "
        + name
        + " with "
        + readers
        + " readers, "
        + upgradeables
        + " upgradeable readers, "
        + writers
        + " writers, "
        + permitted
        + " permits inside";
  }
}
