package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.NotApplicable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Tokens when something goes wrong, which is what they are for. */
final class FencingFaultRules {

  private static final int RESTARTS = 5;
  private static final int SUCCESSORS = 2;

  private FencingFaultRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("FEN-02", Capability.FENCING)
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

  /** What the lock protects. */
  private static final class Register {

    private final Trial trial;
    private long greatest = Long.MIN_VALUE;
    private Object last = "nobody";

    Register(Trial trial) {
      this.trial = trial;
    }

    /** A write by the present holder. */
    void write(LockHandle holder) {
      long token = token(trial, holder);
      if (token < greatest) {
        throw trial.violated(
            "The resource refuses the present holder, %s, which has token %d: it has seen %d, from %s.",
            holder, token, greatest, last);
      }
      greatest = token;
      last = holder;
      trial.evidence(1);
    }

    /** A write by somebody who has lost the lock to the one that has written last. */
    void writeLate(LockHandle stale, String story) {
      long token = token(trial, stale);
      if (token >= greatest) {
        throw trial.violated(
            "The resource accepts %s, which has token %d, after %s, which has token %d, although the"
                + " latter came later: %s.",
            stale, token, last, greatest, story);
      }
      trial.evidence(1);
    }
  }

  private static long token(Trial trial, LockHandle handle) {
    OptionalLong token = handle.fencingToken();
    if (token.isEmpty()) {
      throw trial.violated("%s, which is exclusive, has no fencing token.", handle);
    }
    return token.getAsLong();
  }

  private static void tokensSurvive(Trial trial) throws Exception {
    for (Lockable<? extends LockHandle> kind : Modes.exclusive(trial)) {
      throughRestarts(trial, kind);
    }
  }

  /** Nobody else has the name space open, so that all that is kept in memory is gone in between. */
  private static void throughRestarts(Trial trial, Lockable<? extends LockHandle> kind)
      throws Exception {
    LockProvider provider = trial.openStranger();
    Register register = new Register(trial);
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
    for (int i = 0; i < SUCCESSORS; i++) {
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

  /** The holders of one lock, each of whom loses it to the next. */
  private static final class Succession {

    private final Trial trial;
    private final LossFault fault;
    private final Lockable<? extends LockHandle> lock;
    private final Register register;
    private final List<LossWatch> stale = new ArrayList<>();
    private LossWatch holder;

    Succession(Trial trial, LossFault fault, Lockable<? extends LockHandle> lock) throws Exception {
      this.trial = trial;
      this.fault = fault;
      this.lock = lock;
      this.register = new Register(trial);
      this.holder = LossWatch.over(trial, lock, "although it was free");
      register.write(holder.handle());
    }

    /** Takes the lock away. Answers false if that cannot be done. */
    boolean isInterrupted() throws Exception {
      if (!fault.takes(trial, holder)) {
        holder.handle().close();
        return false;
      }
      stale.add(holder);
      return true;
    }

    /** Within one process the successor may have to wait until the loss is noticed. */
    void goesOn() throws Exception {
      Duration patience = Patience.of(trial).plus(trial.scaled(trial.bounds().lostDetection()));
      long since = System.nanoTime();
      LockHandle next = lock.tryAcquire(patience);
      if (next == null) {
        throw trial.violated(
            "%s was not granted although %s had lost it by %s %s ago.",
            Say.lock(lock), holder, fault, Say.time(System.nanoTime() - since));
      }
      holder = new LossWatch(lock, next, since);
      register.write(next);
      for (LossWatch late : stale) {
        register.writeLate(late.handle(), fault + " had taken the lock away before");
      }
      register.write(next);
    }

    void ends() {
      for (LossWatch late : stale) {
        late.handle().close();
      }
      register.write(holder.handle());
      holder.handle().close();
    }
  }
}
