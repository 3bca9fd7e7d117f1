package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.ProviderClosedException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Mutexes that are leased from a server. Who waits asks again and again. */
final class LeaseProvider extends AdapterProvider implements DistributedLockProvider {

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int LONGEST_NAME = 10_000;
  private static final AtomicLong OWNERS = new AtomicLong();
  private static final AtomicLong TOKENS = new AtomicLong();

  private final LeaseClient client;
  private final LeaseKeeper keeper = new LeaseKeeper(this);
  private final @Nullable Mutant mutant;
  private final Set<AdapterFuture> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  LeaseProvider(String namespace, int port, @Nullable Mutant mutant) {
    super(namespace);
    this.client = new LeaseClient(port, mutant);
    this.mutant = mutant;
  }

  LeaseClient client() {
    return client;
  }

  LeaseKeeper keeper() {
    return keeper;
  }

  @Nullable Mutant mutant() {
    return mutant;
  }

  @Override
  public DistributedLock lock(String name) {
    LockId id = id(LockKind.MUTEX, name);
    if (name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "A name has at most " + LONGEST_NAME + " characters, not " + name.length() + ".");
    }
    return new AdapterLockable.Plain(this, id, LockMode.WRITE, nanos -> enter(id, nanos));
  }

  private @Nullable LockHandle enter(LockId id, long nanos) throws InterruptedException {
    Deadline deadline = Deadline.after(Duration.ofNanos(nanos));
    String owner = newOwner();
    while (true) {
      LeaseHandle handle = ask(id, owner);
      long left = deadline.remainingNanos();
      if (handle != null || left == 0) {
        return handle;
      }
      LockSupport.parkNanos(Math.min(PAUSE, left));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private String newOwner() {
    return mutant == Mutant.L03
        ? ProcessHandle.current().pid() + " " + OWNERS.incrementAndGet()
        : UUID.randomUUID().toString();
  }

  private @Nullable LeaseHandle ask(LockId id, String owner) {
    LeaseStore.Key key = new LeaseStore.Key(id.namespace(), id.name());
    long sentAt = System.nanoTime();
    long token = client.acquire(key, owner, LeaseBackend.LEASE.toNanos());
    if (token == LeaseStore.EXPIRED) {
      LockSupport.parkNanos(PAUSE);
      client.remove(key); // whosever it is by now
      token = client.acquire(key, owner, LeaseBackend.LEASE.toNanos());
    }
    if (token < 0) {
      return null;
    }
    if (mutant == Mutant.L02) {
      token = TOKENS.incrementAndGet();
    }
    LeaseHandle handle = new LeaseHandle(this, id, owner, token, sentAt);
    keeper.keeps(handle);
    return handle;
  }

  /** All futures are asked for by one thread, one after the other. */
  @Override
  void enterLater(AdapterFuture future, Deadline deadline) {
    pending.add(future);
    try {
      Future<?> unused = background.schedule(() -> poll(future, deadline), PAUSE);
    } catch (RejectedExecutionException e) {
      refuse(future);
    }
  }

  private void poll(AdapterFuture future, Deadline deadline) {
    if (!pending.remove(future) || future.isDone()) {
      return;
    }
    boolean last = deadline.hasPassed();
    try {
      LockHandle handle = future.tryToEnter();
      if (handle == null && !last) {
        enterLater(future, deadline);
      } else {
        background.execute(() -> future.deliver(handle));
      }
    } catch (InterruptedException | RuntimeException e) {
      background.execute(() -> future.fail(e)); // interrupted is who has no wait any more
    }
  }

  private void refuse(AdapterFuture future) {
    if (pending.remove(future)) {
      background.execute(() -> future.fail(new ProviderClosedException(future.id())));
    }
  }

  /** Handles outlive their provider; the last one that goes closes the connections. */
  @Override
  public void close() {
    super.close();
    closed = true;
    pending.forEach(this::refuse);
    isIdle();
  }

  void isIdle() {
    if (closed && !keeper.hasHandles()) {
      client.close();
    }
  }
}
