package dev.holdfast.lock.inmemory;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A doubly linked list of holds, which keeps them reachable. A hold is in at most one list. */
final class HoldList {

  private @Nullable Hold first;

  boolean isEmpty() {
    return first == null;
  }

  /** The hold in a list that has exactly one. */
  Hold only() {
    if (first == null || first.next != null) {
      throw new AssertionError("not one hold");
    }
    return first;
  }

  void add(Hold hold) {
    hold.next = first;
    if (first != null) {
      first.previous = hold;
    }
    first = hold;
  }

  /** Visits them, the newest first. */
  void forEach(Consumer<Hold> visitor) {
    for (Hold hold = first; hold != null; hold = hold.next) {
      visitor.accept(hold);
    }
  }

  void remove(Hold hold) {
    if (hold.previous == null) {
      first = hold.next;
    } else {
      hold.previous.next = hold.next;
    }
    if (hold.next != null) {
      hold.next.previous = hold.previous;
    }
    hold.previous = null;
    hold.next = null;
  }
}
