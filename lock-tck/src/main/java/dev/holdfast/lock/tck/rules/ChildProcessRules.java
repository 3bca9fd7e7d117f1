package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.FaultUnavailable;
import dev.holdfast.lock.tck.worker.Message;
import dev.holdfast.lock.tck.worker.Worker;
import java.util.ArrayList;
import java.util.List;

/** Processes that a holder starts. */
final class ChildProcessRules {

  private ChildProcessRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("CRS-04", Capability.CROSS_PROCESS)
            .takesMillis(800)
            .text(
                "A child process that the holder has started neither drops the lock when it ends nor"
                    + " keeps it alive when the holder dies.")
            .reason("Services start scripts, and those outlive them.")
            .causes(
                "The child inherits the descriptor or connection that carries the lock.",
                "The holder is known by its process group or session.")
            .check(ChildProcessRules::childrenDoNotMatter));
  }

  private static void childrenDoNotMatter(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    Worker holder = trial.workers().hire();
    List<Lockable<? extends LockHandle>> locks = Modes.all(trial);
    List<LockHandle> held = new ArrayList<>();
    LockProvider provider = holder.provider();
    for (Lockable<? extends LockHandle> lock : locks) {
      held.add(others.obtains(Modes.through(trial, provider, lock), "although it was free"));
    }
    Message unused = child(trial, holder, 0);
    areRefused(trial, locks, held, "after a child process of that had ended");
    if (!trial.declares(Capability.CRASH_RELEASE)) {
      held.forEach(LockHandle::close);
      return;
    }
    long child = child(trial, holder, 20).number("child");
    try {
      areRefused(trial, locks, held, "while a child process of that lived");
      holder.kill();
      for (int i = 0; i < locks.size(); i++) {
        CrashRules.obtains(
                trial,
                Modes.rival(trial, locks.get(i)),
                "although the process of "
                    + held.get(i)
                    + " had been killed; a child process of that lives on")
            .close();
        trial.evidence(1);
      }
    } finally {
      ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static void areRefused(
      Trial trial,
      List<Lockable<? extends LockHandle>> locks,
      List<LockHandle> held,
      String situation)
      throws Exception {
    for (int i = 0; i < locks.size(); i++) {
      new Contenders(trial)
          .isRefused(
              Modes.rival(trial, locks.get(i)),
              "while " + held.get(i) + ", of another process, held it, " + situation);
      trial.evidence(1);
    }
  }

  private static Message child(Trial trial, Worker worker, int seconds) throws Exception {
    Message answer =
        Patience.outcome(
            trial,
            worker.start(StartChild.class, Message.EMPTY.with("seconds", seconds)),
            "a child process of " + worker + " was not started.");
    String unavailable = answer.find("unavailable");
    if (unavailable != null) {
      throw new FaultUnavailable("No child process could be started: " + unavailable);
    }
    return answer;
  }
}
