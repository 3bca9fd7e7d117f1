package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what in a lock file, as far as the kernel of this machine tells. Fit for messages, not
 * for decisions: other hosts are not in it, nor processes that this one cannot see because it runs
 * in a container; and it is read piece by piece while locks come and go.
 */
final class LockTable {

  private static final List<Region> PARTS =
      List.of(
          Region.RESERVED,
          Region.GATE,
          Region.DATA,
          Region.WAITERS,
          Region.permits(0, Region.MOST_PERMITS));

  private LockTable() {}

  /**
   * A process that holds a part of a lock file. To hold the waiters' byte means to wait.
   *
   * @param region one that has a name, or the permits that follow each other
   */
  record Holder(long pid, Region region, boolean shared) {}

  /**
   * Looks up the holders of a file. The caller holds {@link Region#PROBE}, shared, in that file,
   * all the time: a list without it is that of another file, or of a file system that leaves the
   * locks to its server.
   *
   * @return the holders, the caller's process among them; empty if there are none that can be seen;
   *     null if the system does not tell
   */
  static @Nullable List<Holder> of(Path file) {
    String inode = inode(file);
    return inode == null ? null : of(inode, Proc.lines(Proc.ROOT.resolve("locks")));
  }

  static @Nullable List<Holder> of(String inode, List<String> lines) {
    List<KernelLock> locks = new ArrayList<>();
    String wanted = " " + inode + " ";
    for (String line : lines) {
      KernelLock lock = line.contains(wanted) ? KernelLock.of(line) : null;
      if (lock != null) {
        locks.add(lock);
      }
    }
    long me = ProcessHandle.current().pid();
    List<KernelLock> own = locks.stream().filter(lock -> lock.pid() == me).toList();
    return KernelLock.cover(own, Region.PROBE, true) ? split(locks) : null;
  }

  private static List<Holder> split(List<KernelLock> locks) {
    List<Holder> holders = new ArrayList<>();
    for (KernelLock lock : locks) {
      for (Region part : PARTS) {
        Region held = lock.within(part);
        if (held != null) {
          holders.add(new Holder(lock.pid(), held, lock.shared()));
        }
      }
    }
    return List.copyOf(holders);
  }

  /** How the table names a file; null if this system has no such thing. */
  private static @Nullable String inode(Path file) {
    try {
      return inode(
          (long) requireNonNull(Files.getAttribute(file, "unix:dev", LinkOption.NOFOLLOW_LINKS)),
          (long) requireNonNull(Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS)));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Programs see major and minor number of a device interleaved, for historical reasons. */
  static String inode(long device, long inode) {
    long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
    long minor = (device & 0xff) | (device >>> 12 & 0xffffff00L);
    return String.format("%02x:%02x:%s", major, minor, Long.toUnsignedString(inode));
  }
}
