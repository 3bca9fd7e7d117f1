package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.ProviderClosedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One name space with all its locks, written to be seen to be right: one monitor guards everything
 * below it ({@link ReferenceLock}, {@link Hold}, {@link Waiter}), and whatever changes ends with
 * {@link ReferenceLock#serve()}.
 */
class ReferenceLocks {

  private static final Map<String, ReferenceLocks> SPACES = new ConcurrentHashMap<>();

  final ReentrantLock monitor = new ReentrantLock();
  private final Map<LockId, ReferenceLock> inUse = new HashMap<>();
  private long lastToken;

  /** The name space that all providers with this key share. */
  static ReferenceLocks of(String key) {
    return of(key, ReferenceLocks::new);
  }

  /** The name space that all providers with this key share; the first of them makes it. */
  static ReferenceLocks of(String key, Supplier<ReferenceLocks> maker) {
    return SPACES.computeIfAbsent(key, k -> maker.get());
  }

  /** Runs a move under the monitor. */
  void guarded(Runnable move) {
    monitor.lock();
    try {
      move.run();
    } finally {
      monitor.unlock();
    }
  }

  /** The lock with this key, made if nobody holds or awaits it. */
  final ReferenceLock lock(LockId key) {
    return inUse.computeIfAbsent(key, this::newLock);
  }

  /** Lets a waiter join the queue of its lock; it may be settled when this returns. */
  void arrive(Waiter waiter, LockId key) {
    waiter.provider().checkOpen();
    lock(key).enter(waiter);
  }

  /** The lock with this key, if somebody holds or awaits it. */
  @Nullable ReferenceLock find(LockId key) {
    return inUse.get(key);
  }

  /** The locks that somebody holds or awaits. */
  List<ReferenceLock> inUse() {
    return List.copyOf(inUse.values());
  }

  void forget(ReferenceLock lock) {
    inUse.remove(lock.key, lock); // a late timer may find a successor
  }

  /** Tokens grow over the whole name space, so that a lock may be forgotten while it is idle. */
  long nextToken() {
    return ++lastToken;
  }

  void resetTokens() {
    lastToken = 0;
  }

  /** Ends all waits that began through this provider. */
  void refuseWaitersOf(ReferenceProvider provider) {
    for (ReferenceLock lock : inUse()) {
      lock.refuse(
          waiter -> waiter.provider() == provider,
          waiter -> new ProviderClosedException(waiter.id()));
    }
  }

  ReferenceLock newLock(LockId key) {
    return new ReferenceLock(this, key);
  }
}
