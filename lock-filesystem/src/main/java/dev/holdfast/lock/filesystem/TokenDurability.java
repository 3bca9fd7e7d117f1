package dev.holdfast.lock.filesystem;

/**
 * Which failures the fencing tokens of a lock survive: after them, no token that was handed out
 * before is handed out again.
 *
 * <p>All users of a directory use the same setting. Where they do not, the tokens still increase as
 * long as the power does not fail; after that, none is repeated that was handed out with {@link
 * #POWER}.
 */
public enum TokenDurability {
  /**
   * There are no tokens. Nothing is written when a lock is taken: handles have no token, and nobody
   * can be told who holds the lock.
   */
  NONE,

  /**
   * Tokens survive the crash of processes, but not of the system: when the power fails, or the host
   * that stores the files restarts, tokens may be lost that were not yet written to the disk. Costs
   * a write for each token.
   */
  PROCESS,

  /**
   * Tokens also survive the loss of power and restarts of the host that stores the files, provided
   * that the disk keeps what it has confirmed. Costs a write for each token, and waiting for the
   * disk once for each process that opens the file of a lock and once in 65,536 tokens.
   *
   * <p>A process that goes on using an open file while the storage behind it restarts relies on its
   * system to repeat the writes that were lost, as NFS does.
   */
  POWER
}
