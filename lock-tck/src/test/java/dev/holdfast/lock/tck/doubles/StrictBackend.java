package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reference locks for whom the queue counts for nothing: whoever fits to those who hold the lock is
 * let in. So a refusal is always due to a holder, unless the configuration asks for a {@link
 * Mutant}.
 */
public final class StrictBackend implements LockBackendFactory {

  /** Made by the kit, also in other processes. */
  public StrictBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    String mutant = config.get(ReferenceBackend.MUTANT);
    if (mutant == null) {
      return new ReferenceProvider(namespace, unfair(namespace));
    }
    return switch (Mutant.valueOf(mutant)) {
      case S01 -> new ReferenceProvider(namespace, ReferenceLocks.of("queue/" + namespace));
      case S02 -> new Hasty(namespace, unfair(namespace));
      default -> throw new IllegalArgumentException(mutant + " is no mutant of strict tries.");
    };
  }

  private static ReferenceLocks unfair(String namespace) {
    return ReferenceLocks.of("strict/" + namespace, Unfair::new);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.STRICT_TRY,
        Capability.FENCING,
        Capability.DOWNGRADE,
        Capability.ABANDONED_RELEASE);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ZERO);
  }

  private static final class Unfair extends ReferenceLocks {

    @Override
    ReferenceLock newLock(LockId key) {
      return new ReferenceLock(this, key) {
        @Override
        boolean precedes(Waiter earlier, Waiter later) {
          return false;
        }
      };
    }
  }

  /** S02: a try does not even wait for those who look at the queue just now. */
  private static final class Hasty extends ReferenceProvider {

    Hasty(String namespace, ReferenceLocks space) {
      super(namespace, space);
    }

    @Override
    Access newAccess(LockId id, LockId key, LockMode mode, int permits) {
      return new Access(this, id, key, mode, permits) {
        @Override
        @Nullable Hold acquire(Duration timeout) throws InterruptedException {
          if (!timeout.isZero()) {
            return super.acquire(timeout);
          }
          if (!space().monitor.tryLock()) {
            return null;
          }
          try {
            return super.acquire(timeout);
          } finally {
            space().monitor.unlock();
          }
        }
      };
    }
  }
}
