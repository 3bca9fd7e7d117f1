package dev.holdfast.lock.tck.rules;

import static dev.holdfast.lock.tck.engine.Primitive.UPGRADEABLE;

import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** From exclusive back to upgradeable. */
final class DowngradeRules {

  private static final int THREADS = 4;

  private DowngradeRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.ifDeclared("URW-06", Capability.DOWNGRADE)
            .stress(4)
            .needs(UPGRADEABLE)
            .text(
                "A downgrade is atomic: no other writer and no other upgradeable handle gets in"
                    + " between, and readers are admitted after it.")
            .reason("Whoever downgrades publishes what it wrote, and goes on relying on it.")
            .causes("The downgrade releases the write lock and acquires the read lock.")
            .check(DowngradeRules::downgradeIsAtomic));
  }

  private static void downgradeIsAtomic(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
    UpgradeableLockHandle handle = UpgradeableRules.take(trial, lock);
    UpgradeableRules.upgrade(trial, handle);
    Waiter reader = others.waits(lock.readLock());
    handle.downgrade();
    String story = "although " + handle + " had been downgraded";
    reader.granted("to a reader that waited " + story).close();
    others.canUse(lock.readLock(), "to a reader " + story);
    others.isRefused(lock.upgradeableReadLock(), "while " + handle + ", downgraded, held it");
    others.isRefused(lock.writeLock(), "while " + handle + ", downgraded, held it");
    UpgradeableRules.upgrade(trial, handle);
    others.isRefused(lock.readLock(), "while " + handle + ", upgraded once more, held it");
    handle.close();
    others.canUse(lock.writeLock(), "although " + handle + " had been closed");
    pushWhileDowngrading(trial, lock);
  }

  private static void pushWhileDowngrading(Trial trial, DistributedUpgradeableReaderWriterLock lock)
      throws Exception {
    UpgradeRaceRules.Version version = new UpgradeRaceRules.Version();
    Canary canary = new Canary(trial, THREADS, lock.writeLock(), 1);
    LongAdder downgrades = new LongAdder();
    canary.watch(
        new Crowd(trial).until(50, downgrades::sum),
        (seat, random) -> {
          if (seat.index() > 1) {
            UpgradeRaceRules.write(lock, seat, version, random);
          } else if (downgrade(trial, lock, seat, version, random)) {
            downgrades.increment();
          }
        });
    Crowd.demand(trial, downgrades.sum(), 50, "downgrades");
  }

  private static boolean downgrade(
      Trial trial,
      DistributedUpgradeableReaderWriterLock lock,
      Seat seat,
      UpgradeRaceRules.Version version,
      RandomGenerator random)
      throws Exception {
    if (!UpgradeRaceRules.acquire(seat, lock.upgradeableReadLock(), random)) {
      return false;
    }
    boolean upgraded = seat.upgrade(Seat.soon(random));
    if (upgraded) {
      long written = ++version.word;
      seat.downgrade();
      Crowd.dawdle(random);
      if (version.word != written) {
        throw trial.violated(
            "Another writer got in during the downgrade of %s: it left version %d and found %d.",
            seat.handle(), written, version.word);
      }
    }
    seat.close();
    return upgraded;
  }
}
