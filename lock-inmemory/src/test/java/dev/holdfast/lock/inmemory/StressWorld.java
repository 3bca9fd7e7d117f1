package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the workers of a stress share. */
final class StressWorld {

  /** What has happened, to prove that the stress was one. */
  enum Event {
    GRANTED_NOW,
    GRANTED_IN_TIME,
    GRANTED_UNTIMED,
    GRANTED_ASYNC,
    REFUSED,
    TIMED_OUT,
    INTERRUPTED,
    ABANDONED,
    UPGRADED,
    NOT_UPGRADED,
    PROVIDER_CLOSED,
    CLOSED_AGAIN,
    LOST
  }

  private static final int PERMITS = 3;
  private static final int OLD_HANDLES = 16;

  final long seed;
  final InMemoryLocks pooled = InMemoryLocks.create();
  private final InMemoryLocks direct =
      InMemoryLocks.builder().sharing(pooled).executor(Runnable::run).build();
  private volatile InMemoryLocks mortal = sibling();
  final List<WatchedLock> locks =
      List.of(
          new WatchedLock(LockKind.MUTEX, "a", 0),
          new WatchedLock(LockKind.READER_WRITER, "a", 0),
          new WatchedLock(LockKind.READER_WRITER, "b", 0),
          new WatchedLock(LockKind.SEMAPHORE, "a", PERMITS));
  final List<Thread> workers = new CopyOnWriteArrayList<>();

  /** Futures that have not completed, counted by their creators and their continuations. */
  final AtomicInteger openFutures = new AtomicInteger();

  private final AtomicReferenceArray<@Nullable LockHandle> oldHandles =
      new AtomicReferenceArray<>(OLD_HANDLES);
  private final Map<Event, LongAdder> events = new EnumMap<>(Event.class);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicLong losses = new AtomicLong();

  StressWorld(long seed) {
    this.seed = seed;
    for (Event event : Event.values()) {
      events.put(event, new LongAdder());
    }
  }

  private InMemoryLocks sibling() {
    return InMemoryLocks.builder().sharing(pooled).build();
  }

  InMemoryLocks provider(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> direct;
      case 1 -> mortal;
      default -> pooled;
    };
  }

  void closeSibling() {
    InMemoryLocks old = mortal;
    mortal = sibling();
    old.close(); // perhaps for the second time
  }

  void count(Event event) {
    LongAdder counter = events.get(event);
    if (counter != null) {
      counter.increment();
    }
  }

  long happened(Event event) {
    LongAdder counter = events.get(event);
    return counter == null ? 0 : counter.sum();
  }

  long allThatHappened() {
    return events.values().stream().mapToLong(LongAdder::sum).sum();
  }

  Map<Event, LongAdder> events() {
    return events;
  }

  void fail(Throwable problem) {
    failure.compareAndSet(null, problem);
  }

  @Nullable Throwable failure() {
    return failure.get();
  }

  /** Ends a hold in one of several ways, some of which meet with another end of the same hold. */
  void end(LockHandle handle, SplittableRandom random) {
    int way = random.nextInt(16);
    if (way < 4) {
      // Another worker may close this one while it is closed below.
      oldHandles.set(random.nextInt(OLD_HANDLES), handle);
    }
    if (way == 0 && InMemoryLocks.lose(handle, "The stress asked for it.")) {
      count(Event.LOST);
      handle
          .lost()
          .thenAccept(
              loss -> {
                long unused = losses.incrementAndGet();
              });
    }
    handle.close();
    if (handle.isHeld()) {
      throw new AssertionError(handle + " is held although it was closed.");
    }
  }

  /** Closes or loses a handle that its owner has closed, or is about to. */
  void endOldOne(SplittableRandom random) {
    LockHandle old = oldHandles.getAndSet(random.nextInt(OLD_HANDLES), null);
    if (old != null) {
      count(Event.CLOSED_AGAIN);
      if (random.nextInt(4) == 0 && InMemoryLocks.lose(old, "The stress asked for it.")) {
        count(Event.LOST);
        old.lost()
            .thenAccept(
                loss -> {
                  long unused = losses.incrementAndGet();
                });
      } else {
        old.close();
      }
    }
  }

  /** How many losses were announced. */
  long lossesAnnounced() {
    return losses.get();
  }
}
