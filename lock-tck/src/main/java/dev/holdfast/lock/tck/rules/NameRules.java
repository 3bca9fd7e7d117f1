package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.RuleViolation;
import dev.holdfast.lock.tck.engine.Subject;
import dev.holdfast.lock.tck.engine.Trial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a name may be. */
final class NameRules {

  private static final int FEWEST_RANDOM_NAMES = 200;
  private static final int MOST_RANDOM_NAMES = 10_000;

  private NameRules() {}

  static List<Rule> all() {
    return List.of(
        RuleDraft.must("NAM-01")
            .stress(1)
            .takesMillis(400)
            .onEach(Subject.MUTEX, Subject.WRITE_LOCK, Subject.SEMAPHORE_OF_ONE)
            .text(
                "Different names never exclude each other, however similar they are: names that differ"
                    + " in case, in Unicode normalization, in blanks, in dots and slashes, in the last of"
                    + " a thousand characters, or that have equal hash codes, and thousands of random"
                    + " ones, are held all at once.")
            .reason(
                "Two names that share a lock stall or deadlock users who have nothing to do with each"
                    + " other, and only sometimes.")
            .causes(
                "The name is folded, trimmed, normalized or truncated.",
                "The hash of the name is used as the key, or chooses one of a few buckets.",
                "The name is used as a path, so that a file system that ignores case decides.")
            .check(NameRules::differentNamesNeverExclude),
        RuleDraft.must("NAM-02")
            .takesMillis(150)
            .onEach(Subject.MUTEX, Subject.WRITE_LOCK, Subject.SEMAPHORE_OF_ONE)
            .text(
                "Every name that is not null works, or is rejected with an IllegalArgumentException when"
                    + " the lock object is made; plain ones of up to 1,000 characters work. name()"
                    + " answers what the user gave. A name never reaches outside its name space.")
            .reason(
                "Names come from user data: file names, keys, titles. A name that fails late or that"
                    + " escapes its directory is a defect of the application, and a security hole.")
            .causes(
                "The name is used as a path: '..', '/' or NUL reach the operating system.",
                "A limit on the length of file names is found out only on acquisition.",
                "name() answers the encoded form.")
            .check(NameRules::everyNameWorksOrIsRejectedAtOnce));
  }

  private static void differentNamesNeverExclude(Trial trial) throws Exception {
    LockProvider fresh = trial.openStranger();
    Map<String, LockHandle> held = new LinkedHashMap<>();
    for (String name : NameCorpus.nasty()) {
      Lockable<? extends LockHandle> lock = makeOrReject(trial, fresh, name);
      if (lock != null) {
        held.put(name, take(trial, lock, name, held));
      }
    }
    long end = System.nanoTime() + trial.budget().toNanos();
    for (int i = 0; i < MOST_RANDOM_NAMES; i++) {
      if (i >= FEWEST_RANDOM_NAMES && System.nanoTime() - end > 0) {
        break;
      }
      String name = NameCorpus.random(trial.random());
      if (!held.containsKey(name)) {
        held.put(name, take(trial, trial.lockable(fresh, name), name, held));
      }
    }
    trial.evidence(held.size());
    held.values().forEach(LockHandle::close);
  }

  private static @Nullable Lockable<? extends LockHandle> makeOrReject(
      Trial trial, LockProvider provider, String name) {
    try {
      return trial.lockable(provider, name);
    } catch (IllegalArgumentException e) {
      if (NameCorpus.isPlain(name)) {
        throw trial.violated("The name %s was rejected with %s.", Say.name(name), e);
      }
      return null;
    }
  }

  private static LockHandle take(
      Trial trial, Lockable<? extends LockHandle> lock, String name, Map<String, LockHandle> held)
      throws Exception {
    LockHandle handle;
    try {
      handle = lock.tryAcquire();
      if (handle == null) {
        // One more chance: a backend may share a latch among names for a moment.
        handle = lock.tryAcquire(trial.scaled(Duration.ofMillis(200)));
      }
    } catch (RuntimeException e) {
      throw trial.violated("Acquiring the name %s threw %s.", Say.name(name), e);
    }
    if (handle == null) {
      throw trial.violated(
          "The free name %s was refused while %d other names were held%s.",
          Say.name(name), held.size(), culprit(trial, lock, held));
    }
    return handle;
  }

  /** Finds out which of the held names is in the way, by releasing one after the other. */
  private static String culprit(
      Trial trial, Lockable<? extends LockHandle> lock, Map<String, LockHandle> held) {
    for (Map.Entry<String, LockHandle> other : held.entrySet()) {
      other.getValue().close();
      LockHandle handle = lock.tryAcquire();
      if (handle != null) {
        handle.close();
        return "; it became free when the name " + Say.name(other.getKey()) + " was released";
      }
    }
    return "; it was not free after they had been released either (provider "
        + trial.provider()
        + ")";
  }

  private static void everyNameWorksOrIsRejectedAtOnce(Trial trial) throws Exception {
    LockProvider fresh = trial.openStranger();
    for (String name : NameCorpus.nasty()) {
      Lockable<? extends LockHandle> lock;
      try {
        lock = makeOrReject(trial, fresh, name);
      } catch (RuleViolation e) {
        throw e;
      } catch (RuntimeException e) {
        throw trial.violated(
            "Making the lock object of the name %s threw %s; only an IllegalArgumentException may.",
            Say.name(name), e);
      }
      if (lock != null) {
        works(trial, fresh, lock, name);
        trial.evidence(1);
      }
    }
  }

  private static void works(
      Trial trial, LockProvider provider, Lockable<? extends LockHandle> lock, String name)
      throws Exception {
    if (!lock.name().equals(name)) {
      throw trial.violated(
          "The lock of the name %s says that its name is %s.",
          Say.name(name), Say.name(lock.name()));
    }
    LockHandle handle;
    try {
      handle = lock.tryAcquire(Patience.of(trial));
    } catch (RuntimeException e) {
      throw trial.violated(
          "The name %s was accepted, but acquiring it threw %s.", Say.name(name), e);
    }
    if (handle == null) {
      throw trial.violated(
          "The name %s was accepted, but it could not be acquired although nothing was held.",
          Say.name(name));
    }
    new Contenders(trial)
        .isRefused(trial.lockable(provider, name), "while " + handle + " held this very name");
    handle.close();
  }
}
