package dev.holdfast.lock.tck.rules;

import static dev.holdfast.lock.tck.engine.Primitive.MUTEX;
import static dev.holdfast.lock.tck.engine.Primitive.READER_WRITER;
import static dev.holdfast.lock.tck.engine.Primitive.SEMAPHORE;

import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.engine.Primitive;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What makes two locks one, and what keeps them apart. */
final class ProviderRules {

  private ProviderRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("PRV-01")
            .onEachExclusiveLock()
            .text(
                "Two lock objects of one kind and name from one provider are one lock: they have equal"
                    + " ids, and what is held through one is refused through the other.")
            .reason(
                "Users make lock objects where they need them, often one a call. A lock that lives in"
                    + " the object excludes nobody.")
            .causes(
                "The state is a field of the lock object.",
                "A cache of lock states drops an entry that is in use.")
            .check(ProviderRules::objectsOfOneNameAreOneLock),
        RuleDraft.must("PRV-02")
            .onEachExclusiveLock()
            .text(
                "Two providers that were opened with the same name space and configuration share their"
                    + " locks, in one JVM as well.")
            .reason(
                "Libraries and plug-ins of one application open their own providers; that must not"
                    + " split the name space.")
            .causes(
                "The registry of locks belongs to the provider instance.",
                "A lock of the operating system that belongs to the process is taken twice.")
            .check(ProviderRules::siblingsShareTheirLocks),
        RuleDraft.must("PRV-03")
            .onEachExclusiveLock()
            .text(
                "Providers of different name spaces are independent: a name in one never excludes the same name in another.")
            .reason(
                "Tenants, environments and test runs are told apart by name spaces; a shared lock"
                    + " stalls one for the other.")
            .causes(
                "The name space is ignored in the key of a JVM-wide registry.",
                "Name space and name are concatenated without a separator.")
            .check(ProviderRules::nameSpacesAreIndependent),
        RuleDraft.must("PRV-04")
            .text(
                "Kinds are separate name spaces: mutex, reader-writer lock and semaphore of one name are"
                    + " three locks. Reader-writer lock and upgradeable reader-writer lock of one name"
                    + " are one.")
            .reason(
                "Whoever guards a file with mutex \"a\" and counts connections with semaphore \"a\" would"
                    + " otherwise deadlock with themselves.")
            .causes("The kind is missing from the key of the lock, or from the name of its file.")
            .check(ProviderRules::kindsAreIndependent),
        RuleDraft.must("PRV-05")
            .text(
                "Declared capabilities work, and what is not declared is refused with an"
                    + " UnsupportedOperationException or works as specified; nothing is silently"
                    + " skipped. In particular: with fencing, two exclusive grants carry two tokens, the"
                    + " later one greater; a downgrade that returns has downgraded; the news of a loss"
                    + " has not come for a lock that is held.")
            .reason("Users choose a backend by what it declares, and build their safety on it.")
            .causes(
                "An optional method is a stub that does nothing.",
                "A token is always zero, or the same for all grants.")
            .check(ProviderRules::declaredCapabilitiesWork));
  }

  private static void objectsOfOneNameAreOneLock(Trial trial) throws Exception {
    String name = trial.freshName();
    Lockable<? extends LockHandle> one = trial.lockable(name);
    Lockable<? extends LockHandle> other = trial.lockable(name);
    if (!one.id().equals(other.id())) {
      throw trial.violated(
          "Two lock objects of one name have different ids: %s and %s.", one.id(), other.id());
    }
    excludes(trial, one, other, "another lock object of the same name");
  }

  private static void siblingsShareTheirLocks(Trial trial) throws Exception {
    LockProvider sibling = trial.openSibling();
    String name = trial.freshName();
    String through = "a lock object from another provider of the same name space";
    excludes(trial, trial.lockable(name), trial.lockable(sibling, name), through);
    String second = trial.freshName();
    excludes(trial, trial.lockable(sibling, second), trial.lockable(second), through);
  }

  private static void excludes(
      Trial trial,
      Lockable<? extends LockHandle> one,
      Lockable<? extends LockHandle> other,
      String through)
      throws Exception {
    Contenders others = new Contenders(trial);
    LockHandle held = others.obtains(one, "although it was free");
    others.isRefused(other, "while " + held + ", acquired through " + through + ", held it");
    held.close();
    trial.evidence(1);
  }

  private static void nameSpacesAreIndependent(Trial trial) throws Exception {
    String name = trial.freshName();
    Contenders others = new Contenders(trial);
    LockHandle ours = others.obtains(trial.lockable(name), "although it was free");
    Lockable<? extends LockHandle> strange = trial.lockable(trial.openStranger(), name);
    LockHandle theirs =
        others.obtains(
            strange, "while only the lock of this name in another name space was held, by " + ours);
    ours.close();
    others.isRefused(
        strange,
        "while "
            + theirs
            + " held it, after the lock of this name in another name space was released");
    theirs.close();
    trial.evidence(2);
  }

  private static void kindsAreIndependent(Trial trial) throws Exception {
    Contenders others = new Contenders(trial);
    int kinds = kindsOf(trial, trial.freshName()).size();
    for (int first = 0; first < kinds; first++) {
      String name = trial.freshName();
      List<Lockable<? extends LockHandle>> locks = kindsOf(trial, name);
      List<LockHandle> held = new ArrayList<>();
      for (int i = 0; i < kinds; i++) {
        Lockable<? extends LockHandle> lock = locks.get((first + i) % kinds);
        held.add(
            others.obtains(
                lock, "while only locks of other kinds with this name were held, by " + held));
      }
      trial.evidence(kinds - 1L);
      held.forEach(LockHandle::close);
    }
  }

  private static List<Lockable<? extends LockHandle>> kindsOf(Trial trial, String name) {
    List<Lockable<? extends LockHandle>> kinds = new ArrayList<>();
    if (trial.offers(MUTEX)) {
      kinds.add(trial.mutex(name));
    }
    if (trial.offers(READER_WRITER)) {
      kinds.add(trial.readerWriter(name).writeLock());
    }
    if (trial.offers(SEMAPHORE)) {
      kinds.add(trial.semaphore(name, 1));
    }
    return kinds;
  }

  private static void declaredCapabilitiesWork(Trial trial) throws Exception {
    for (Lockable<? extends LockHandle> lock : kindsOf(trial, trial.freshName())) {
      LockHandle first = new Contenders(trial).obtains(lock, "although it was free");
      if (first.lost().toCompletableFuture().isDone()) {
        throw trial.violated("%s, which is held, reports its loss.", first);
      }
      OptionalLong before = first.fencingToken();
      first.close();
      if (!before.equals(first.fencingToken())) {
        throw trial.violated(
            "%s had the fencing token %s, and has %s since it was closed.",
            first, before, first.fencingToken());
      }
      if (trial.declares(Capability.FENCING) && lock.id().kind() != LockKind.SEMAPHORE) {
        tokensWork(trial, lock, first, before);
      }
      trial.evidence(1);
    }
    if (trial.offers(Primitive.UPGRADEABLE)) {
      downgradeWorksOrIsRefused(trial);
    }
  }

  private static void tokensWork(
      Trial trial, Lockable<? extends LockHandle> lock, LockHandle first, OptionalLong before)
      throws Exception {
    LockHandle second = lock.tryAcquire(Patience.of(trial));
    if (second == null) {
      return; // a defect, but one of another rule
    }
    OptionalLong after = second.fencingToken();
    if (before.isEmpty() || after.isEmpty()) {
      throw trial.violated(
          "%s carries no fencing token, although the backend declares fencing.",
          before.isEmpty() ? first : second);
    }
    if (before.getAsLong() == after.getAsLong()) {
      throw trial.violated(
          "Two grants, %s and %s, carry the same fencing token %d, although the backend declares"
              + " fencing.",
          first, second, after.getAsLong());
    }
    second.close();
  }

  private static void downgradeWorksOrIsRefused(Trial trial) throws Exception {
    DistributedUpgradeableReaderWriterLock lock = trial.upgradeable(trial.freshName());
    Contenders others = new Contenders(trial);
    UpgradeableLockHandle handle = lock.upgradeableReadLock().acquire(Patience.of(trial));
    if (!handle.tryUpgrade(Patience.of(trial))) {
      throw trial.violated("%s was not upgraded although nobody else was inside.", handle);
    }
    try {
      handle.downgrade();
    } catch (UnsupportedOperationException e) {
      if (trial.declares(Capability.DOWNGRADE)) {
        throw trial.violated("Downgrading %s, which the backend declares, threw %s.", handle, e);
      }
      others.isRefused(lock.readLock(), "although the downgrade of " + handle + " was refused");
      handle.close();
      return;
    }
    others.canUse(
        lock.readLock(), "to a reader although the downgrade of " + handle + " had returned");
    handle.close();
    trial.evidence(1);
  }
}
