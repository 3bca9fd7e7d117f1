package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory that the check was given, and the mount that it is on.
 *
 * @param number its number in the check
 * @param host the host
 * @param index its place among the directories of the host
 * @param directory as it was given
 * @param facts what a worker has found out about it; null before that
 */
record Mount(int number, String host, int index, String directory, @Nullable Message facts) {

  /** File systems that one machine has for itself. */
  private static final Set<String> LOCAL =
      Set.of(
          "ext2",
          "ext3",
          "ext4",
          "xfs",
          "btrfs",
          "zfs",
          "tmpfs",
          "ramfs",
          "overlay",
          "aufs",
          "f2fs",
          "jfs",
          "nilfs2",
          "reiserfs",
          "bcachefs",
          "vfat",
          "msdos",
          "exfat",
          "ntfs",
          "ntfs3",
          "apfs",
          "hfs",
          "hfsplus",
          "ufs",
          "refs",
          "fat32",
          "squashfs");

  Mount with(Message found) {
    return new Mount(number, host, index, directory, found);
  }

  private String fact(String name) {
    String fact = facts == null ? null : facts.find(name);
    return fact == null ? "" : fact;
  }

  /** The type of the file system, such as nfs4; empty if it is not known. */
  String type() {
    return fact("type");
  }

  String source() {
    return fact("source");
  }

  String point() {
    return fact("point");
  }

  /**
   * Where something should be mounted according to the system, but is not; empty if all is well.
   */
  String missing() {
    return fact("missing");
  }

  List<String> options() {
    return Arrays.asList(fact("options").split(",", -1));
  }

  boolean hasOption(String option) {
    return options().contains(option);
  }

  boolean isLocal() {
    return LOCAL.contains(type());
  }

  /** Such as "/mnt/a on host h: nfs4, server:/export mounted at /mnt/a". */
  @Override
  public String toString() {
    return "%s on %s: %s, %s mounted at %s".formatted(directory, host, type(), source(), point());
  }
}
