package dev.holdfast.lock.benchmarks;

import static dev.holdfast.lock.benchmarks.Rival.FAIR_FILE_LOCK;
import static dev.holdfast.lock.benchmarks.Rival.FAIR_READ_WRITE_LOCK;
import static dev.holdfast.lock.benchmarks.Rival.FAIR_REENTRANT_LOCK;
import static dev.holdfast.lock.benchmarks.Rival.FAIR_SEMAPHORE;
import static dev.holdfast.lock.benchmarks.Rival.LUCENE;
import static dev.holdfast.lock.benchmarks.Rival.MAVEN_FILE;
import static dev.holdfast.lock.benchmarks.Rival.MAVEN_FILE_DEFAULT;
import static dev.holdfast.lock.benchmarks.Rival.MAVEN_FILE_OPEN;
import static dev.holdfast.lock.benchmarks.Rival.MAVEN_LOCAL;
import static dev.holdfast.lock.benchmarks.Rival.REENTRANT_LOCK;
import static dev.holdfast.lock.benchmarks.Rival.SPRING;
import static dev.holdfast.lock.benchmarks.Rival.TRY_FILE_LOCK;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What threads do with locks. */
@SuppressWarnings("ImmutableEnumChecker") // unmodifiable sets
public enum Workload {
  /** One thread, now or never. */
  TRY("tryAcquire, close", Set.of(REENTRANT_LOCK, SPRING, TRY_FILE_LOCK, LUCENE), Use.TRY),
  /** One thread, for as long as it takes. */
  ACQUIRE(
      "acquire, close",
      Set.of(REENTRANT_LOCK, SPRING, MAVEN_LOCAL, TRY_FILE_LOCK, MAVEN_FILE),
      Use.ACQUIRE),
  /** One thread, by way of a future. */
  ASYNC("acquireAsync, close", Set.of(REENTRANT_LOCK, TRY_FILE_LOCK), Use.ASYNC),
  /** Several threads, one mutex. */
  CONTENDED(
      "one mutex",
      Set.of(
          FAIR_REENTRANT_LOCK,
          SPRING,
          MAVEN_LOCAL,
          FAIR_FILE_LOCK,
          MAVEN_FILE,
          MAVEN_FILE_OPEN,
          MAVEN_FILE_DEFAULT),
      Use.ACQUIRE),
  /** Several threads, one reader-writer lock, which is only read. */
  READ_100("read lock alone", Set.of(FAIR_READ_WRITE_LOCK, MAVEN_LOCAL, MAVEN_FILE), Use.READ),
  /** Several threads, one reader-writer lock. */
  READ_95(
      "95 % reads, 5 % writes",
      Set.of(FAIR_READ_WRITE_LOCK, MAVEN_LOCAL, MAVEN_FILE), Use.READ, Use.WRITE),
  /** Several threads, one reader-writer lock. */
  READ_50(
      "50 % reads, 50 % writes",
      Set.of(FAIR_READ_WRITE_LOCK, MAVEN_LOCAL, MAVEN_FILE), Use.READ, Use.WRITE),
  /** Upgradeable reads that become writes. */
  UPGRADE("read, upgrade, close", Set.of(FAIR_READ_WRITE_LOCK), Use.UPGRADE),
  /** Several threads, one semaphore. */
  PERMITS_1("semaphore of 1", Set.of(FAIR_SEMAPHORE), Use.PERMIT),
  /** Several threads, one semaphore. */
  PERMITS_4("semaphore of 4", Set.of(FAIR_SEMAPHORE), Use.PERMIT),
  /** Several threads, one semaphore. */
  PERMITS_16("semaphore of 16", Set.of(FAIR_SEMAPHORE), Use.PERMIT),
  /** Several threads, many mutexes. */
  NAMES_64(
      "64 mutexes at random",
      Set.of(FAIR_REENTRANT_LOCK, SPRING, MAVEN_LOCAL, FAIR_FILE_LOCK, MAVEN_FILE),
      Use.ACQUIRE),
  /** Threads whose timeouts are too short, and one that holds the mutex most of the time. */
  TIMEOUTS("timeouts", Set.of(FAIR_REENTRANT_LOCK, SPRING), Use.ACQUIRE, Use.TIMED),
  /** Threads that cancel, and one that holds the mutex most of the time. */
  CANCELS("cancellations", Set.of(), Use.ACQUIRE, Use.CANCELLED),
  /** One thread, a new mutex each time; names come round after 16,384. */
  FRESH_NAMES(
      "a new name each time",
      Set.of(REENTRANT_LOCK, SPRING, MAVEN_LOCAL, FAIR_FILE_LOCK, MAVEN_FILE),
      Use.ACQUIRE);

  private static final int NAMES = 64;
  private static final String NAME = "benchmark";

