package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.List;

/** Every way to hold a lock that the backend offers, for rules that concern all of them alike. */
final class Modes {

  private Modes() {}

  /** A lock of every kind and mode from the default provider, each with a name of its own. */
  static List<Lockable<? extends LockHandle>> all(Trial trial) {
    List<Lockable<? extends LockHandle>> all = new ArrayList<>();
    if (trial.offers(Primitive.MUTEX)) {
      all.add(trial.mutex(trial.freshName()));
    }
    if (trial.offers(Primitive.READER_WRITER)) {
      all.add(trial.readerWriter(trial.freshName()).readLock());
      all.add(trial.readerWriter(trial.freshName()).writeLock());
    }
    if (trial.offers(Primitive.UPGRADEABLE)) {
      all.add(trial.upgradeable(trial.freshName()).upgradeableReadLock());
    }
    if (trial.offers(Primitive.SEMAPHORE)) {
      all.add(trial.semaphore(trial.freshName(), 1));
    }
    return all;
  }

  /** A lock that one can hold alone, with a name of its own: a mutex, or what comes next to it. */
  static Lockable<? extends LockHandle> alone(Trial trial) {
    if (trial.offers(Primitive.MUTEX)) {
      return trial.mutex(trial.freshName());
    }
    return trial.offers(Primitive.READER_WRITER)
        ? trial.readerWriter(trial.freshName()).writeLock()
        : trial.semaphore(trial.freshName(), 1);
  }

  /** Whether a subject is the one to be asked what is asked once for all of them. */
  static boolean isFirst(Trial trial, Lockable<? extends LockHandle> lock) {
    Lockable<? extends LockHandle> first = alone(trial);
    return lock.id().kind() == first.id().kind() && lock.mode() == first.mode();
  }

  /** Those that exclude each other and carry a token. */
  static List<Lockable<? extends LockHandle>> exclusive(Trial trial) {
    return all(trial).stream().filter(lock -> lock.mode() == LockMode.WRITE).toList();
  }

  /** The same lock from another provider. */
  static Lockable<? extends LockHandle> through(
      Trial trial, LockProvider provider, Lockable<? extends LockHandle> lock) {
    return switch (lock.mode()) {
      case READ -> trial.readerWriter(provider, lock.name()).readLock();
      case UPGRADEABLE -> trial.upgradeable(provider, lock.name()).upgradeableReadLock();
      case PERMIT -> trial.semaphore(provider, lock.name(), 1);
      case WRITE ->
          lock.id().kind() == LockKind.MUTEX
              ? trial.mutex(provider, lock.name())
              : trial.readerWriter(provider, lock.name()).writeLock();
    };
  }

  /** What is refused while this is held: a writer for a reader, else the same once more. */
  static Lockable<? extends LockHandle> rival(
      Trial trial, LockProvider provider, Lockable<? extends LockHandle> lock) {
    return lock.mode() == LockMode.READ
        ? trial.readerWriter(provider, lock.name()).writeLock()
        : through(trial, provider, lock);
  }

  /** The same, through the default provider. */
  static Lockable<? extends LockHandle> rival(Trial trial, Lockable<? extends LockHandle> lock) {
    return rival(trial, trial.provider(), lock);
  }
}
