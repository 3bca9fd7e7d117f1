package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The failures that a test has ordered, by name. Each happens once. Thread-safe. */
final class Script {

  /** What happens to an acquisition instead of itself. */
  enum Kind {
    FAILS,
    TIMES_OUT,
    IS_INTERRUPTED
  }

  /**
   * An order.
   *
   * @param failure what is thrown if it fails
   */
  record Order(Kind kind, @Nullable LockException failure) {

    /** Whether it can happen to such an acquisition. */
    boolean suits(Duration timeout, boolean blocks) {
      return switch (kind) {
        case FAILS -> true;
        case TIMES_OUT -> !Deadline.after(timeout).isNever();
        case IS_INTERRUPTED -> blocks;
      };
    }
  }

  private final Map<String, Deque<Order>> acquisitions = new ConcurrentHashMap<>();
  private final Map<String, Queue<LockException>> releases = new ConcurrentHashMap<>();

  void orderAcquisition(String name, Order order) {
    acquisitions.compute(
        name,
        (key, known) -> {
          Deque<Order> orders = known == null ? new ArrayDeque<>() : known;
          orders.add(order);
          return orders;
        });
  }

  void orderRelease(String name, LockException failure) {
    releases.computeIfAbsent(name, absent -> new ConcurrentLinkedQueue<>()).add(failure);
  }

  /** Takes the first order that suits an acquisition which begins; null if there is none. */
  @Nullable Order takeFor(String name, Duration timeout, boolean blocks) {
    if (acquisitions.isEmpty()) {
      return null;
    }
    Order[] taken = new Order[1];
    acquisitions.computeIfPresent(
        name,
        (key, orders) -> {
          for (Iterator<Order> i = orders.iterator(); taken[0] == null && i.hasNext(); ) {
            Order order = i.next();
            if (order.suits(timeout, blocks)) {
              taken[0] = order;
              i.remove();
            }
          }
          return orders.isEmpty() ? null : orders;
        });
    return taken[0];
  }

  @Nullable LockException takeForRelease(String name) {
    Queue<LockException> failures = releases.get(name);
    return failures == null ? null : failures.poll();
  }
}
