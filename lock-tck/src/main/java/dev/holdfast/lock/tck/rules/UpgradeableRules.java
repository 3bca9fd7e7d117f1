package dev.holdfast.lock.tck.rules;

import static dev.holdfast.lock.tck.engine.Primitive.UPGRADEABLE;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/** The upgradeable mode: who shares with it, when it becomes exclusive, and when it does not. */
final class UpgradeableRules {

  private UpgradeableRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("URW-01")
            .needs(UPGRADEABLE)
            .text(
                "An upgradeable handle coexists with readers, before and after it, and excludes writers"
                    + " and other upgradeable handles.")
            .reason(
                "It is taken to read first and to decide then; readers need not stop for that, but two"
                    + " that might write must not both decide.")
            .causes("The upgradeable lock is the write lock, or the read lock, by another name.")
            .check(UpgradeableRules::sharesWithReadersOnly),
        RuleDraft.must("URW-02")
            .needs(UPGRADEABLE)
            .text(
                "An upgrade succeeds only when the last other reader is gone, and then excludes"
                    + " everybody.")
            .reason("A writer among readers is what the lock exists to prevent.")
            .causes(
                "The upgrade looks at writers only, or counts its own handle among the readers.",
                "A reader is admitted while the upgrade completes.")
            .check(UpgradeableRules::upgradeWaitsForTheLastReader),
        RuleDraft.must("URW-05")
            .needs(UPGRADEABLE)
            .text(
                "After an upgrade has failed, in whatever way, readers are admitted again: new ones, and"
                    + " those that queued behind it.")
            .reason("One impatient upgrade must not turn a shared lock into one that is stuck.")
            .causes("The flag 'an upgrade waits' is not reset when the wait fails.")
            .check(UpgradeableRules::failedUpgradeHoldsUpNobody),
        RuleDraft.must("URW-07")
            .needs(UPGRADEABLE)
            .text(
                "Upgrading a handle that is upgraded or closed, or that another upgrade waits for,"
                    + " throws an IllegalStateException at once, in every form, and changes nothing."
                    + " Closing an upgraded handle releases all of it; closing one whose upgrade waits"
                    + " ends that with an IllegalStateException.")
            .reason("Silence would mean that the caller believes to be alone, and is not.")
            .causes(
                "The state of the handle is not looked at before the lock is asked.",
                "close() releases the mode that the handle had at first.")
            .check(UpgradeableRules::wrongUpgradesAreRefused));
  }

  static UpgradeableLockHandle take(Trial trial, DistributedUpgradeableReaderWriterLock lock)
      throws Exception {
    UpgradeableLockHandle handle = lock.upgradeableReadLock().tryAcquire(Patience.of(trial));
    if (handle == null) {
      throw trial.violated(
          "%s was not granted although only readers used it.",
          Say.lock(lock.upgradeableReadLock()));
    }
    return handle;
  }

  static void upgrade(Trial trial, UpgradeableLockHandle handle) throws Exception {
    if (!handle.tryUpgrade(Patience.of(trial))) {
      throw trial.violated("%s was not upgraded although nobody else was inside.", handle);
    }
  }

  private static void sharesWithReadersOnly(Trial trial) throws Exception {
    DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
    Contenders others = new Contenders(trial);
    List<LockHandle> readers = new ArrayList<>();
    readers.add(others.obtains(lock.readLock(), "although it was free"));
    readers.add(others.obtains(lock.readLock(), "to a reader while only a reader held it"));
    LockHandle upgradeable =
        others.obtains(lock.upgradeableReadLock(), "while only readers held it, " + readers);
    readers.add(
        others.obtains(
            lock.readLock(), "to a reader while only readers and " + upgradeable + " held it"));
    others.isRefused(lock.upgradeableReadLock(), "while " + upgradeable + " held it");
    others.isRefused(lock.writeLock(), "while " + upgradeable + " and readers held it");
    readers.forEach(LockHandle::close);
    others.isRefused(lock.writeLock(), "while " + upgradeable + " held it");
    others.isRefused(lock.upgradeableReadLock(), "while " + upgradeable + " held it");
    upgradeable.close();
    LockHandle writer =
        others.obtains(lock.writeLock(), "although " + upgradeable + " had been closed");
    others.isRefused(lock.upgradeableReadLock(), "while " + writer + ", a writer, held it");
    writer.close();
    trial.evidence(8);
  }

  private static void upgradeWaitsForTheLastReader(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (int attempt = 0; attempt < 3; attempt++) {
      refusedUpgrade(trial, others, attempt);
      DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
      UpgradeableLockHandle handle = take(trial, lock);
      String story = "to a reader while only " + handle + " held it";
      LockHandle one = others.obtains(lock.readLock(), story);
      LockHandle two = others.obtains(lock.readLock(), story);
      Future<?> upgrade = startUpgrade(trial, handle, attempt);
      one.close();
      Thread.sleep(5);
      if (upgrade.isDone()) {
        throw trial.violated("%s was upgraded while a reader, %s, was inside.", handle, two);
      }
      two.close();
      Object unused =
          Patience.outcome(
              trial, upgrade, handle + " was not upgraded although the last reader had left.");
      String alone = "while " + handle + ", upgraded, held it";
      others.isRefused(lock.readLock(), alone);
      others.isRefused(lock.upgradeableReadLock(), alone);
      others.isRefused(lock.writeLock(), alone);
      handle.close();
      others.canUse(lock.writeLock(), "although " + handle + " had been closed");
      trial.evidence(7);
    }
  }

  /** A lock of its own: what becomes of a handle whose upgrade has failed is another rule's. */
  private static void refusedUpgrade(Trial trial, Contenders others, int way) throws Exception {
    DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
    UpgradeableLockHandle handle = take(trial, lock);
    String story = "to a reader while only " + handle + " held it";
    LockHandle one = others.obtains(lock.readLock(), story);
    LockHandle two = others.obtains(lock.readLock(), story);
    Duration timeout = Duration.ofMillis(5);
    boolean upgraded =
        switch (way) {
          case 0 -> handle.tryUpgrade();
          case 1 -> handle.tryUpgrade(timeout);
          default ->
              Patience.outcome(
                  trial, handle.tryUpgradeAsync(timeout), "an upgrade with a timeout of 5 ms.");
        };
    if (upgraded) {
      throw trial.violated(
          "%s was upgraded while readers, %s, were inside.", handle, List.of(one, two));
    }
    handle.close();
    one.close();
    two.close();
    trial.evidence(1);
  }

  /** A thread or a future that upgrades, and waits. */
  private static Future<?> startUpgrade(Trial trial, UpgradeableLockHandle handle, int way) {
    if (way == 0) {
      return handle.upgradeAsync();
    }
    String name = "upgrader-" + way;
    Future<?> upgrade =
        trial.fork(
            name,
            () -> {
              if (way == 1) {
                handle.upgrade();
              } else {
                handle.upgrade(Deadline.FOREVER);
              }
              return handle;
            });
    Thread thread = trial.thread(name);
    boolean unused = Patience.until(trial, () -> upgrade.isDone() || Patience.isBlocked(thread));
    return upgrade;
  }

  private static void failedUpgradeHoldsUpNobody(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    for (FailedUpgrade way : FailedUpgrade.values()) {
      DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
      UpgradeableLockHandle handle = take(trial, lock);
      LockHandle reader =
          others.obtains(lock.readLock(), "to a reader while only " + handle + " held it");
      FailedUpgrade.Running upgrade = way.start(trial, handle);
      Waiter behind = others.asks(lock.readLock(), Form.ACQUIRE, Deadline.FOREVER);
      upgrade.fail();
      String story =
          "to a reader while only readers and "
              + handle
              + ", whose upgrade had failed by "
              + way
              + ", held it";
      others.canUse(lock.readLock(), story);
      behind.granted(story).close();
      reader.close();
      upgrade(trial, handle);
      handle.close();
      others.canUse(lock.readLock(), "although everybody had left");
      trial.evidence(1);
    }
  }

  private static void wrongUpgradesAreRefused(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
    UpgradeableLockHandle handle = take(trial, lock);
    LockHandle reader =
        others.obtains(lock.readLock(), "to a reader while only " + handle + " held it");
    Future<?> waiting = startUpgrade(trial, handle, 1);
    refuseAll(trial, handle, "on which another upgrade waits");
    reader.close();
    Object unused =
        Patience.outcome(
            trial, waiting, handle + " was not upgraded although the last reader had left.");
    refuseAll(trial, handle, "which is upgraded");
    others.isRefused(lock.readLock(), "while " + handle + ", upgraded, held it");
    handle.close();
    refuseAll(trial, handle, "which is closed");
    others.canUse(lock.writeLock(), "although " + handle + ", upgraded, had been closed");
    closeEndsTheUpgrade(trial, others);
  }

  private static void closeEndsTheUpgrade(Trial trial, Contenders others) throws Exception {
    DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
    UpgradeableLockHandle handle = take(trial, lock);
    LockHandle reader =
        others.obtains(lock.readLock(), "to a reader while only " + handle + " held it");
    Future<?> upgrade = startUpgrade(trial, handle, 2);
    handle.close();
    try {
      Object unused =
          Patience.outcome(
              trial, upgrade, "the upgrade of " + handle + ", which was closed meanwhile.");
      throw trial.violated(
          "The upgrade of %s returned although the handle was closed meanwhile.", handle);
    } catch (IllegalStateException e) {
      trial.evidence(1);
    }
    others.canUse(lock.upgradeableReadLock(), "although " + handle + " had been closed");
    reader.close();
    others.canUse(lock.writeLock(), "although everybody had left");
  }

  private static void refuseAll(Trial trial, UpgradeableLockHandle handle, String state)
      throws Exception {
    Duration timeout = Duration.ofMillis(5);
    refuse(trial, handle, state, "tryUpgrade()", handle::tryUpgrade);
    refuse(trial, handle, state, "tryUpgrade(timeout)", () -> handle.tryUpgrade(timeout));
    refuse(
        trial,
        handle,
        state,
        "upgrade(timeout)",
        () -> {
          handle.upgrade(timeout);
          return true;
        });
    refuse(trial, handle, state, "tryUpgradeAsync()", handle::tryUpgradeAsync);
    refuse(trial, handle, state, "tryUpgradeAsync(timeout)", () -> handle.tryUpgradeAsync(timeout));
    refuse(trial, handle, state, "upgradeAsync()", handle::upgradeAsync);
    refuse(trial, handle, state, "upgradeAsync(timeout)", () -> handle.upgradeAsync(timeout));
  }

  private static void refuse(
      Trial trial, UpgradeableLockHandle handle, String state, String form, Callable<?> call) {
    Object result;
    try {
      result = call.call();
    } catch (IllegalStateException e) {
      trial.evidence(1);
      return;
    } catch (Exception e) {
      throw trial.violated(
          "%s on %s, %s, threw %s; not an IllegalStateException.", form, handle, state, e);
    }
    throw trial.violated(
        "%s on %s, %s, did not throw but answered %s.", form, handle, state, result);
  }
}
