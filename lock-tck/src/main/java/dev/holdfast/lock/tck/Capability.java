package dev.holdfast.lock.tck;

/** What a backend promises beyond the rules that bind everybody. */
public enum Capability {
  /** Locks exclude between processes. */
  CROSS_PROCESS,
  /** The locks of a dead process become free. */
  CRASH_RELEASE,
  /** Exclusive grants carry fencing tokens. */
  FENCING,
  /** Handles report their loss. */
  LOST_DETECTION,
  /** Conflicting waiters are served in the order of their arrival. */
  FIFO,
  /** A steady stream of readers does not starve writers, nor the reverse. */
  FAIR_READER_WRITER,
  /** A try fails only if a conflicting hold exists during the attempt. */
  STRICT_TRY,
  /** Upgraded handles can be downgraded. */
  DOWNGRADE,
  /** Abandoned handles are released. */
  ABANDONED_RELEASE
}
