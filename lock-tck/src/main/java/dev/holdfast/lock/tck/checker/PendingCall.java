package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call that may still take effect, for the {@link Linearizer}. */
final class PendingCall {

  /** What a call does when it takes effect. */
  enum Effect {
    ACQUIRE,
    UPGRADE,
    DOWNGRADE,
    CLOSE,
    /** An acquisition that says no. */
    REFUSE,
    /** An upgrade that says no. */
    REFUSE_UPGRADE
  }

  final Grip grip;
  final Effect effect;

  /** The mode that it brings; what it asks for if it is refused. */
  final LockMode mode;

  /** A bit of its own among the calls that are under way. */
  final long bit;

  /**
   * Whether it can take effect no more, because it has returned; what has no certain outcome only.
   */
  boolean expired;

  /** What it gives back, once that has taken effect; null if it gives back nothing. */
  @Nullable PendingCall givesBack;

  PendingCall(Grip grip, Effect effect, LockMode mode, long bit) {
    this.grip = grip;
    this.effect = effect;
    this.mode = mode;
    this.bit = bit;
    grip.calls.add(this);
  }

  boolean isDone(long done) {
    return (done & bit) != 0;
  }

  /** Whether what it gives back, if anything, has been taken. */
  boolean isDue(long done) {
    PendingCall taken = givesBack;
    return taken == null || taken.isDone(done);
  }

  boolean isUpgrade() {
    return effect == Effect.UPGRADE || effect == Effect.REFUSE_UPGRADE;
  }

  /** A handle, as far as its calls have settled. */
  static final class Grip {

    final int weight;
    final List<PendingCall> calls = new ArrayList<>();

    /*
     * Upgrades and downgrades alternate, so that their numbers tell the mode, whatever their order:
     * one that has settled may come after one that has not.
     */
    private @Nullable LockMode acquired;
    private LockMode lower = LockMode.UPGRADEABLE;
    private int upgrades;
    private boolean gone;

    Grip(int weight) {
      this.weight = weight;
    }

    /**
     * The mode if these calls have taken effect besides; null if it is not acquired yet or gone.
     */
    @Nullable LockMode modeAfter(long done) {
      LockMode base = acquired;
      LockMode below = lower;
      int more = upgrades;
      for (PendingCall call : calls) {
        if (call.isDone(done)) {
          switch (call.effect) {
            case ACQUIRE -> base = call.mode;
            case UPGRADE -> more++;
            case DOWNGRADE -> {
              more--;
              below = call.mode;
            }
            case CLOSE -> {
              return null;
            }
            case REFUSE, REFUSE_UPGRADE -> {}
          }
        }
      }
      if (gone || base == null || more == 0) {
        return gone ? null : base;
      }
      return more > 0 ? LockMode.WRITE : below;
    }

    boolean isGoneAfter(long done) {
      return gone
          || calls.stream().anyMatch(call -> call.effect == Effect.CLOSE && call.isDone(done));
    }

    /** Makes the effect of a call part of what has settled. */
    void settle(PendingCall call) {
      boolean unused = calls.remove(call);
      switch (call.effect) {
        case ACQUIRE -> acquired = call.mode;
        case UPGRADE -> upgrades++;
        case DOWNGRADE -> {
          upgrades--;
          lower = call.mode;
        }
        case CLOSE -> gone = true;
        case REFUSE, REFUSE_UPGRADE -> {}
      }
    }
  }
}
