package dev.holdfast.lock.tck.cli.volume;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known about kinds of volumes beforehand. */
final class Advice {

  private Advice() {}

  /** Why locks cannot exclude other hosts on this mount, whatever one host sees; if it is known. */
  static Optional<String> knownLocal(Mount mount) {
    String type = mount.type();
    if (type.equals("fuse.sshfs") || type.equals("fuse.rclone")) {
      return Optional.of(type + " does not send locks to its server.");
    }
    if (type.startsWith("nfs")
        && (mount.hasOption("nolock")
            || mount.hasOption("local_lock=all")
            || mount.hasOption("local_lock=posix"))) {
      return Optional.of(
          "The mount option %s keeps locks from the server."
              .formatted(mount.hasOption("nolock") ? "nolock" : "local_lock"));
    }
    if (isSmb(mount) && mount.hasOption("nobrl")) {
      return Optional.of("The mount option nobrl keeps locks from the server.");
    }
    return Optional.empty();
  }

  private static boolean isSmb(Mount mount) {
    return mount.type().equals("cifs") || mount.type().startsWith("smb");
  }

  private static boolean isMooseFs(Mount mount) {
    return mount.type().endsWith(".mfs") || mount.source().startsWith("mfs#");
  }

  /** What to do about failures on these mounts. */
  static List<String> on(List<Mount> mounts, boolean excludes) {
    Set<String> advice = new LinkedHashSet<>();
    for (Mount mount : mounts) {
      advice.add(excludes ? forData(mount) : forExclusion(mount));
    }
    return List.copyOf(advice);
  }

  private static String forExclusion(Mount mount) {
    String type = mount.type();
    if (type.equals("fuse.sshfs") || type.equals("fuse.rclone")) {
      return type
          + " has no option that would help. Use NFS, SMB, GlusterFS or MooseFS for the lock files.";
    }
    if (isMooseFs(mount)) {
      return "Mount it without mfsnoposixlocks.";
    }
    if (type.equals("fuse") || type.equals("fuse.bindfs")) {
      return "If this is bindfs, mount it with --multithreaded --enable-lock-forwarding, and give each"
          + " process a mount of its own: bindfs takes all processes of one mount for one.";
    }
    if (type.startsWith("nfs")) {
      return "Mount it without nolock and with local_lock=none; for NFS 3, the lock services"
          + " (rpcbind, rpc.statd) must run on client and server.";
    }
    if (isSmb(mount)) {
      return "Mount it without nobrl.";
    }
    if (type.equals("overlay")) {
      return "Use the merged directory of the overlay everywhere, never the upper one beside it.";
    }
    return "Look for an option of the %s mount that sends POSIX locks to the server, or keep lock files elsewhere."
        .formatted(type);
  }

  private static String forData(Mount mount) {
    String type = mount.type();
    if (type.contains("gluster")) {
      return "Mount it with direct-io-mode=enable,attribute-timeout=0,entry-timeout=0, and switch these"
          + " off for the volume: performance.quick-read, io-cache, write-behind, read-ahead,"
          + " stat-prefetch and open-behind.";
    }
    if (type.startsWith("nfs")) {
      return "Mount it with noac or actimeo=0, or read and write only in the locked file itself.";
    }
    if (isMooseFs(mount)) {
      return "Mount it with mfscachemode=DIRECT,mfsattrcacheto=0,mfsentrycacheto=0, and force what is"
          + " written (FileChannel.force) before a lock is released.";
    }
    if (type.equals("fuse") || type.equals("fuse.bindfs")) {
      return "If this is bindfs, use one mount of it on each machine: the caches of two do not know"
          + " of each other.";
    }
    return "Locks are good for taking turns here, but not for protecting files of this volume: keep"
        + " those elsewhere, or look for a mount option that switches caching off.";
  }
}
