package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import org.jspecify.annotations.Nullable;

/** A provider whose parts come from the families of mutants. */
class MutantProvider extends ReferenceProvider {

  private final Mutant mutant;

  MutantProvider(Mutant mutant, String namespace, ReferenceLocks space) {
    super(namespace, space);
    this.mutant = mutant;
  }

  @Override
  final Access newAccess(LockId id, LockId key, LockMode mode, int permits) {
    return AccessMutants.access(mutant, this, id, key, mode, permits);
  }

  @Override
  final Waiter newWaiter(Access access, @Nullable Hold upgrading) {
    return WaitMutants.waiter(mutant, access, upgrading);
  }

  @Override
  final Hold newHold(ReferenceLock lock, Waiter waiter) {
    return HandleMutants.hold(mutant, lock, waiter);
  }
}
