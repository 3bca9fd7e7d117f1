package dev.holdfast.lock.filesystem;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors that this copy of the library does not use, and which stay open as long as any
 * copy uses their file. Thread-safe.
 */
final class Leftovers {

  /**
   * A descriptor.
   *
   * @param keys the files to one of which it belongs, in the order in which their monitors are
   *     entered
   * @param certain whether it belongs to the only one of these for sure
   * @param inHand whether a thread is about to close it
   */
  private record Leftover(
      Descriptor descriptor, List<Object> keys, boolean certain, AtomicBoolean inHand) {

    boolean mayBelongTo(Object key) {
      return keys.contains(key);
    }

    boolean isNeeded() {
      return keys.stream().anyMatch(Copies::use);
    }
  }

  /** How long what could not be closed is left alone by those who use other files. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Set<Leftover> all = ConcurrentHashMap.newKeySet();

  /** Adds a descriptor that belongs to this file. */
  void put(Descriptor descriptor, Object key) {
    all.add(new Leftover(descriptor, List.of(key), true, new AtomicBoolean()));
  }

  /** Adds a descriptor that belongs to one of these files, as far as one knows. */
  void putUncertain(Descriptor descriptor, @Nullable Object... candidates) {
    List<Object> keys =
        Stream.of(candidates)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .distinct()
            .sorted(Comparator.comparing(Copies::property))
            .toList();
    all.add(new Leftover(descriptor, keys, false, new AtomicBoolean()));
  }

  /**
   * Takes out a descriptor that belongs to this file, if there is one, to use it again. The caller
   * has the monitor.
   */
  @Nullable Descriptor take(Object key) {
    for (Leftover left : all) {
      if (left.certain() && left.mayBelongTo(key)) {
        return all.remove(left) ? left.descriptor() : null;
      }
    }
    return null;
  }

  /**
   * Closes what may belong to this file, if no copy uses it. If there is no key, that is what
   * belongs to a file that was gone before it had one. Everything else that may be closed by now is
   * closed by other threads: the system may let them wait as long as the server of a network mount
   * is away, and that is not to be a matter of this file's user.
   */
  void closeUnused(@Nullable Object key) {
    for (Leftover left : all) {
      if (key == null ? left.keys().isEmpty() : left.mayBelongTo(key)) {
        closeUnless(left, 0);
      } else if (!left.isNeeded() && left.inHand().compareAndSet(false, true)) {
        Thread closer = new Thread(() -> closeInHand(left), "holdfast-closer");
        closer.setDaemon(true);
        closer.setContextClassLoader(null);
        closer.start();
      }
    }
  }

  private void closeInHand(Leftover left) {
    try {
      closeUnless(left, 0);
    } finally {
      if (all.contains(left)) {
        Future<?> unused = Background.schedule(() -> left.inHand().set(false), PAUSE_NANOS);
      }
    }
  }

  /** Enters the monitors from this one on, and closes it if none of the files is used then. */
  private void closeUnless(Leftover left, int entered) {
    if (entered == left.keys().size()) {
      if (all.remove(left) && !close(left.descriptor())) {
        all.add(left);
      }
      return;
    }
    Object key = left.keys().get(entered);
    synchronized (Copies.monitor(key)) {
      if (!Copies.use(key)) {
        closeUnless(left, entered + 1);
      }
    }
  }

  /** Answers whether it is closed; it is not if something in it cannot be unlocked. */
  private static boolean close(Descriptor descriptor) {
    try {
      descriptor.close();
      return true;
    } catch (IOException e) {
      // What has to last was forced when it was written.
      return !descriptor.isOpen();
    }
  }
}
