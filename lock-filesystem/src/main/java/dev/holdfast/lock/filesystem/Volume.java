package dev.holdfast.lock.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * The kind of file system that a directory is on.
 *
 * @param type its name as the system gives it, in lower case
 * @param isLocal whether this machine alone answers for it, so that a system call on it does not
 *     wait for another one. A disk of the network looks the same as a local one: a block device
 *     that is in truth on another machine is local here, and may hang.
 */
record Volume(String type, boolean isLocal) {

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
    return new Volume(type, LOCAL.contains(type) && !isShare(directory));
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
