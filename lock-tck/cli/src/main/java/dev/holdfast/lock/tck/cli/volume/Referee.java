package dev.holdfast.lock.tck.cli.volume;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Is told who holds one lock, and notices who holds it together with whom that must not be. Only
 * the order in which it is told counts, no clock of a participant.
 */
final class Referee {

  /*
   * A participant tells of its entry after the lock was granted, and of its exit before it releases
   * the lock; each time it waits for the answer before it goes on. So
   *
   *  (1) whoever is in `inside` holds the lock, or has not begun to release it;
   *  (2) two in there at once held it at once: there is no false alarm, whatever the delays;
   *  (3) what was told at the last exit was written before the next entry, whose holder has read
   *      after it was granted. If he has read something else, it was stale.
   */

  /** Somebody who holds the lock. */
  private record Inside(Visitor who, LockMode mode, long at) {}

  /** What somebody has written. */
  private record Written(long value, Visitor who, long at) {}

  private final int permits;
  private final Stopwatch clock;

  @GuardedBy("this")
  private final Map<Object, Inside> inside = new LinkedHashMap<>();

  @GuardedBy("this")
  private final Map<String, Written> written = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, List<String>> stale = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, Long> staleReads = new HashMap<>();

  @GuardedBy("this")
  private List<String> overlap = List.of();

  @GuardedBy("this")
  private @Nullable Visitor last;

  @GuardedBy("this")
  private long turns;

  @GuardedBy("this")
  private long crossings;

  /**
   * Nobody is inside.
   *
   * @param permits how many permits the lock has, if it is a semaphore
   * @param clock for the report
   */
  Referee(int permits, Stopwatch clock) {
    this.permits = permits;
    this.clock = clock;
  }

  /**
   * Somebody has got the lock, or has it in another mode now.
   *
   * @param key who exactly: a thread, not only a process
   * @param seen what was read under the lock, by name
   */
  synchronized void enter(Object key, Visitor who, LockMode mode, Map<String, Long> seen) {
    long now = clock.nanos();
    Inside before = inside.remove(key);
    List<Inside> others =
        inside.values().stream().filter(other -> isUnwanted(mode, other.mode())).toList();
    int bearable = mode == LockMode.PERMIT ? permits - 1 : 0;
    if (others.size() > bearable && overlap.isEmpty()) {
      overlap = proof(others, who, mode, now);
    }
    inside.put(key, new Inside(who, mode, now));
    if (before == null) {
      turns++;
      crossings += last != null && last.mount() != who.mount() ? 1 : 0;
      last = who;
    }
    seen.forEach((name, value) -> compare(name, value, who, now));
  }

  private static boolean isUnwanted(LockMode mode, LockMode other) {
    return mode.conflictsWith(other) || (mode == LockMode.PERMIT && other == LockMode.PERMIT);
  }

  private List<String> proof(List<Inside> others, Visitor who, LockMode mode, long now) {
    List<String> events = new ArrayList<>();
    for (Inside other : others) {
      events.add(
          "%s  %s holds it (%s)".formatted(Stopwatch.text(other.at()), other.who(), other.mode()));
    }
    events.add("%s  %s holds it, too (%s)".formatted(Stopwatch.text(now), who, mode));
    events.add("   and until then none of those before has begun to release it.");
    return events;
  }

  @GuardedBy("this")
  private void compare(String name, long value, Visitor who, long now) {
    Written expected = written.get(name);
    if (expected == null || expected.value() == value) {
      return;
    }
    staleReads.merge(name, 1L, Long::sum);
    stale.computeIfAbsent(
        name,
        unused ->
            List.of(
                "%s  %s writes %d and then releases the lock"
                    .formatted(Stopwatch.text(expected.at()), expected.who(), expected.value()),
                "%s  %s is the next to get the lock, and reads %s"
                    .formatted(Stopwatch.text(now), who, value < 0 ? "a torn record" : value)));
  }

  /**
   * Somebody is about to release the lock.
   *
   * @param left what was written under the lock, by name
   */
  synchronized void leave(Object key, Visitor who, Map<String, Long> left) {
    long now = clock.nanos();
    left.forEach((name, value) -> written.put(name, new Written(value, who, now)));
    inside.remove(key);
  }

  /** Whether nothing more needs to be seen. */
  synchronized boolean isOver() {
    return !overlap.isEmpty();
  }

  /** The proof that the lock was held by too many at once; empty if it was not. */
  synchronized List<String> overlap() {
    return overlap;
  }

  /** The proof that this was read although something else had been written last; or empty. */
  synchronized List<String> stale(String name) {
    return stale.getOrDefault(name, List.of());
  }

  /** How often it was. */
  synchronized long staleReads(String name) {
    return staleReads.getOrDefault(name, 0L);
  }

  /** How often the lock was got. */
  synchronized long turns() {
    return turns;
  }

  /** How often it was got through another mount than the time before. */
  synchronized long crossings() {
    return crossings;
  }
}
