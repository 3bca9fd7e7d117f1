package dev.holdfast.lock.tck.doubles;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which lock until when: all that the server of the leases knows. Each change is made by
 * the name of the lock and the owner together, so that nobody changes what is another's by now.
 */
final class LeaseStore {

  /** The answer to a request for a lease that another one has. */
  static final long TAKEN = -1;

  /** The answer of a store that leaves it to the client to clear away what has expired: M72. */
  static final long EXPIRED = -2;

  private static final Map<Optional<Mutant>, LeaseStore> STORES = new HashMap<>();

  /** Which lock. */
  record Key(String namespace, String name) {}

  /** A lease; its owner is one acquisition, not a process. */
  private static final class Lease {
    final String owner;
    final long token;
    final long nanos;
    long renewedAt;

    Lease(String owner, long token, long nanos) {
      this.owner = owner;
      this.token = token;
      this.nanos = nanos;
      this.renewedAt = System.nanoTime();
    }

    boolean isOver(long nanosAllowed) {
      return System.nanoTime() - renewedAt >= nanosAllowed;
    }
  }

  private final @Nullable Mutant mutant;
  private final Map<Key, Lease> leases = new HashMap<>();

  /** What was removed: nobody but M82 looks there. */
  private final Map<Key, Lease> removed = new HashMap<>();

  private long lastToken;

  private LeaseStore(@Nullable Mutant mutant) {
    this.mutant = mutant;
  }

  /** The store of this process for backends with this bug, or with none. */
  static LeaseStore of(@Nullable Mutant mutant) {
    synchronized (STORES) {
      return STORES.computeIfAbsent(Optional.ofNullable(mutant), unused -> new LeaseStore(mutant));
    }
  }

  /** Answers the token, or why there is none. A request that is sent again has the same answer. */
  synchronized long acquire(Key key, String owner, long nanos) {
    Lease present = leases.get(key);
    if (present != null && !isOver(present)) {
      return present.owner.equals(owner) ? present.token : TAKEN;
    }
    if (present != null && mutant == Mutant.M72) {
      return EXPIRED;
    }
    leases.put(key, new Lease(owner, ++lastToken, nanos));
    return lastToken;
  }

  private boolean isOver(Lease lease) {
    return lease.isOver(mutant == Mutant.M63 ? lease.nanos / 10 : lease.nanos);
  }

  /** Answers whether the owner still had it. */
  synchronized boolean renew(Key key, String owner, long token, long nanos) {
    Lease lease = leases.get(key);
    if (mutant == Mutant.M74) {
      if (lease == null || !lease.owner.equals(owner)) {
        leases.put(key, new Lease(owner, token, nanos));
      }
      lease = leases.get(key);
    }
    if (mutant == Mutant.M82 && isAmongRemoved(key, owner)) {
      lease = removed.get(key);
    }
    if (lease == null || !lease.owner.equals(owner) || lease.isOver(lease.nanos)) {
      return false;
    }
    lease.renewedAt = System.nanoTime();
    return true;
  }

  private boolean isAmongRemoved(Key key, String owner) {
    Lease lease = removed.get(key);
    return lease != null && lease.owner.equals(owner);
  }

  synchronized void release(Key key, String owner) {
    Lease lease = leases.get(key);
    if (lease != null && (lease.owner.equals(owner) || mutant == Mutant.M75)) {
      leases.remove(key);
    }
  }

  /** Takes the lease from whoever has it. */
  synchronized void remove(Key key) {
    Lease lease = leases.remove(key);
    if (lease != null) {
      removed.put(key, lease);
    }
  }

  /** Makes the lease be over, as if it had not been renewed for long. */
  synchronized void expire(Key key) {
    Lease lease = leases.get(key);
    if (lease != null) {
      lease.renewedAt = System.nanoTime() - lease.nanos;
    }
  }
}
