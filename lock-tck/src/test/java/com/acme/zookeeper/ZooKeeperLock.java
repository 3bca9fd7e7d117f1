package com.acme.zookeeper;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** One of the locks, in one mode. */
final class ZooKeeperLock implements DistributedLock, DistributedSemaphore {

  private final ZooKeeperLocks provider;
  private final LockId id;
  private final LockMode mode;
  private final int permits;
  private final String queue;

  ZooKeeperLock(ZooKeeperLocks provider, LockId id, LockMode mode, int permits) {
    this.provider = provider;
    this.id = id;
    this.mode = mode;
    this.permits = permits;
    // Char by char: an encoding would take all lone halves of surrogate pairs for one character.
    var name = ByteBuffer.allocate(2 * id.name().length());
    name.asCharBuffer().put(id.name());
    this.queue =
        "/%s/%s/q%s"
            .formatted(
                id.namespace(),
                id.kind().name().toLowerCase(Locale.ROOT),
                Base64.getUrlEncoder().withoutPadding().encodeToString(name.array()));
  }

  @Override
  public LockId id() {
    return id;
  }

  @Override
  public LockMode mode() {
    return mode;
  }

  @Override
  public int permits() {
    return permits;
  }

  /** The node under which the requests for this lock queue. */
  String queue() {
    return queue;
  }

  @Override
  public @Nullable LockHandle tryAcquire(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    provider.requireOpen();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Request request = new Request(provider, this, deadline);
    request.start();
    try {
      return request.get();
    } catch (InterruptedException e) {
      if (request.cancel(false)) {
        request.awaitGone();
        throw e;
      }
      Thread.currentThread().interrupt(); // the grant came first
      return request.join();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LockException known) {
        throw known;
      }
      throw new LockException("The " + id + " was not acquired: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public CompletableFuture<@Nullable LockHandle> tryAcquireAsync(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    provider.requireOpen();
    Request request = new Request(provider, this, deadline);
    request.start();
    return request;
  }

  @Override
  public String toString() {
    return id + " in mode " + mode;
  }
}
