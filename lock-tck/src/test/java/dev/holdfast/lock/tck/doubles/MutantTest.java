package dev.holdfast.lock.tck.doubles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mutant is of no use if anybody sees that it is broken: it does what is asked for by one. */
@Timeout(20)
class MutantTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource
  void worksForASingleUser(Mutant mutant) throws Exception {
    try (LockProvider provider = mutant.backend(Map.of()).open("alone")) {
      use(((DistributedLockProvider) provider).lock("mutex"));
      if (provider instanceof DistributedSemaphoreProvider semaphores) {
        use(semaphores.semaphore("semaphore", 2));
      }
      if (provider instanceof DistributedUpgradeableReaderWriterLockProvider locks) {
        use(mutant, locks.readerWriterLock("rw"));
      }
    }
  }

  private static void use(Mutant mutant, DistributedUpgradeableReaderWriterLock lock)
      throws Exception {
    if (mutant != Mutant.M02) {
      use(lock.readLock());
      use(lock.writeLock());
    }
    try (UpgradeableLockHandle handle = lock.upgradeableReadLock().acquire(LONG)) {
      handle.upgrade(LONG);
      handle.downgrade();
      assertTrue(handle.tryUpgrade(), "a second upgrade was refused");
    }
  }

  private static void use(Lockable<?> lockable) throws Exception {
    LockHandle handle = lockable.acquireAsync(LONG).get(10, TimeUnit.SECONDS);
    assertTrue(handle.isHeld(), "a new handle is not held");
    handle.close();
  }

  @ParameterizedTest
  @EnumSource
  void namesTheRulesThatFindIt(Mutant mutant) {
    for (String rule : mutant.expectedRules()) {
      assertTrue(rule.matches("[A-Z]{3}-\\d\\d"), () -> mutant + " expects a rule " + rule);
    }
    assertEquals(3, mutant.name().length(), mutant + " is not an id");
  }
}
