package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockLoss;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A lock space that a test controls: it sees what becomes of every acquisition, and may end it. The
 * locks themselves are the ones of any other space. Thread-safe.
 */
final class FakeSpace extends LockSpace {

  private final WaitBook waits;
  private final Script script = new Script();
  private final GrantLog grants = new GrantLog();
  private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
  private final InMemoryLocks otherProcess;

  /** Keeps the handles of the other process reachable: a test need not. */
  private final Map<Hold, InMemoryHandle> handlesOfOther = new ConcurrentHashMap<>();

  private final AtomicInteger heldUnderTest = new AtomicInteger();
  private final Queue<Hold> abandonedHolds = new ConcurrentLinkedQueue<>();
  private final Queue<DeadlockError> deadlocks = new ConcurrentLinkedQueue<>();
  private final Queue<Fence> fences = new ConcurrentLinkedQueue<>();

  /** One search at a time: so the first to find a deadlock ends it for the others. */
  private final ReentrantLock searching = new ReentrantLock();

  private volatile boolean detectsDeadlocks;

  FakeSpace(boolean manual) {
    this.waits = new WaitBook(manual);
    this.detectsDeadlocks = manual;
    this.otherProcess = newProvider();
  }

  InMemoryLocks newProvider() {
    return InMemoryLocks.builder().space(this).recordAcquisitionSites(true).build();
  }

  WaitBook waits() {
    return waits;
  }

  Script script() {
    return script;
  }

  GrantLog grants() {
    return grants;
  }

  InMemoryLocks otherProcess() {
    return otherProcess;
  }

  Map<String, Tally> tallies() {
    return tallies;
  }

  Queue<Hold> abandonedHolds() {
    return abandonedHolds;
  }

  Queue<DeadlockError> deadlocks() {
    return deadlocks;
  }

  Queue<Fence> fences() {
    return fences;
  }

  void detectDeadlocks(boolean detects) {
    detectsDeadlocks = detects;
  }

  boolean isOther(InMemoryLockable<?> lockable) {
    return lockable.provider() == otherProcess;
  }

  private Tally tally(InMemoryLockable<?> lockable) {
    return tallies.computeIfAbsent(lockable.name(), absent -> new Tally());
  }

  long waitersUnderTest(String name) {
    return waits.count(waiter -> !isOther(waiter.lockable) && waiter.lockable.name().equals(name));
  }

  /** Whether the code under test neither holds anything nor waits for anything. */
  boolean isNothingLeft() {
    return heldUnderTest.get() == 0 && waits.count(waiter -> !isOther(waiter.lockable)) == 0;
  }

  /** How the locks stand that are held or awaited, in the order of their ids. */
  List<Standing> standings() {
    List<Standing> standings = new ArrayList<>();
    for (LockCell cell : cells()) {
      Standing standing = cell.standing();
      if (!standing.holders().isEmpty()) {
        standings.add(standing);
      }
    }
    standings.sort((one, other) -> one.id().compareTo(other.id()));
    return standings;
  }

  List<LockHolder> holders() {
    return standings().stream()
        .flatMap(
            standing ->
                standing.holders().stream()
                    .map(
                        held ->
                            new LockHolder(
                                standing.id(),
                                held.mode(),
                                held.token() == Hold.NO_TOKEN
                                    ? OptionalLong.empty()
                                    : OptionalLong.of(held.token()),
                                isOther(held.hold().lockable),
                                AcquisitionSite.line(held.hold().acquiredAt))))
        .toList();
  }

  List<LockWaiter> waiters() {
    return standings().stream()
        .flatMap(standing -> standing.waiters().stream())
        .map(waits::find)
        .filter(Objects::nonNull)
        .map(
            wait ->
                new LockWaiter(
                    wait.waiter().lockable.id(),
                    wait.waiter().wanted(),
                    wait.timeout(),
                    isOther(wait.waiter().lockable),
                    AcquisitionSite.line(wait.waiter().site())))
        .toList();
  }

  LockCounts counts(String name) {
    Tally tally = tallies.get(name);
    return (tally == null ? new Tally() : tally).counts();
  }

  int lose(Predicate<LockId> which) {
    int lost = 0;
    for (Standing standing : standings()) {
      if (which.test(standing.id())) {
        for (Standing.Held held : standing.holders()) {
          lost += held.hold().cell.lose(held.hold(), newsFor(standing.id())) ? 1 : 0;
        }
      }
    }
    return lost;
  }

  private static LockLoss newsFor(LockId id) {
    return new LockLoss(
        id, LockLoss.Reason.FORCED, "A test has taken " + id + " away.", Instant.now());
  }

  @Override
  boolean refuses(InMemoryLockable<?> lockable, Duration timeout, boolean blocks) {
    if (isOther(lockable)) {
      return false;
    }
    lockable.provider().requireOpen();
    Script.Order order = script.takeFor(lockable.name(), timeout, blocks);
    if (order == null) {
      return false;
    }
    if (order.failure() != null) {
      throw order.failure();
    }
    if (order.kind() == Script.Kind.IS_INTERRUPTED) {
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }

  @Override
  long nextToken(Hold hold) {
    long token = super.nextToken(hold);
    grants.add(token, hold);
    return token;
  }

  @Override
  void granted(InMemoryHandle handle) {
    Hold hold = handle.hold();
    if (isOther(hold.lockable)) {
      handlesOfOther.put(hold, handle);
    } else {
      heldUnderTest.incrementAndGet();
      tally(hold.lockable).acquisitions.incrementAndGet();
    }
  }

  @Override
  void ended(Hold hold) {
    if (isOther(hold.lockable)) {
      handlesOfOther.remove(hold);
      return;
    }
    if (hold.status == Hold.Status.LOST) {
      tally(hold.lockable).losses.incrementAndGet();
    } else if (hold.status == Hold.Status.ABANDONED) {
      abandonedHolds.add(hold);
    }
    heldUnderTest.decrementAndGet();
    waits.changed();
  }

  @Override
  void answered(InMemoryLockable<?> lockable, @Nullable InMemoryHandle handle, boolean toThread) {
    if (handle == null) {
      if (!isOther(lockable)) {
        tally(lockable).timeouts.incrementAndGet();
      }
    } else if (toThread && handle.hold().acquiredAt != null) {
      handle.hold().acquiredAt.answeredToThread();
    }
  }

  @Override
  Deadline waitBegins(Waiter waiter, Deadline deadline) {
    Deadline own = waits.begin(waiter, deadline);
    if (detectsDeadlocks && own.isNever() && waiter.thread() != null) {
      searching.lock();
      try {
        DeadlockError found = new DeadlockSearch(this).from(waiter);
        if (found != null && waiter.withdraw()) {
          deadlocks.add(found);
          throw found;
        }
      } finally {
        searching.unlock();
      }
    }
    return own;
  }

  @Override
  void waitEnds(Waiter waiter) {
    waits.end(waiter);
  }

  @Override
  void waitingChanged(int difference) {
    super.waitingChanged(difference);
    waits.changed();
  }

  @Override
  void closed(Hold hold) {
    if (!isOther(hold.lockable)) {
      LockException failure = script.takeForRelease(hold.lockable.name());
      if (failure != null) {
        throw failure;
      }
    }
  }
}
