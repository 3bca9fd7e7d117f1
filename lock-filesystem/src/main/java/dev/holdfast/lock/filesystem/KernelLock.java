package dev.holdfast.lock.filesystem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of a file that a process has locked, as Linux lists it. Ranges of one process and mode
 * that touch each other are listed as one, so one of these may stand for many locks.
 *
 * @param pid the process
 * @param inode the file: numbers of device and inode
 * @param start the first byte
 * @param end the last byte; {@link Long#MAX_VALUE} if there is none
 * @param shared whether other processes can have it too
 */
record KernelLock(long pid, String inode, long start, long end, boolean shared) {

  /**
   * Reads a line such as {@code "7: POSIX ADVISORY WRITE 4711 fe:00:2147985 0 EOF"}.
   *
   * @return the lock; null if it is one of another kind, or somebody waits for it
   */
  static @Nullable KernelLock of(String line) {
    String[] words = line.trim().split("\\s+", -1);
    if (words.length != 8 || !words[1].equals("POSIX")) {
      return null;
    }
    try {
      return new KernelLock(
          Long.parseLong(words[4]),
          words[5],
          Long.parseLong(words[6]),
          words[7].equals("EOF") ? Long.MAX_VALUE : Long.parseLong(words[7]),
          words[3].equals("READ"));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Whether some of these locks together cover a region, in that mode or a stronger one. */
  static boolean cover(Collection<KernelLock> locks, Region region, boolean shared) {
    List<KernelLock> strong =
        locks.stream()
            .filter(lock -> shared || !lock.shared)
            .sorted(Comparator.comparingLong(KernelLock::start))
            .toList();
    long next = region.position();
    for (KernelLock lock : strong) {
      if (lock.start <= next && lock.end >= next) {
        if (lock.end >= region.end()) {
          return true;
        }
        next = lock.end + 1;
      }
    }
    return false;
  }

  /** The part of a region that this lock covers; null if there is none. */
  @Nullable Region within(Region region) {
    long first = Math.max(start, region.position());
    long last = Math.min(end, region.end());
    return first > last ? null : new Region(first, last - first + 1);
  }
}
