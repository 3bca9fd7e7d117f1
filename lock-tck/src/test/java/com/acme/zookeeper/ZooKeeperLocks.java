package com.acme.zookeeper;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.ProviderClosedException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.RetryPolicy;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.x.async.AsyncCuratorFramework;

/** Locks in ZooKeeper: mutex, reader-writer lock, semaphore. One session for each provider. */
public final class ZooKeeperLocks
    implements DistributedLockProvider,
        DistributedReaderWriterLockProvider,
        DistributedSemaphoreProvider {

  private final CuratorFramework session;
  private final AsyncCuratorFramework nodes;
  private final String namespace;
  private final ScheduledThreadPoolExecutor timer;
  private final ExecutorService callbacks;
  private final Set<Request> waiting = ConcurrentHashMap.newKeySet();
  private final Set<ZooKeeperHandle> held = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The provider itself, and whatever still needs the session after it is closed. */
  private final AtomicInteger users = new AtomicInteger(1);

  private ZooKeeperLocks(CuratorFramework session, String namespace) {
    this.session = session;
    this.namespace = namespace;
    this.nodes = AsyncCuratorFramework.wrap(session);
    ThreadFactory daemons =
        task -> {
          Thread thread = new Thread(task, "zookeeper-locks");
          thread.setDaemon(true);
          return thread;
        };
    this.timer = new ScheduledThreadPoolExecutor(1, daemons);
    this.timer.setRemoveOnCancelPolicy(true);
    this.callbacks = Executors.newCachedThreadPool(daemons);
    session
        .getConnectionStateListenable()
        .addListener(
            (client, state) -> {
              if (state == ConnectionState.LOST) {
                held.forEach(ZooKeeperHandle::lose);
              }
            });
  }

  /**
   * Connects.
   *
   * @param connect where the servers are, such as "host:2181"; not null
   * @param timeout how long the servers wait for a silent client before its locks are free, not
   *     null
   * @param namespace the node under which the locks are, not null
   * @return the provider, not null
   * @throws LockException if no server answers within the timeout
   * @throws InterruptedException if interrupted meanwhile
   */
  public static ZooKeeperLocks open(String connect, Duration timeout, String namespace)
      throws InterruptedException {
    int millis = Math.toIntExact(timeout.toMillis());
    RetryPolicy once = new RetryOneTime(100);
    CuratorFramework session =
        CuratorFrameworkFactory.newClient(connect, millis, Math.max(1_000, millis), once);
    session.start();
    if (!session.blockUntilConnected(millis, TimeUnit.MILLISECONDS)) {
      session.close();
      throw new LockException(
          "No ZooKeeper server at " + connect + " answered within " + timeout + ".", null);
    }
    return new ZooKeeperLocks(session, namespace);
  }

  @Override
  public DistributedLock lock(String name) {
    return new ZooKeeperLock(this, id(LockKind.MUTEX, name), LockMode.WRITE, 1);
  }

  @Override
  public DistributedReaderWriterLock readerWriterLock(String name) {
    LockId id = id(LockKind.READER_WRITER, name);
    return new Sides(
        name,
        new ZooKeeperLock(this, id, LockMode.READ, 1),
        new ZooKeeperLock(this, id, LockMode.WRITE, 1));
  }

  private record Sides(String name, DistributedLock readLock, DistributedLock writeLock)
      implements DistributedReaderWriterLock {}

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException(
          "A semaphore has at least one permit, but " + permits + " were asked for.");
    }
    return new ZooKeeperLock(this, id(LockKind.SEMAPHORE, name), LockMode.PERMIT, permits);
  }

  private LockId id(LockKind kind, String name) {
    LockId id = new LockId(namespace, kind, requireNonNull(name, "name"));
    requireOpen();
    return id;
  }

  void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("The provider of " + namespace + " is closed.");
    }
  }

  AsyncCuratorFramework nodes() {
    return nodes;
  }

  ScheduledThreadPoolExecutor timer() {
    return timer;
  }

  /** Runs what belongs to users, never on ZooKeeper's own thread. */
  Executor callbacks() {
    return callbacks;
  }

  /** A request begins, which uses the session. */
  void begins(Request request) {
    users.incrementAndGet();
    waiting.add(request);
    if (closed.get()) {
      request.end(new ProviderClosedException(request.lock().id()));
    }
  }

  /** A request is about to be granted; false if it comes too late. */
  boolean grants(Request request, ZooKeeperHandle handle) {
    held.add(handle);
    waiting.remove(request);
    return !closed.get();
  }

  /** The node of a request or handle is gone: nothing of it uses the session any more. */
  void gone(Request request) {
    waiting.remove(request);
    leave();
  }

  void gone(ZooKeeperHandle handle) {
    held.remove(handle);
    leave();
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      callbacks.execute(this::disconnect);
    }
  }

  private void disconnect() {
    session.close();
    timer.shutdownNow();
    callbacks.shutdown();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      waiting.forEach(request -> request.end(new ProviderClosedException(request.lock().id())));
      leave();
    }
  }

  @Override
  public String toString() {
    return "ZooKeeper locks in " + namespace;
  }
}
