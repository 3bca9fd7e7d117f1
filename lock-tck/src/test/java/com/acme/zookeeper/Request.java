package com.acme.zookeeper;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.AcquisitionFuture;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.SemaphoreLimitException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.curator.x.async.AsyncStage;
import org.apache.curator.x.async.api.CreateOption;
import org.apache.curator.x.async.api.DeleteOption;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * A request for a lock: a node that queues behind the earlier ones, as in ZooKeeper's own recipes
 * for locks ("ZooKeeper Recipes and Solutions"), and goes when its session ends.
 */
final class Request extends AcquisitionFuture<LockHandle> {

  /*
   *   WAITING ── the front of the queue is reached ──▶ GRANTED   (the node is the handle's)
   *      ╰────── time is up, cancelled, failed ──────▶ ENDED     (the node is deleted, if there is one)
   *
   *  (1) The state leaves WAITING once; whoever moves it sees to the node.
   *  (2) A node that is created for a request which has ended meanwhile is deleted where its creation
   *      is told.
   *  (3) The caller is told after the node is gone, so that whoever gave up blocks nobody.
   */

  private enum State {
    WAITING,
    GRANTED,
    ENDED
  }

  /** How a node of the queue is called: mode, permits, and the number that ZooKeeper adds. */
  private record Place(String node, LockMode mode, int permits, long number) {

    private static final Pattern NAME = Pattern.compile(".*-([A-Z]+)-(\\d+)-(\\d+)");

    static Place of(String node) {
      // "_c_<uuid>-WRITE-1-0000000042": Curator's protection, then ours
      Matcher parts = NAME.matcher(node);
      if (!parts.matches()) {
        throw new LockException("A node of another kind stands among the requests: " + node, null);
      }
      return new Place(
          node,
          LockMode.valueOf(parts.group(1)),
          Integer.parseInt(parts.group(2)),
          Long.parseLong(parts.group(3)));
    }
  }

  private final ZooKeeperLocks provider;
  private final ZooKeeperLock lock;
  private final Deadline deadline;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
  private final Stat created = new Stat();
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile boolean creating;
  private volatile boolean mustWait;
  private volatile @Nullable String node;
  private volatile @Nullable Future<?> alarm;

  Request(ZooKeeperLocks provider, ZooKeeperLock lock, Deadline deadline) {
    this.provider = provider;
    this.lock = lock;
    this.deadline = deadline;
  }

  ZooKeeperLock lock() {
    return lock;
  }

