package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.checker.Answer;
import dev.holdfast.lock.tck.checker.Checks;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Subject;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.worker.Traffic;
import dev.holdfast.lock.tck.worker.TrafficLock;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Tokens that tell the resource who came later. */
final class FencingRules {

  private static final int CYCLES = 500;
  private static final int THREADS = 4;

  private FencingRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("FEN-01", Capability.FENCING)
            .onEach(Subject.MUTEX, Subject.WRITE_LOCK, Subject.UPGRADEABLE_WRITE_LOCK)
            .stress(2)
            .text(
                "Each exclusive grant, an upgrade included, carries a fencing token that is greater than"
                    + " all before it for that name, through whatever provider. A handle's token stays"
                    + " the same as long as it is exclusive, and after it is closed. Readers and"
                    + " upgradeable handles that are not upgraded carry none.")
            .reason(
                "The resource refuses whoever comes with a smaller token. Two equal tokens, or a later"
                    + " one that is smaller, let the wrong one through.")
            .causes(
                "The token is a time stamp: two grants within a tick are equal.",
                "The token is drawn before the lock is held.",
                "The counter lives in the provider, and starts anew with the next one.")
            .check(FencingRules::tokensIncrease));
  }

  private static void tokensIncrease(Trial trial) throws Exception {
    Lockable<? extends LockHandle> lock = trial.lockable(trial.freshName());
    Contenders others = new Contenders(trial);
    LockHandle before = null;
    for (int i = 0; i < CYCLES; i++) {
      LockHandle handle = others.here(lock, "although it was free");
      before = next(trial, before, handle);
      handle.close();
    }
    acrossProviders(trial, lock.name(), before);
    if (trial.offers(Primitive.UPGRADEABLE) && lock.id().kind() == LockKind.READER_WRITER) {
      acrossModes(trial);
    }
    underTraffic(trial, lock);
  }

  /** Compares, and answers the later of the two handles. */
  private static LockHandle next(Trial trial, @Nullable LockHandle before, LockHandle handle) {
    OptionalLong token = handle.fencingToken();
    if (token.isEmpty() || !token.equals(handle.fencingToken())) {
      throw trial.violated(
          "%s, which is exclusive, has the fencing token %s, and then %s.",
          handle, token, handle.fencingToken());
    }
    if (before != null && before.fencingToken().orElse(Long.MAX_VALUE) >= token.getAsLong()) {
      throw trial.violated(
          "Fencing tokens do not increase: %s has %d, and %s, which came later, has %d.",
          before, before.fencingToken().orElse(0), handle, token.getAsLong());
    }
    trial.evidence(1);
    return handle;
  }

  private static void acrossProviders(Trial trial, String name, @Nullable LockHandle last)
      throws Exception {
    LockHandle before = last;
    for (int i = 0; i < 3; i++) {
      LockProvider sibling = trial.openSibling();
      LockHandle handle =
          new Contenders(trial).here(trial.lockable(sibling, name), "through another provider");
      before = next(trial, before, handle);
      handle.close();
      sibling.close();
      LockHandle ours =
          new Contenders(trial).here(trial.lockable(name), "after another provider was closed");
      before = next(trial, before, ours);
      ours.close();
    }
  }

  private static void acrossModes(Trial trial) throws Exception {
    DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
    Contenders others = new Contenders(trial);
    LockHandle before = null;
    for (int i = 0; i < 5; i++) {
      LockHandle writer = others.here(lock.writeLock(), "although it was free");
      before = next(trial, before, writer);
      writer.close();
      LockHandle reader = others.here(lock.readLock(), "although it was free");
      none(trial, reader);
      reader.close();
      UpgradeableLockHandle handle = UpgradeableRules.take(trial, lock);
      none(trial, handle);
      UpgradeableRules.upgrade(trial, handle);
      before = next(trial, before, handle);
      handle.close();
    }
  }

  private static void none(Trial trial, LockHandle handle) {
    if (handle.fencingToken().isPresent()) {
      throw trial.violated(
          "%s, which is not exclusive, has a fencing token: %d.",
          handle, handle.fencingToken().getAsLong());
    }
  }

  private static void underTraffic(Trial trial, Lockable<? extends LockHandle> lock)
      throws Exception {
    Canary canary = new Canary(trial, THREADS, lock, 1);
    canary.watch(
        new Crowd(trial).until(200, canary::grants),
        (seat, random) -> {
          if (seat.acquire(lock, random)) {
            seat.close();
          }
        });
    Answer answer = Checks.tokens(canary.history());
    trial.requireLegal(answer);
    Crowd.demand(trial, answer.judged(), 200, "exclusive grants");
    boolean canUpgrade =
        trial.offers(Primitive.UPGRADEABLE) && lock.id().kind() == LockKind.READER_WRITER;
    Lockable<? extends LockHandle> other = trial.lockable(trial.freshName());
    ProcessCrowd.perhaps(
        trial,
        canUpgrade
            ? TrafficLock.readerWriter(other.name(), LockMode.WRITE, LockMode.UPGRADEABLE)
            : ProcessCrowd.of(other),
        50,
        "grants",
        Traffic::grants);
  }
}
