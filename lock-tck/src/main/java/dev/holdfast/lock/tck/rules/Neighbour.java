package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.RemoteException;
import dev.holdfast.lock.tck.worker.Worker;
import java.time.Duration;
import java.util.Locale;

/** What others in the process of a holder may do, without any harm to it. */
enum Neighbour {
  A_FAILED_ATTEMPT {
    @Override
    void disturb(Trial trial, Worker home, String name) throws Exception {
      refused(trial, trial.lockable(home.provider(), name), Form.TRY, Duration.ZERO);
    }
  },
  AN_ATTEMPT_THAT_TIMED_OUT {
    @Override
    void disturb(Trial trial, Worker home, String name) throws Exception {
      refused(trial, trial.lockable(home.provider(), name), Form.TRY_TIMED, SOON);
      refused(trial, trial.lockable(home.provider(), name), Form.ACQUIRE_TIMED, SOON);
    }
  },
  AN_ASYNCHRONOUS_ATTEMPT_THAT_TIMED_OUT {
    @Override
    void disturb(Trial trial, Worker home, String name) throws Exception {
      refused(trial, trial.lockable(home.provider(), name), Form.TRY_ASYNC_TIMED, SOON);
    }
  },
  A_CANCELLED_WAIT {
    @Override
    void disturb(Trial trial, Worker home, String name) throws Exception {
      withdrawn(trial, trial.lockable(home.provider(), name), Form.ACQUIRE_ASYNC);
    }
  },
  AN_INTERRUPTED_WAIT {
    @Override
    void disturb(Trial trial, Worker home, String name) throws Exception {
      withdrawn(trial, trial.lockable(home.provider(), name), Form.ACQUIRE);
    }
  },
  A_FAILED_ATTEMPT_THROUGH_ANOTHER_PROVIDER {
    @Override
    void disturb(Trial trial, Worker home, String name) throws Exception {
      LockProvider other = home.openAnother();
      refused(trial, trial.lockable(other, name), Form.TRY, Duration.ZERO);
      refused(trial, trial.lockable(other, name), Form.TRY_TIMED, SOON);
      other.close();
    }
  },
  THE_USE_OF_ANOTHER_NAME {
    @Override
    void disturb(Trial trial, Worker home, String name) throws Exception {
      new Contenders(trial)
          .canUse(trial.lockable(home.provider(), trial.freshName()), "although it was free");
    }
  },
  A_FAILED_ATTEMPT_THROUGH_ANOTHER_CLASS_LOADER {
    @Override
    void disturb(Trial trial, Worker home, String name) throws Exception {
      Worker copy;
      try {
        copy = home.copy();
      } catch (RemoteException e) {
        return; // such as native code, which one process cannot load twice
      }
      refused(trial, trial.lockable(copy.provider(), name), Form.TRY, Duration.ZERO);
      refused(trial, trial.lockable(copy.provider(), name), Form.TRY_TIMED, SOON);
      copy.provider().close();
    }
  };

  private static final Duration SOON = Duration.ofMillis(5);

  abstract void disturb(Trial trial, Worker home, String name) throws Exception;

  private static void refused(
      Trial trial, Lockable<? extends LockHandle> lock, Form form, Duration timeout)
      throws Exception {
    Outcome outcome =
        new Contenders(trial).asks(lock, form, timeout).outcome("although it is to end soon");
    if (!outcome.isRefusal()) {
      throw trial.violated(
          "%s was held by its process, but not properly refused there: %s.",
          Say.lock(lock), outcome);
    }
  }

  private static void withdrawn(Trial trial, Lockable<? extends LockHandle> lock, Form form)
      throws Exception {
    Waiter waiter = new Contenders(trial).waits(lock, form, Deadline.FOREVER);
    waiter.withdraw();
    Outcome outcome = waiter.outcome("although it was withdrawn");
    if (outcome.isGrant()) {
      throw trial.violated(
          "%s was held by its process, but was granted to a wait there that was withdrawn: %s.",
          Say.lock(lock), outcome);
    }
  }

  /** Such as "a failed attempt". */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
