package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;

/** A name space whose locks have a bug, with the state that some of the bugs need. */
final class MutantLocks extends ReferenceLocks {

  private final Mutant mutant;
  private final Map<LockId, Condition> conditions = new HashMap<>();

  /** Locks of which a waiter was signalled that has not woken up yet. */
  final Set<LockId> signalled = new HashSet<>();

  /** How many holds have ended, of all locks. */
  long releases;

  MutantLocks(Mutant mutant) {
    this.mutant = mutant;
  }

  @Override
  ReferenceLock newLock(LockId key) {
    return QueueMutants.lock(mutant, this, key);
  }

  /** A condition that all waiters of one lock share. */
  Condition condition(LockId key) {
    return conditions.computeIfAbsent(key, k -> monitor.newCondition());
  }
}
