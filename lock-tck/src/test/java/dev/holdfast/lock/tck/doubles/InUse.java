package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.SemaphoreLimitException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The locks that somebody holds or awaits, each with its limit; the others are forgotten. */
final class InUse<T> {

  private final Map<LockId, Entry<T>> entries = new ConcurrentHashMap<>();

  T arrive(LockId id, int limit, Supplier<T> maker) {
    Entry<T> arrived =
        entries.compute(
            id,
            (k, entry) -> {
              if (entry == null) {
                return new Entry<>(maker.get(), limit, 1);
              }
              if (entry.limit != limit) {
                throw new SemaphoreLimitException(id, limit, entry.limit);
              }
              return new Entry<>(entry.lock, limit, entry.users + 1);
            });
    return arrived.lock;
  }

  void leave(LockId id) {
    entries.computeIfPresent(
        id,
        (k, entry) ->
            entry.users == 1 ? null : new Entry<>(entry.lock, entry.limit, entry.users - 1));
  }

  private record Entry<T>(T lock, int limit, int users) {}
}
