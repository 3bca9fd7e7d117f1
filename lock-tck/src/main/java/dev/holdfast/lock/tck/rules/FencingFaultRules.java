package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.NotApplicable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.List;

/** Tokens when something goes wrong, which is what they are for. */
final class FencingFaultRules {

  private static final int RESTARTS = 5;
  private static final int MOST_SUCCESSORS = 5;

  private FencingFaultRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("FEN-02", Capability.FENCING)
            .takesMillis(1500)
            .text(
                "Fencing tokens go on to increase when a provider is closed and opened again, when a"
                    + " holder crashes, and when all processes have ended and new ones start.")
            .reason(
                "The resource remembers the greatest token that it has seen. A counter that starts anew"
                    + " locks everybody out of it, or lets a holder from before the restart in.")
            .causes(
                "The counter lives in the memory of a provider or process.",
                "The counter is deleted together with a lock that nobody holds.")
            .check(FencingFaultRules::tokensSurvive),
        RuleDraft.ifDeclared("FEN-03", Capability.FENCING)
            .takesMillis(1_200)
            .stress(1)
            .text(
                "A resource that refuses every token smaller than the greatest it has seen accepts the"
                    + " present holder of the lock and refuses everybody before, also one who has lost"
                    + " the lock and does not know yet.")
            .reason(
                "A holder that was stopped, or cut off, goes on to write where it left off. The token is"
                    + " what keeps that from being written over the work of its successor.")
            .causes(
                "A lost lock is granted to the next one with the same token.",
                "A renewal revives a lease that has expired, and with it the old token.")
            .check(FencingFaultRules::staleWritesAreRefused));
  }

  private static void tokensSurvive(Trial trial) throws Exception {
    for (Lockable<? extends LockHandle> kind : Modes.exclusive(trial)) {
      throughRestarts(trial, kind);
    }
    if (trial.declares(Capability.CROSS_PROCESS)) {
      ProcessTokens.survive(trial);
    }
  }

  /** Nobody else has the name space open, so that all that is kept in memory is gone in between. */
  private static void throughRestarts(Trial trial, Lockable<? extends LockHandle> kind)
      throws Exception {
    LockProvider provider = trial.openStranger();
    FencedRegister register = new FencedRegister(trial);
    for (int i = 0; i < RESTARTS; i++) {
      Lockable<? extends LockHandle> lock = Modes.through(trial, provider, kind);
      String story = "although nobody held it after " + i + " restarts of the provider";
      LockHandle first = new Contenders(trial).here(lock, story);
      register.write(first);
      first.close();
      LockHandle second = new Contenders(trial).here(lock, story);
      register.write(second);
      register.writeLate(first, "it was closed before");
      if (i % 2 == 0) {
        second.close();
        provider.close();
      } else {
        provider.close();
        second.close();
      }
      provider = trial.reopen(provider);
    }
    provider.close();
  }

  private static void staleWritesAreRefused(Trial trial) throws Exception {
    boolean any = false;
    for (LossFault fault : LossFault.values()) {
      any |= throughLosses(trial, fault);
    }
    if (!trial.bounds().lease().isZero() && trial.declares(Capability.CROSS_PROCESS)) {
      any = true;
      ProcessTokens.refuseTheStopped(trial);
    }
    if (!any) {
      throw new NotApplicable(LossFault.NONE_OFFERED);
    }
  }

  /**
   * Each holder loses the lock to the next one, and writes once more; on all locks side by side.
   */
  private static boolean throughLosses(Trial trial, LossFault fault) throws Exception {
    List<Succession> successions = new ArrayList<>();
    for (Lockable<? extends LockHandle> lock : Modes.exclusive(trial)) {
      successions.add(new Succession(trial, fault, lock));
    }
    Crowd time = new Crowd(trial, trial.budget().toNanos() / LossFault.values().length);
    for (int i = 0; time.goesOn(i > 0) && i < MOST_SUCCESSORS; i++) {
      for (Succession succession : List.copyOf(successions)) {
        if (!succession.isInterrupted()) {
          successions.remove(succession);
        }
      }
      for (Succession succession : successions) {
        succession.goesOn();
      }
    }
    for (Succession succession : successions) {
      succession.ends();
    }
    return !successions.isEmpty();
  }
}