  private final String description;
  private final Set<Rival> rivals;
  private final Set<Use> uses;

  Workload(String description, Set<Rival> rivals, Use first, Use... others) {
    this.description = description;
    this.rivals = rivals;
    this.uses = Collections.unmodifiableSet(EnumSet.of(first, others));
  }

  String description() {
    return description;
  }

  /** Whom backends are compared with: at most one floor, and some peers, of each reach. */
  Set<Rival> rivals() {
    return rivals;
  }

  /** What locks have to be fit for. */
  Set<Use> uses() {
    return uses;
  }

  /** Whether threads get into each other's way, so that there is something to be excluded. */
  boolean isContended() {
    return switch (this) {
      case TRY, ACQUIRE, ASYNC, FRESH_NAMES -> false;
      case CONTENDED,
          READ_100,
          READ_95,
          READ_50,
          UPGRADE,
          PERMITS_1,
          PERMITS_4,
          PERMITS_16,
          NAMES_64,
          TIMEOUTS,
          CANCELS ->
          true;
    };
  }

  /** How many may hold the lock at the same time. */
  int permits() {
    return switch (this) {
      case PERMITS_4 -> 4;
      case PERMITS_16 -> 16;
      case TRY,
          ACQUIRE,
          ASYNC,
          CONTENDED,
          READ_100,
          READ_95,
          READ_50,
          UPGRADE,
          PERMITS_1,
          NAMES_64,
          TIMEOUTS,
          CANCELS,
          FRESH_NAMES ->
          1;
    };
  }

  /** How many locks are used, apart from those that are forgotten. */
  int locks() {
    return this == NAMES_64 ? NAMES : 1;
  }

  /** The locks that all threads use, for each lock its uses in order. */
  List<Turn> turns(Locks locks) throws Exception {
    List<Turn> turns = new ArrayList<>();
    if (this != FRESH_NAMES) {
      for (int lock = 0; lock < locks(); lock++) {
        for (Use use : uses) {
          turns.add(locks.turn(use, NAME + "-" + lock, permits()));
        }
      }
    }
    return turns;
  }

  /** What one of the threads does, again and again. */
  Routine routine(Locks locks, List<Turn> turns, Sections sections, int thread) {
    Use use = uses.iterator().next();
    Turn.Section first = sections.section(0, use.mode());
    return switch (this) {
      case TRY, ACQUIRE, ASYNC, CONTENDED, READ_100, UPGRADE, PERMITS_1, PERMITS_4, PERMITS_16 ->
          repeated(turns.get(0), first);
      case READ_95 -> mixed(turns, sections, thread, 5);
      case READ_50 -> mixed(turns, sections, thread, 50);
      case NAMES_64 -> scattered(turns, sections, thread);
      case TIMEOUTS, CANCELS ->
          thread == 0
              ? repeated(turns.get(0), sections.lingering(first))
              : repeated(turns.get(1), first);
      case FRESH_NAMES -> fresh(locks, first, thread);
    };
  }

  private static Routine repeated(Turn turn, Turn.Section section) {
    return () -> turn.take(section);
  }

  private static Routine mixed(List<Turn> turns, Sections sections, int thread, int percent) {
    Turn read = turns.get(0);
    Turn write = turns.get(1);
    Turn.Section reading = sections.section(0, Use.READ.mode());
    Turn.Section writing = sections.section(0, Use.WRITE.mode());
    var dice = new Dice(thread);
    return () -> dice.below(100) < percent ? write.take(writing) : read.take(reading);
  }

  private static Routine scattered(List<Turn> turns, Sections sections, int thread) {
    Turn[] all = turns.toArray(Turn[]::new);
    var section = new Turn.Section[all.length];
    for (int lock = 0; lock < all.length; lock++) {
      section[lock] = sections.section(lock, Use.ACQUIRE.mode());
    }
    var dice = new Dice(thread);
    return () -> {
      int lock = dice.below(NAMES);
      return all[lock].take(section[lock]);
    };
  }

  private static Routine fresh(Locks locks, Turn.Section section, int thread) {
    var names =
        new Object() {
          private int next;
        };
    return () -> {
      names.next = (names.next + 1) % 16_384;
      try (Turn turn = locks.turn(Use.ACQUIRE, "fresh-" + thread + "-" + names.next, 1)) {
        return turn.take(section);
      }
    };
  }

  /** What a thread does again and again. Confined to it. */
  @FunctionalInterface
  interface Routine {
    /**
     * Does it once.
     *
     * @return whether a lock was granted
     */
    boolean next() throws Exception;
  }

  /** Random numbers, at the cost of a few instructions (xorshift). */
  private static final class Dice {
    private int state;

    Dice(int seed) {
      state = 0x9E3779B9 * (seed + 1);
    }

    int below(int bound) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 1) % bound;
    }
  }
}
