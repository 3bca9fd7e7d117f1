package dev.holdfast.lock.tck.rules;

import static dev.holdfast.lock.tck.engine.Primitive.UPGRADEABLE;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import dev.holdfast.lock.tck.history.Waiting;
import dev.holdfast.lock.tck.worker.Traffic;
import dev.holdfast.lock.tck.worker.TrafficLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** Upgrades while others push. */
final class UpgradeRaceRules {

  private static final int THREADS = 4;

  private UpgradeRaceRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("URW-04")
            .stress(2)
            .needs(UPGRADEABLE)
            .text(
                "An upgrade that fails, by refusal, timeout, interruption or cancellation, leaves the"
                    + " handle as it was: upgradeable, and still excluding others of its kind; also when"
                    + " it fails at the instant at which the last reader leaves.")
            .reason("Whoever is refused the upgrade goes on reading, and relies on what it has.")
            .causes(
                "The failed upgrade drops the handle's hold.",
                "An upgrade that was granted while it was being cancelled stays exclusive.")
            .check(UpgradeRaceRules::failedUpgradeKeepsItsHold),
        RuleDraft.must("URW-03")
            .stress(6)
            .needs(UPGRADEABLE)
            .text(
                "An upgrade is atomic: no other writer gets in between the upgradeable and the"
                    + " exclusive phase of a handle. What was read in the first is still true in the"
                    + " second.")
            .reason(
                "Read, decide, write: if somebody else may write before, the decision is about what is"
                    + " no more, and the update is lost.")
            .causes("The upgrade releases the read lock and acquires the write lock.")
            .check(UpgradeRaceRules::upgradeIsAtomic));
  }

  /** What the lock protects: a plain word that every writer changes. */
  static final class Version {
    long word;
  }

  private static void upgradeIsAtomic(Trial trial) throws Exception {
    DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
    Version version = new Version();
    Canary canary = new Canary(trial, THREADS, lock.writeLock(), 1);
    LongAdder upgrades = new LongAdder();
    canary.watch(
        new Crowd(trial).until(50, upgrades::sum),
        (seat, random) -> {
          switch (random.nextInt(4)) {
            case 0 -> write(lock, seat, version, random);
            case 1 -> read(trial, lock, seat, version, random);
            default -> {
              if (upgrade(trial, lock, seat, version, random)) {
                upgrades.increment();
              }
            }
          }
        });
    Crowd.demand(trial, upgrades.sum(), 50, "upgrades");
    ProcessCrowd.perhaps(
        trial,
        TrafficLock.readerWriter(
            trial.upgradeable(trial.freshName()).name(),
            LockMode.READ,
            LockMode.UPGRADEABLE,
            LockMode.UPGRADEABLE,
            LockMode.WRITE),
        20,
        "upgrades",
        Traffic::upgrades);
  }

  static boolean acquire(Seat seat, Lockable<? extends LockHandle> lock, RandomGenerator random)
      throws Exception {
    Duration soon = Seat.soon(random);
    return seat.acquire(lock, Waiting.TIMED, () -> lock.tryAcquire(soon));
  }

  static void write(
      DistributedUpgradeableReaderWriterLock lock,
      Seat seat,
      Version version,
      RandomGenerator random)
      throws Exception {
    if (acquire(seat, lock.writeLock(), random)) {
      version.word++;
      seat.close();
    }
  }

  private static void read(
      Trial trial,
      DistributedUpgradeableReaderWriterLock lock,
      Seat seat,
      Version version,
      RandomGenerator random)
      throws Exception {
    if (acquire(seat, lock.readLock(), random)) {
      long before = version.word;
      Crowd.dawdle(random);
      if (version.word != before) {
        throw trial.violated("A writer wrote while %s, a reader, was inside.", seat.handle());
      }
      seat.close();
    }
  }

  private static boolean upgrade(
      Trial trial,
      DistributedUpgradeableReaderWriterLock lock,
      Seat seat,
      Version version,
      RandomGenerator random)
      throws Exception {
    if (!acquire(seat, lock.upgradeableReadLock(), random)) {
      return false;
    }
    long read = version.word;
    Crowd.dawdle(random);
    boolean upgraded = seat.upgrade(random.nextInt(4) == 0 ? null : Seat.soon(random));
    if (version.word != read) {
      throw trial.violated(
          "Another writer got in during the upgrade of %s: it read version %d before and %d after.",
          seat.handle(), read, version.word);
    }
    if (upgraded) {
      version.word++;
      Crowd.dawdle(random);
    }
    seat.close();
    return upgraded;
  }

  private static void failedUpgradeKeepsItsHold(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (FailedUpgrade way : FailedUpgrade.values()) {
      DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
      UpgradeableLockHandle handle = UpgradeableRules.take(trial, lock);
      LockHandle reader =
          others.obtains(lock.readLock(), "to a reader while only " + handle + " held it");
      way.start(trial, handle).fail();
      String story = "while " + handle + ", whose upgrade had failed by " + way + ", held it";
      if (!handle.isHeld()) {
        throw trial.violated(
            "%s is not held any more since its upgrade failed by %s.", handle, way);
      }
      others.isRefused(lock.upgradeableReadLock(), story);
      others.isRefused(lock.writeLock(), story);
      reader.close();
      others.isRefused(lock.upgradeableReadLock(), story);
      others.isRefused(lock.writeLock(), story);
      handle.close();
      others.canUse(lock.writeLock(), "although everybody had left");
      trial.evidence(4);
    }
    upgradeRacesWithItsEnd(trial, others);
  }

  /** The last reader leaves at about the instant at which the upgrade times out or is cancelled. */
  private static void upgradeRacesWithItsEnd(Trial trial, Contenders others) throws Exception {
    DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
    Crowd time = new Crowd(trial);
    Steering reader = new Steering(trial.random(), 0, 50_000);
    try (Partner partner = new Partner(trial, "upgrader")) {
      while (time.goesOn(reader.attempts() >= 40)) {
        UpgradeableLockHandle handle = UpgradeableRules.take(trial, lock);
        LockHandle last =
            others.here(lock.readLock(), "to a reader while only " + handle + " held it");
        boolean timed = trial.random().nextBoolean();
        Duration timeout = Duration.ofNanos(200_000 + trial.random().nextInt(200_000));
        partner.begin(() -> timed ? handle.tryUpgrade(timeout) : cancelled(trial, handle, timeout));
        Patience.await(partner.startedAt() + timeout.toNanos() + reader.nextDelay());
        last.close();
        boolean upgraded =
            partner.result(
                Boolean.class,
                "the upgrade of " + handle + " was ended and the last reader had left");
        LockHandle read =
            upgraded
                ? lock.readLock().tryAcquire()
                : lock.readLock().tryAcquire(Patience.of(trial));
        if ((read != null) == upgraded) {
          throw trial.violated(
              "An upgrade of %s that raced with its end had %s, but a reader was %s.",
              handle, upgraded ? "succeeded" : "failed", read != null ? "admitted" : "refused");
        }
        LockHandle second = lock.upgradeableReadLock().tryAcquire();
        if (second != null) {
          throw trial.violated("%s and %s, both upgradeable, were both held.", handle, second);
        }
        if (read != null) {
          read.close();
        }
        handle.close();
        reader.record(upgraded);
        trial.evidence(1);
      }
    }
    others.canUse(
        lock.writeLock(), "after " + reader.attempts() + " upgrades that raced with their end");
  }

  private static boolean cancelled(Trial trial, UpgradeableLockHandle handle, Duration after)
      throws Exception {
    CompletableFuture<Boolean> upgrade = handle.tryUpgradeAsync(Deadline.FOREVER);
    Patience.await(System.nanoTime() + after.toNanos());
    if (upgrade.cancel(false)) {
      return false;
    }
    return Patience.outcome(trial, upgrade, "the upgrade of " + handle + ".");
  }
}
