package dev.holdfast.lock.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.SemaphoreLimitException;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.inmemory.LockSpecification.Holder;
import dev.holdfast.lock.inmemory.LockSpecification.Request;
import dev.holdfast.lock.inmemory.LockSpecification.Stand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A lock and its specification, which take every step together and are compared after it. */
final class ModelledLock {

  /** What a step does; those that need a handle or a future and find none do nothing. */
  enum Verb {
    ACQUIRE,
    ACQUIRE_DERIVED,
    ACQUIRE_WITHIN_AN_AGE,
    ACQUIRE_AND_CLOSE_AT_ONCE,
    TRY,
    TRY_ASYNC,
    CLOSE,
    CANCEL,
    COMPLETE,
    COMPLETE_EXCEPTIONALLY,
    UPGRADE,
    UPGRADE_NOW,
    DOWNGRADE,
    LOSE,
    CLOSE_PROVIDER
  }

  /** One step of a program: the pick chooses among the handles or futures that there are. */
  record Step(Verb verb, LockMode mode, int provider, int pick) {
    @Override
    public String toString() {
      return verb + "(" + mode + " of provider " + provider + ", #" + pick + ")";
    }
  }

  private static final int PERMITS = 2;

  /** The provider that programs may close; the other one looks at the lock in the end. */
  private static final int CLOSABLE = 1;

  private static final Duration AGE = Duration.ofDays(365 * 200);

  private final List<InMemoryLocks> providers = new ArrayList<>();
  private final LockKind kind;
  private final LockSpecification specification = new LockSpecification();
  private final Map<Request, CompletableFuture<?>> futures = new LinkedHashMap<>();
  private final Map<Holder, LockHandle> handles = new LinkedHashMap<>();
  private final Map<Holder, Long> tokens = new LinkedHashMap<>();
  private final List<String> history = new ArrayList<>();
  private long greatestToken;
  private boolean closed;

  ModelledLock(LockKind kind) {
    this.kind = kind;
    InMemoryLocks first = InMemoryLocks.builder().executor(Runnable::run).build();
    providers.add(first);
    providers.add(InMemoryLocks.builder().sharing(first).executor(Runnable::run).build());
  }

  void run(List<Step> program) {
    for (Step step : program) {
      history.add(step.toString());
      make(step);
      compare();
    }
    finish();
  }

  private void make(Step step) {
    switch (step.verb) {
      case ACQUIRE, ACQUIRE_DERIVED, ACQUIRE_WITHIN_AN_AGE, ACQUIRE_AND_CLOSE_AT_ONCE ->
          acquire(step);
      case TRY, TRY_ASYNC -> tryNow(step);
      case CLOSE -> withHandle(step, specification::close, LockHandle::close);
      case LOSE -> withHandle(step, this::specifiedLoss, ModelledLock::lose);
      case CANCEL -> withPending(step, future -> future.cancel(false));
      case COMPLETE -> withPending(step, future -> future.complete(null));
      case COMPLETE_EXCEPTIONALLY ->
          withPending(step, future -> future.completeExceptionally(new ForeignFailure()));
      case UPGRADE, UPGRADE_NOW -> upgrade(step);
      case DOWNGRADE -> downgrade(step);
      case CLOSE_PROVIDER -> {
        closed = true;
        specification.closeProvider(CLOSABLE);
        providers.get(CLOSABLE).close();
      }
    }
  }

  private Lockable<? extends LockHandle> lockable(LockMode mode, int provider, int permits) {
    // Lock objects are made of the open provider too once the other one is closed.
    var lock = providers.get(provider).readerWriterLock("rw");
    return switch (mode) {
      case READ -> lock.readLock();
      case UPGRADEABLE -> lock.upgradeableReadLock();
      case WRITE ->
          kind == LockKind.MUTEX ? providers.get(provider).lock("mutex") : lock.writeLock();
      case PERMIT -> providers.get(provider).semaphore("semaphore", permits);
    };
  }

  /** Mostly the usual number, sometimes another one. */
  private static int permitsOf(Step step) {
    return step.pick == 0 ? PERMITS + 1 : PERMITS;
  }

