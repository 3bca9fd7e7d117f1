package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockMode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A doubly linked queue of waiters, first come first. A waiter is in at most one queue. */
final class WaiterQueue {

  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private int size;
  private int readers;
  private int upgradeables;
  private int writers;

  boolean isEmpty() {
    return first == null;
  }

  int size() {
    return size;
  }

  @Nullable Waiter first() {
    return first;
  }

  /** Visits them, the first one first. */
  void forEach(Consumer<Waiter> visitor) {
    for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
      visitor.accept(waiter);
    }
  }

  boolean hasReaders() {
    return readers > 0;
  }

  /** Whether somebody in the queue may not be passed by a newcomer of this mode. */
  boolean conflictsWith(LockMode mode) {
    return switch (mode) {
      case PERMIT, WRITE -> size > 0;
      case READ -> writers > 0;
      case UPGRADEABLE -> writers + upgradeables > 0;
    };
  }

  void add(Waiter waiter) {
    waiter.previous = last;
    waiter.next = null;
    if (last == null) {
      first = waiter;
    } else {
      last.next = waiter;
    }
    last = waiter;
    count(waiter, 1);
  }

  void remove(Waiter waiter) {
    if (waiter.previous == null) {
      first = waiter.next;
    } else {
      waiter.previous.next = waiter.next;
    }
    if (waiter.next == null) {
      last = waiter.previous;
    } else {
      waiter.next.previous = waiter.previous;
    }
    waiter.previous = null;
    waiter.next = null;
    count(waiter, -1);
  }

  private void count(Waiter waiter, int difference) {
    size += difference;
    switch (waiter.mode()) {
      case PERMIT -> {}
      case READ -> readers += difference;
      case UPGRADEABLE -> upgradeables += difference;
      case WRITE -> writers += difference;
    }
  }

  /** Empties the queue and answers what was in it, linked by {@code next}. */
  @Nullable Waiter takeAll() {
    @Nullable Waiter chain = first;
    if (chain != null) {
      first = null;
      last = null;
      size = 0;
      readers = 0;
      upgradeables = 0;
      writers = 0;
    }
    return chain;
  }
}
