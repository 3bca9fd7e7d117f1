package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.engine.NotApplicable;
import dev.holdfast.lock.tck.engine.Trial;

/** What takes one lock from its holder for certain. */
enum LossFault {
  LOSE_HANDLE("loseHandle"),
  EXPIRE_LEASE("expireLease");

  static final String NONE_OFFERED =
      "The backend offers neither the fault loseHandle nor expireLease, so that no lock can be lost on"
          + " purpose.";

  private final String call;

  LossFault(String call) {
    this.call = call;
  }

  /** Takes the lock away. Answers false if the backend does not offer that for such a lock. */
  boolean takes(Trial trial, LossWatch watch) throws Exception {
    Faults faults = trial.faults(trial.provider());
    try {
      switch (this) {
        case LOSE_HANDLE -> faults.loseHandle(watch.lock().id(), watch.handle());
        case EXPIRE_LEASE -> faults.expireLease(watch.lock().id(), watch.handle());
      }
      return true;
    } catch (NotApplicable e) {
      return false;
    }
  }

  /** The name of the method. */
  @Override
  public String toString() {
    return call;
  }
}