  private void acquire(Step step) {
    if (isRefused(step)) {
      return;
    }
    boolean atOnce = step.verb == Verb.ACQUIRE_AND_CLOSE_AT_ONCE;
    Lockable<? extends LockHandle> lockable = lockable(step.mode, step.provider, permitsOf(step));
    if (disagrees(step)) {
      CompletableFuture<?> failed = lockable.tryAcquireAsync(Deadline.FOREVER);
      Throwable failure = assertThrows(Throwable.class, failed::join, this::toString).getCause();
      assertTrue(failure instanceof SemaphoreLimitException, () -> failure + this.toString());
      return;
    }
    Request request = specification.arrive(step.mode, step.provider, true, atOnce);
    CompletableFuture<? extends @Nullable LockHandle> future =
        switch (step.verb) {
          case ACQUIRE_DERIVED -> lockable.acquireAsync();
          case ACQUIRE_WITHIN_AN_AGE -> lockable.tryAcquireAsync(AGE);
          default -> lockable.tryAcquireAsync(Deadline.FOREVER);
        };
    futures.put(request, future);
    if (atOnce) {
      future.thenAccept(
          handle -> {
            if (handle != null) {
              handle.close();
            }
          });
    }
  }

  private void tryNow(Step step) {
    if (isRefused(step)) {
      return;
    }
    Lockable<? extends LockHandle> lockable = lockable(step.mode, step.provider, permitsOf(step));
    if (disagrees(step)) {
      assertThrows(SemaphoreLimitException.class, lockable::tryAcquire, this::toString);
      return;
    }
    Request request = specification.arrive(step.mode, step.provider, false, false);
    @Nullable LockHandle handle;
    if (step.verb == Verb.TRY) {
      handle = lockable.tryAcquire();
    } else {
      CompletableFuture<? extends @Nullable LockHandle> future = lockable.tryAcquireAsync();
      assertTrue(future.isDone(), () -> "A try left its future open." + this);
      handle = future.join();
    }
    assertEquals(
        request.stand == Stand.GRANTED, handle != null, () -> "A try answered wrongly." + this);
    if (handle != null) {
      futures.put(request, CompletableFuture.completedFuture(handle));
    }
  }

  /** Whether the step goes through the closed provider, which then has to refuse it. */
  private boolean isRefused(Step step) {
    if (!closed || step.provider != CLOSABLE) {
      return false;
    }
    assertThrows(
        IllegalStateException.class,
        () -> lockable(step.mode, step.provider, permitsOf(step)),
        this::toString);
    return true;
  }

  private boolean disagrees(Step step) {
    return step.mode == LockMode.PERMIT && !specification.agreesOn(permitsOf(step));
  }

  private void withHandle(Step step, Consumer<Holder> specified, Consumer<LockHandle> done) {
    if (!handles.isEmpty()) {
      Holder holder = pick(step, List.copyOf(handles.keySet()));
      specified.accept(holder);
      done.accept(handleOf(holder));
    }
  }

  private void specifiedLoss(Holder holder) {
    if (specification.holds(holder)) {
      specification.lose(holder);
    }
  }

  private static void lose(LockHandle handle) {
    boolean unused = InMemoryLocks.lose(handle, "A step of the program.");
  }

  private void withPending(Step step, Predicate<CompletableFuture<?>> end) {
    List<Request> pending =
        futures.keySet().stream().filter(request -> request.stand == Stand.WAITING).toList();
    if (!pending.isEmpty()) {
      Request request = pick(step, pending);
      specification.withdraw(request);
      assertTrue(
          end.test(futureOf(request)), () -> "Somebody else completed a future that waits." + this);
    }
  }

  private void upgrade(Step step) {
    List<Holder> upgradeable = upgradeables();
    if (upgradeable.isEmpty()) {
      return;
    }
    Holder holder = pick(step, upgradeable);
    var handle = (UpgradeableLockHandle) handleOf(holder);
    boolean waits = step.verb == Verb.UPGRADE;
    if ((closed && holder.provider == CLOSABLE) || !specification.mayAskForUpgrade(holder)) {
      assertThrows(
          IllegalStateException.class,
          () -> handle.tryUpgradeAsync(waits ? AGE : Duration.ZERO),
          this::toString);
      return;
    }
    Request request = specification.arriveUpgrade(holder, waits);
    if (waits) {
      futures.put(request, handle.tryUpgradeAsync(step.pick % 2 == 0 ? Deadline.FOREVER : AGE));
    } else {
      assertEquals(request.stand == Stand.GRANTED, handle.tryUpgrade(), this::toString);
    }
  }

  private void downgrade(Step step) {
    List<Holder> upgradeable = upgradeables();
    if (!upgradeable.isEmpty()) {
      Holder holder = pick(step, upgradeable);
      var handle = (UpgradeableLockHandle) handleOf(holder);
      if (specification.mayDowngrade(holder)) {
        specification.downgrade(holder);
        tokens.remove(holder);
        handle.downgrade();
      } else {
        assertThrows(IllegalStateException.class, handle::downgrade, this::toString);
      }
    }
  }

