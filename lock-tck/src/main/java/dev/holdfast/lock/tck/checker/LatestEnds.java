package dev.holdfast.lock.tck.checker;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.history.History;
import java.util.EnumMap;
import java.util.Map;

/**
 * Of the spans that were added, the one that ends last among those that conflict with a mode and
 * belong to another handle: if any of them reaches an instant, that one does.
 */
final class LatestEnds {

  /** For one mode the span that ends last, and the one of another handle that does; -1 for none. */
  private static final class Pair {
    int last = -1;
    int other = -1;
  }

  private final History history;
  private final Spans spans;
  private final Map<LockMode, Pair> byMode = new EnumMap<>(LockMode.class);

  LatestEnds(History history, Spans spans) {
    this.history = history;
    this.spans = spans;
  }

  void add(int span) {
    Pair pair = byMode.computeIfAbsent(spans.mode(span), unused -> new Pair());
    boolean isLast = pair.last < 0 || spans.to(span) >= spans.to(pair.last);
    boolean isSame = pair.last >= 0 && handle(span) == handle(pair.last);
    if (isLast) {
      pair.other = isSame ? pair.other : pair.last;
      pair.last = span;
    } else if (!isSame && (pair.other < 0 || spans.to(span) > spans.to(pair.other))) {
      pair.other = span;
    }
  }

  /** The span; -1 if there is none. */
  int conflicting(LockMode mode, long handle) {
    int latest = -1;
    for (Map.Entry<LockMode, Pair> entry : byMode.entrySet()) {
      if (entry.getKey().conflictsWith(mode)) {
        Pair pair = entry.getValue();
        boolean isOwn = handle(pair.last) == handle;
        int found = isOwn ? pair.other : pair.last;
        if (found >= 0 && (latest < 0 || spans.to(found) > spans.to(latest))) {
          latest = found;
        }
      }
    }
    return latest;
  }

  private long handle(int span) {
    return history.handle(spans.row(span));
  }
}
