package dev.holdfast.lock;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The news that a lock is no longer held although its handle was not closed. Whoever gets it stops
 * at once: somebody else may already be inside.
 *
 * @param lock which lock, not null
 * @param reason why, not null
 * @param message what was noticed, in complete sentences; not null
 * @param noticedAt when it was noticed by the clock of this host, which may be long after the loss;
 *     not null
 */
public record LockLoss(LockId lock, Reason reason, String message, Instant noticedAt) {

  /** Why a lock is gone. */
  public enum Reason {
    /** The channel or connection that carried the lock was closed. */
    CHANNEL_CLOSED,
    /** The system no longer knows the lock, for instance after a foreign close of the lock file. */
    RELEASED_BY_SYSTEM,
    /** What carried the lock (file, row, node) was deleted or replaced. */
    STORAGE_REPLACED,
    /** A sign of life could not be written. */
    HEARTBEAT_FAILED,
    /** The other side has not answered for longer than the lock is safe. */
    SERVER_SILENT,
    /** The lease ran out before it was renewed. */
    LEASE_EXPIRED,
    /** Somebody else has taken the lock. */
    SUPERSEDED,
    /** A test asked for it. */
    FORCED
  }

  /**
   * Rejects nulls.
   *
   * @param lock which lock, not null
   * @param reason why, not null
   * @param message what was noticed, not null
   * @param noticedAt when it was noticed, not null
   */
  public LockLoss {
    requireNonNull(lock, "lock");
    requireNonNull(reason, "reason");
    requireNonNull(message, "message");
    requireNonNull(noticedAt, "noticedAt");
  }
}
