package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.engine.NotApplicable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What becomes of a lock whose storage goes away while it is held. */
final class StoreRules {

  private StoreRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.should("CRS-06")
            .takesMillis(800)
            .text(
                "If what the backend keeps of a lock is removed or replaced while the lock is held, or"
                    + " its connections are cut, then the holder loses the lock and is told, or others"
                    + " get an error. There are never two holders for longer than the declared bound on"
                    + " the detection of a loss.")
            .reason(
                "Somebody tidies up, restores a backup, or restarts a server, sooner or later. Whoever"
                    + " comes next finds a lock that is free.")
            .causes(
                "The file or directory is made anew when it is missing, and the first holder never looks.",
                "The holder looks at what it has open, and not at what others would open.",
                "A lost connection is replaced by a new one, without what the old one had locked.")
            .check(StoreRules::neverTwoHolders));
  }

  private enum StoreFault {
    REMOVAL("removeBackingStore"),
    REPLACEMENT("replaceBackingStore"),
    DISCONNECTION("dropConnections");

    private final String call;

    StoreFault(String call) {
      this.call = call;
    }

    boolean hits(Trial trial, Lockable<? extends LockHandle> lock) throws Exception {
      Faults faults = trial.faults(trial.provider());
      try {
        switch (this) {
          case REMOVAL -> faults.removeBackingStore(lock.id());
          case REPLACEMENT -> faults.replaceBackingStore(lock.id());
          case DISCONNECTION -> faults.dropConnections();
        }
        return true;
      } catch (NotApplicable e) {
        return false;
      }
    }
  }

  private static void neverTwoHolders(Trial trial) throws Exception {
    // Cutting the connections hits all locks, so that it comes when nothing else is under way.
    int hit = besiege(trial, List.of(StoreFault.REMOVAL, StoreFault.REPLACEMENT));
    hit += besiege(trial, List.of(StoreFault.DISCONNECTION));
    if (hit == 0) {
      throw new NotApplicable(
          "The backend offers none of the faults removeBackingStore, replaceBackingStore and"
              + " dropConnections.");
    }
    trial.evidence(hit);
  }

  /** Answers how many locks were hit. */
  private static int besiege(Trial trial, List<StoreFault> faults) throws Exception {
    List<Siege> sieges = new ArrayList<>();
    for (StoreFault fault : faults) {
      for (Lockable<? extends LockHandle> lock : Modes.all(trial)) {
        LossWatch holder = LossWatch.over(trial, lock, "although it was free");
        if (fault.hits(trial, lock)) {
          sieges.add(new Siege(trial, holder, fault.call));
          trial.exemptFromConservation(lock.name());
        } else {
          holder.handle().close();
        }
      }
    }
    List<LockProvider> ways = List.of(trial.provider(), trial.openSibling());
    while (!sieges.stream().allMatch(Siege::isOver)) {
      for (Siege siege : sieges) {
        siege.tryToGetIn(ways);
      }
      LockSupport.parkNanos(2_000_000);
    }
    for (Siege siege : sieges) {
      siege.judge();
    }
    for (Siege siege : sieges) {
      siege.lift();
    }
    return sieges.size();
  }

  /** A lock that was hit, its holder, and those who get in. */
  private static final class Siege {

    private final Trial trial;
    private final LossWatch holder;
    private final String fault;
    private final long since = System.nanoTime();
    private final List<LockHandle> intruders = new ArrayList<>();

    Siege(Trial trial, LossWatch holder, String fault) {
      this.trial = trial;
      this.holder = holder;
      this.fault = fault;
    }

    /** How long two may believe to be the holder. */
    private Duration bound() {
      return Patience.bound(trial, trial.bounds().lostDetection());
    }

    private List<LockHandle> claimants() {
      List<LockHandle> claimants = new ArrayList<>(intruders);
      claimants.add(0, holder.handle());
      claimants.removeIf(handle -> !handle.isHeld());
      return claimants;
    }

    boolean isOver() {
      return Duration.ofNanos(System.nanoTime() - since).compareTo(bound()) > 0
          || (!holder.handle().isHeld() && claimants().size() <= 1);
    }

    /** Everybody who can keeps what they get. */
    void tryToGetIn(List<LockProvider> ways) {
      for (LockProvider way : ways) {
        try {
          LockHandle intruder = Modes.rival(trial, way, holder.lock()).tryAcquire();
          if (intruder != null) {
            intruders.add(intruder);
          }
        } catch (LockException e) {
          trial.evidence(1); // an error is as good as a refusal
        }
      }
    }

    void judge() {
      Duration bound = bound();
      List<LockHandle> claimants = claimants();
      if (claimants.size() > 1) {
        throw trial.violated(
            "%s has %d holders %s after %s, which is longer than %s: %s.",
            Say.lock(holder.lock()),
            claimants.size(),
            Say.time(System.nanoTime() - since),
            fault,
            Say.time(bound),
            claimants);
      }
    }

    void lift() {
      intruders.add(holder.handle());
      for (LockHandle handle : intruders) {
        try {
          handle.close();
        } catch (LockException e) {
          trial.evidence(1); // what it is to release may be gone
        }
      }
    }
  }
}
