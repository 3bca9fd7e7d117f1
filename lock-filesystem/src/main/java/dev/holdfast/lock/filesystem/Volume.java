package dev.holdfast.lock.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kind of file system that a directory is on.
 *
 * @param type its name as the system gives it, in lower case
 * @param isLocal whether this machine alone answers for it, so that a system call on it does not
 *     wait for another one. A disk of the network looks the same as a local one: a block device
 *     that is in truth on another machine is local here, and may hang.
 * @param obstacle why locks on it exclude nobody who uses another mount, in a sentence; null if
 *     nothing of that kind is known
 * @param mayReadStale whether it is known that what is read under a lock may have been overwritten
 */
record Volume(String type, boolean isLocal, @Nullable String obstacle, boolean mayReadStale) {

  /** They have no locks but those of the kernel that mounts them. */
  private static final Set<String> WITHOUT_LOCKS = Set.of("fuse.sshfs", "fuse.rclone");

  /** Their clients answer from caches, whoever holds a lock. */
  private static final Set<String> STALE = Set.of("fuse.glusterfs");

  /** What is not in here may have a server, be it only a process of this machine. */
  private static final Set<String> LOCAL =
      Set.of(
          "ext2",
          "ext3",
          "ext4",
          "xfs",
          "btrfs",
          "tmpfs",
          "ramfs",
          "overlay",
          "aufs",
          "zfs",
          "f2fs",
          "jfs",
          "nilfs2",
          "reiserfs",
          "bcachefs",
          "vfat",
          "msdos",
          "exfat",
          "fat32",
          "ntfs3",
          "ntfs",
          "refs",
          "apfs",
          "hfs",
          "hfsplus",
          "ufs");

  private static final String UNKNOWN = "unknown";

  /** Looks up a directory's volume. Waits for the server if there is one and it is away. */
  static Volume of(Path directory) {
    String type;
    try {
      type = Files.getFileStore(directory).type().toLowerCase(Locale.ROOT);
    } catch (IOException | SecurityException e) {
      type = UNKNOWN;
    }
    return of(type, LOCAL.contains(type) && !isShare(directory), MountOptions.of(directory));
  }

  /** The volume of this type with these mount options. */
  static Volume of(String type, boolean isLocal, Set<String> options) {
    return new Volume(type, isLocal, obstacle(type, options), STALE.contains(type));
  }

  private static @Nullable String obstacle(String type, Set<String> options) {
    if (WITHOUT_LOCKS.contains(type)) {
      return type + " sends no locks to its server";
    }
    List<String> keepingLocks =
        type.startsWith("nfs")
            ? List.of("nolock", "local_lock=all", "local_lock=posix")
            : type.equals("cifs") || type.startsWith("smb") ? List.of("nobrl") : List.of();
    return keepingLocks.stream()
        .filter(options::contains)
        .findFirst()
        .map(option -> "the mount option " + option + " keeps locks from the server")
        .orElse(null);
  }

  /** Windows tells of a share only which file system its server keeps it on. */
  private static boolean isShare(Path directory) {
    Path root = directory.toAbsolutePath().getRoot();
    return root != null && root.toString().startsWith("\\\\");
  }

  @Override
  public String toString() {
    return type.isEmpty() ? UNKNOWN : type;
  }
}