  void start() {
    provider.begins(this);
    if (deadline.hasPassed()) {
      look(); // who does not wait leaves no node behind a lock that is held
      return;
    }
    if (!deadline.isNever()) {
      alarm =
          provider
              .timer()
              .schedule(this::timeIsUp, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
    }
    queueUp();
  }

  /** However short the time: one attempt is made in earnest. */
  private void timeIsUp() {
    if (mustWait) {
      end(null);
    }
  }

  private void queueUp() {
    creating = true;
    String prefix = lock.queue() + "/-" + lock.mode() + "-" + lock.permits() + "-";
    provider
        .nodes()
        .create()
        .withOptions(
            EnumSet.of(CreateOption.createParentsAsContainers, CreateOption.doProtected),
            CreateMode.EPHEMERAL_SEQUENTIAL,
            /* aclList= */ null,
            created)
        .forPath(prefix)
        .whenComplete(
            (path, failure) -> {
              creating = false;
              if (failure == null) {
                node = path;
                look();
              } else {
                fail("could not be asked for", failure);
              }
              if (state.get() == State.ENDED) {
                remove();
              }
            });
  }

  /** Looks who is in the queue, and decides. */
  private void look() {
    if (state.get() != State.WAITING) {
      return;
    }
    // Whoever waits for a permit is told of every change: anybody before him may be first to go.
    boolean watches = isPermit() && node != null;
    AsyncStage<List<String>> children =
        watches
            ? provider.nodes().watched().getChildren().forPath(lock.queue())
            : provider.nodes().getChildren().forPath(lock.queue());
    children.whenComplete(
        (names, failure) -> {
          if (failure != null && !isMissing(failure)) {
            fail("could not be looked at", failure);
          } else if (state.get() == State.WAITING) {
            decide(failure != null ? List.of() : names);
          }
        });
    if (watches) {
      children.event().whenComplete((event, failure) -> look());
    }
  }

  private boolean isPermit() {
    return lock.mode() == LockMode.PERMIT;
  }

  private void decide(List<String> children) {
    List<Place> places =
        children.stream().map(Place::of).sorted(Comparator.comparing(Place::number)).toList();
    for (Place place : places) {
      if (place.permits() != lock.permits()) {
        end(new SemaphoreLimitException(lock.id(), lock.permits(), place.permits()));
        return;
      }
    }
    String mine = node;
    if (mine == null) {
      if (conflicting(places).size() < lock.permits()) {
        queueUp();
      } else {
        end(null);
      }
      return;
    }
    int index = places.stream().map(Place::node).toList().indexOf(nameOf(mine));
    if (index < 0) {
      end(new LockException("The session with ZooKeeper ended while waiting for " + lock, null));
      return;
    }
    List<Place> before = conflicting(places.subList(0, index));
    if (before.size() < lock.permits()) {
      grant(mine);
      return;
    }
    mustWait = true;
    if (deadline.hasPassed()) {
      end(null);
    } else {
      if (!isPermit()) {
        watch(lock.queue() + "/" + before.get(before.size() - 1).node()); // the last to be served
      }
    }
  }

  private List<Place> conflicting(List<Place> places) {
    return isPermit()
        ? places
        : places.stream().filter(place -> place.mode().conflictsWith(lock.mode())).toList();
  }

  /** Looks again when this node is gone. */
  private void watch(String other) {
    AsyncStage<@Nullable Stat> exists = provider.nodes().watched().checkExists().forPath(other);
    exists.whenComplete(
        (stat, failure) -> {
          if (failure != null) {
            fail("could not be waited for", failure);
          } else if (stat == null) {
            look();
          }
        });
    exists.event().whenComplete((event, failure) -> look());
  }

  private void grant(String mine) {
    if (!state.compareAndSet(State.WAITING, State.GRANTED)) {
      return;
    }
    stopAlarm();
    var handle = new ZooKeeperHandle(provider, lock.id(), lock.mode(), mine, created.getCzxid());
    if (provider.grants(this, handle)) {
      provider.callbacks().execute(() -> deliver(handle));
    } else {
      handle
          .closeAsync()
          .whenComplete((done, failure) -> fail(new ProviderClosedException(lock.id())));
    }
  }

  private void fail(String what, Throwable failure) {
    end(new LockException("The " + lock.id() + " " + what + ": " + failure, failure));
  }

  /**
   * Gives up.
   *
   * @param why what to tell the caller; null for "not now"
   */
  void end(@Nullable RuntimeException why) {
    if (state.compareAndSet(State.WAITING, State.ENDED)) {
      stopAlarm();
      if (creating) {
        tell(why); // the node goes as soon as it is there
      } else {
        remove().whenComplete((done, failure) -> tell(why));
      }
    }
  }

  /** Deletes the node, if there is one; then nothing of this request is left. */
  @CanIgnoreReturnValue
  private CompletableFuture<@Nullable Void> remove() {
    String mine = node;
    CompletableFuture<@Nullable Void> removal =
        mine == null ? CompletableFuture.completedFuture(null) : delete(provider, mine);
    return removal.whenComplete((done, failure) -> leave());
  }

  private void tell(@Nullable RuntimeException why) {
    provider
        .callbacks()
        .execute(
            () -> {
              if (why == null) {
                deliver(null);
              } else {
                fail(why);
              }
            });
  }

  private void leave() {
    if (left.compareAndSet(false, true)) {
      provider.gone(this);
      gone.complete(null);
    }
  }

  private void stopAlarm() {
    Future<?> set = alarm;
    if (set != null) {
      set.cancel(false);
    }
  }

  /** Waits a moment until nothing of a request that has ended is left. */
  void awaitGone() {
    try {
      gone.orTimeout(1, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      // The server does not answer; it will free what is left when the session ends.
    }
  }

  @Override
  protected void abandoned() {
    end(null);
  }

  @Override
  protected void giveBack(LockHandle grant) {
    grant.close();
  }

  /** Deletes a node, again and again until the server has done it, if need be. */
  static CompletableFuture<@Nullable Void> delete(ZooKeeperLocks provider, String node) {
    return provider
        .nodes()
        .delete()
        .withOptions(Set.of(DeleteOption.guaranteed))
        .forPath(node)
        .<@Nullable Void>handle(
            (done, failure) -> {
              if (failure == null || isMissing(failure)) {
                return null;
              }
              throw new CompletionException(failure);
            })
        .toCompletableFuture();
  }

  private static boolean isMissing(Throwable failure) {
    return failure instanceof KeeperException.NoNodeException
        || failure.getCause() instanceof KeeperException.NoNodeException;
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
