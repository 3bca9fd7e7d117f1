package dev.holdfast.lock;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Several locks taken together, all or none: any mix of kinds and modes, also of different
 * providers.
 *
 * <ul>
 *   <li>Duplicates are removed: each {@link LockId} is acquired once, in the strongest {@link
 *       LockMode} asked for; composites are replaced by their parts.
 *   <li>The parts are acquired one after the other in the natural order of their ids and released
 *       in reverse, so that two callers with overlapping sets cannot deadlock.
 *   <li>One deadline covers all parts. If one cannot be had, those already acquired are released.
 *   <li>If several things fail, the first failure is thrown with the others suppressed.
 *   <li>Cancelling an asynchronous acquisition releases the parts on the cancelling thread.
 * </ul>
 */
public final class CompositeLock implements Lockable<CompositeLockHandle> {

  private static final Comparator<Lockable<?>> BY_STRENGTH = Comparator.comparing(Lockable::mode);

  private final List<Lockable<?>> parts;
  private final LockId id;

  private CompositeLock(List<Lockable<?>> parts) {
    this.parts = parts;
    this.id =
        new LockId(
            "composite",
            LockKind.COMPOSITE,
            parts.stream()
                .map(part -> part.mode() + " " + part.id())
                .collect(joining(", ", "[", "]")));
  }

  /**
   * A composite of these lockables.
   *
   * @param lockables what to acquire, in any order; not null, nor an element of it; may be empty,
   *     and is then always free
   * @return the composite, not null
   */
  public static CompositeLock of(Collection<? extends Lockable<?>> lockables) {
    Map<LockId, Lockable<?>> strongest = new TreeMap<>();
    lockables.stream()
        .flatMap(CompositeLock::flatten)
        .forEach(
            lockable ->
                strongest.merge(
                    lockable.id(), lockable, (a, b) -> BY_STRENGTH.compare(a, b) >= 0 ? a : b));
    return new CompositeLock(List.copyOf(strongest.values()));
  }

  /**
   * A composite of these lockables.
   *
   * @param lockables what to acquire, in any order; not null, nor an element of it
   * @return the composite, not null
   */
  public static CompositeLock of(Lockable<?>... lockables) {
    return of(List.of(lockables));
  }

  private static Stream<Lockable<?>> flatten(Lockable<?> lockable) {
    requireNonNull(lockable, "lockable");
    return lockable instanceof CompositeLock composite
        ? composite.parts.stream()
        : Stream.of(lockable);
  }

  /**
   * What is acquired, in the order of acquisition, without duplicates.
   *
   * @return an unmodifiable list, not null
   */
  public List<Lockable<?>> parts() {
    return parts;
  }

  /** An id of kind {@link LockKind#COMPOSITE} whose name lists the parts. */
  @Override
  public LockId id() {
    return id;
  }

  /** The strongest mode of the parts; {@link LockMode#PERMIT} if there are none. */
  @Override
  public LockMode mode() {
    return parts.stream()
        .map(Lockable::mode)
        .max(Comparator.naturalOrder())
        .orElse(LockMode.PERMIT);
  }

  /** The first part whose holder is known, and its holder. */
  @Override
  public @Nullable String describeHolder() {
    for (Lockable<?> part : parts) {
      String holder = part.describeHolder();
      if (holder != null) {
        return holder + " (" + part.id() + ")";
      }
    }
    return null;
  }

  @Override
  public @Nullable CompositeLockHandle tryAcquire(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.after(timeout);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    List<LockHandle> held = new ArrayList<>(parts.size());
    try {
      for (Lockable<?> part : parts) {
        LockHandle handle = part.tryAcquire(deadline.remaining());
        if (handle == null) {
          break;
        }
        held.add(handle);
      }
    } catch (Throwable t) {
      HeldParts.releaseAfter(t, held);
      throw t;
    }
    if (held.size() < parts.size()) {
      HeldParts.release(held);
      return null;
    }
    return new CompositeHandle(held);
  }

  @Override
  public CompletableFuture<@Nullable CompositeLockHandle> tryAcquireAsync(Duration timeout) {
    return new CompositeAcquisition(parts, Deadline.after(timeout)).start();
  }

  @Override
  public String toString() {
    return "composite lock " + id.name();
  }
}