  /** Those that hold stand first, so that most picks find one. */
  private List<Holder> upgradeables() {
    List<Holder> all =
        new ArrayList<>(
            handles.keySet().stream().filter(h -> h.mode == LockMode.UPGRADEABLE).toList());
    List<Holder> holding = all.stream().filter(specification::holds).toList();
    return holding.isEmpty() ? all : holding;
  }

  private static <T> T pick(Step step, List<T> list) {
    // Counted from the end, where the live ones are.
    return list.get(list.size() - 1 - step.pick % list.size());
  }

  private LockHandle handleOf(Holder holder) {
    LockHandle handle = handles.get(holder);
    if (handle == null) {
      throw new AssertionError("A holder of the specification has no handle." + this);
    }
    return handle;
  }

  private CompletableFuture<?> futureOf(Request request) {
    CompletableFuture<?> future = futures.get(request);
    if (future == null) {
      throw new AssertionError("A request of the specification has no future." + this);
    }
    return future;
  }

  private void compare() {
    futures.forEach(this::compareFuture);
    notePresentTokens();
    handles.forEach(this::compareHandle);
    assertEquals(
        specification.waiting(),
        providers.get(0).space().waiting(),
        () -> "The number of those who wait is wrong." + this);
  }

  private void compareFuture(Request request, CompletableFuture<?> future) {
    assertEquals(
        request.stand != Stand.WAITING,
        future.isDone(),
        () -> "A request that should be " + request.stand + " has the future " + future + this);
    Holder holder = request.holder;
    if (request.stand == Stand.GRANTED && holder != null && request.toUpgrade == null) {
      var handle = (LockHandle) future.join();
      assertNotNull(handle, () -> "A grant has no handle." + this);
      handles.put(holder, handle);
    } else if (request.stand == Stand.GRANTED) {
      assertEquals(true, future.join(), () -> "A granted upgrade says no." + this);
    } else if (request.stand == Stand.PROVIDER_CLOSED || request.stand == Stand.HANDLE_ENDED) {
      assertTrue(
          future.isCompletedExceptionally(), () -> "A failed request has no failure." + this);
    }
  }

  private void notePresentTokens() {
    long before = greatestToken;
    for (Request grant : specification.takeGrants()) {
      Holder holder = grant.holder;
      if (holder != null && holder.isExclusive()) {
        // A handle that closed at once keeps its token.
        long token = handleOf(holder).fencingToken().orElse(0);
        assertTrue(
            token > before && !tokens.containsValue(token),
            () -> "The token " + token + " came after " + before + "." + this);
        tokens.put(holder, token);
        greatestToken = Math.max(greatestToken, token);
      }
    }
  }

  private void compareHandle(Holder holder, LockHandle handle) {
    assertEquals(
        specification.holds(holder), handle.isHeld(), () -> handle + " is not as held." + this);
    Long token = tokens.get(holder);
    assertEquals(
        token == null ? OptionalLong.empty() : OptionalLong.of(token),
        handle.fencingToken(),
        () -> handle + " has another token." + this);
    assertEquals(
        holder.lost,
        handle.lost().toCompletableFuture().isDone(),
        () -> handle + " reports its loss wrongly." + this);
  }

  private void finish() {
    history.add("the end");
    for (Request request : List.copyOf(futures.keySet())) {
      if (request.stand == Stand.WAITING) {
        specification.withdraw(request);
        futureOf(request).cancel(false);
        compare();
      }
    }
    handles.forEach(
        (holder, handle) -> {
          specification.close(holder);
          handle.close();
          handle.close();
        });
    assertEquals(0, providers.get(0).space().waiting(), () -> "Somebody still waits." + this);
    int most = kind == LockKind.SEMAPHORE ? PERMITS + 2 : 1;
    LockMode mode = kind == LockKind.SEMAPHORE ? LockMode.PERMIT : LockMode.WRITE;
    Lockable<? extends LockHandle> lockable = lockable(mode, 0, most);
    assertNull(lockable.describeHolder(), () -> "The lock is not free." + this);
    List<LockHandle> all = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      LockHandle handle = lockable.tryAcquire();
      assertNotNull(handle, () -> all.size() + " of " + most + " could be had." + this);
      all.add(handle);
    }
    assertNull(lockable.tryAcquire(), () -> "More than " + most + " could be had." + this);
    all.forEach(LockHandle::close);
  }

  @Override
  public String toString() {
    return "\nAfter these steps:\n  " + String.join("\n  ", history);
  }

  /** What somebody else completed a future with. */
  private static final class ForeignFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
