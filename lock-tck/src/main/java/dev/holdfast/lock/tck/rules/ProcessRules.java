package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Inconclusive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Traffic;
import dev.holdfast.lock.tck.worker.Worker;
import java.util.ArrayList;
import java.util.List;

/** Exclusion between processes. */
final class ProcessRules {

  private ProcessRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("MUT-05", Capability.CROSS_PROCESS)
            .takesMillis(300)
            .onEachExclusiveLock()
            .text(
                "What others do in the process of the holder (an attempt that fails, times out, is"
                    + " cancelled or interrupted; another provider that is closed; the use of another"
                    + " name; a second class loader) does not drop the lock, as seen from another"
                    + " process; nor does a reader that leaves drop the lock of the other readers.")
            .reason(
                "On POSIX systems, closing any descriptor of a file drops all locks that the process"
                    + " has on it. The holder goes on, and so does the next one.")
            .causes(
                "A channel is opened for each attempt or handle, and closed with it.",
                "Somebody reads the lock file with another stream.",
                "The state that keeps the channel open belongs to the class loader.")
            .check(ProcessRules::neighboursDropNothing),
        RuleDraft.ifDeclared("MUT-04", Capability.CROSS_PROCESS)
            .stress(3)
            .takesMillis(350)
            .onEachExclusiveLock()
            .text(
                "A lock excludes between processes: while one process holds it, every other is refused"
                    + " and those that wait are served after the release, and no two hold it at the same"
                    + " instant. Other names are independent.")
            .reason(
                "Whoever takes a lock that several processes share relies on nothing else, and two"
                    + " copies of a service are started sooner or later.")
            .causes(
                "The state is in the memory of the process.",
                "The file that carries the lock is deleted on release, so that one process locks the"
                    + " old file and another the new one of that name.",
                "Who has died is removed according to what was read some time before.")
            .check(ProcessRules::excludesBetweenProcesses));
  }

  private static void excludesBetweenProcesses(Trial trial) throws Exception {
    String name = trial.freshName();
    String other = trial.freshName();
    // First, because two that are seen inside together are the best proof that there is.
    new ProcessCrowd(
            trial,
            List.of(ProcessCrowd.of(trial.lockable(name)), ProcessCrowd.of(trial.lockable(other))))
        .run(trial.budget(), 100, "contended grants between processes", Traffic::contended);
    List<LockProvider> providers = new ArrayList<>(List.of(trial.provider()));
    for (Worker worker : trial.workers().hire(2)) {
      providers.add(worker.provider());
    }
    Contenders others = new Contenders(trial);
    for (int i = 0; i < providers.size(); i++) {
      LockProvider holding = providers.get(i);
      LockProvider waiting = providers.get((i + 1) % providers.size());
      LockProvider third = providers.get((i + 2) % providers.size());
      LockHandle held = others.obtains(trial.lockable(holding, name), "although it was free");
      String story = "while " + held + ", of another process, held it";
      others.isRefused(trial.lockable(third, name), story);
      Waiter waiter = others.waits(trial.lockable(waiting, name));
      others.canUse(trial.lockable(third, other), "which nobody held");
      waiter.stillWaits(story);
      held.close();
      LockHandle next =
          waiter.granted("although " + held + ", of another process, had been closed");
      others.isRefused(
          trial.lockable(holding, name), "while " + next + ", of another process, held it");
      next.close();
      trial.evidence(3);
    }
  }

  private static void neighboursDropNothing(Trial trial) throws Exception {
    Worker home = trial.workers().hire();
    Worker elsewhere = trial.workers().hire();
    String name = trial.freshName();
    Contenders others = new Contenders(trial);
    Lockable<? extends LockHandle> inside = trial.lockable(home.provider(), name);
    Lockable<? extends LockHandle> outside = trial.lockable(elsewhere.provider(), name);
    LockHandle held = others.obtains(inside, "although it was free");
    requireExclusion(outside);
    for (Neighbour neighbour : Neighbour.values()) {
      neighbour.disturb(trial, home, name);
      others.isRefused(
          outside,
          "while " + held + ", of another process, held it, after " + neighbour + " there");
      trial.evidence(1);
    }
    if (!held.isHeld()) {
      throw trial.violated("%s is not held any more, after others tried in its process.", held);
    }
    held.close();
    others.canUse(outside, "although " + held + ", of another process, had been closed");
    if (inside.id().kind() == LockKind.READER_WRITER) {
      readersKeepEachOther(trial, home, elsewhere);
    }
  }

  /** Without that, no finding would be what it seems. */
  static void requireExclusion(Lockable<? extends LockHandle> outside) {
    LockHandle surplus = outside.tryAcquire();
    if (surplus != null) {
      surplus.close();
      throw new Inconclusive(
          "Locks do not exclude between processes at all, which is the business of MUT-04.");
    }
  }

  private static void readersKeepEachOther(Trial trial, Worker home, Worker elsewhere)
      throws Exception {
    String name = trial.freshName();
    Contenders others = new Contenders(trial);
    Lockable<? extends LockHandle> reading = trial.readerWriter(home.provider(), name).readLock();
    Lockable<? extends LockHandle> writing =
        trial.readerWriter(elsewhere.provider(), name).writeLock();
    LockHandle first = others.obtains(reading, "although it was free");
    LockHandle second = others.obtains(reading, "to a reader while only readers held it");
    others.isRefused(writing, "while " + first + " and " + second + " held it");
    first.close();
    others.isRefused(writing, "while " + second + " held it, after another reader there had left");
    others.isRefused(
        trial.readerWriter(home.provider(), name).writeLock(), "while " + second + " held it");
    others.isRefused(writing, "while " + second + " held it, after a failed attempt there");
    second.close();
    others.canUse(writing, "although all readers had been closed");
    trial.evidence(3);
  }
}
