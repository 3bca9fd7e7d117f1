package dev.holdfast.lock.filesystem;

/**
 * What to do where it is known beforehand that locks cannot keep their promises, because of the
 * kind of the volume or of how it is mounted. What is not known is not refused: {@code
 * verify-volume} of the compatibility kit finds out.
 */
public enum VolumePolicy {
  /**
   * A directory on a mount that sends no locks to others (sshfs, rclone, NFS with {@code nolock} or
   * {@code local_lock}, SMB with {@code nobrl}) is refused. On one whose clients may read what has
   * been overwritten (GlusterFS), there are locks but no fencing tokens, and a warning is logged.
   */
  REFUSE,

  /**
   * Nothing is refused. Whatever would be is logged as a warning, and there are no fencing tokens:
   * they could repeat.
   */
  WARN,

  /** Whoever chooses this knows better, for instance that one host alone uses the directory. */
  TRUST
}
