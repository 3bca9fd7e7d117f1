package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.LockMode;

/**
 * One hold, as its holder has recorded it. An upgraded hold is two of them: the upgradeable one,
 * and within it the exclusive one.
 *
 * @param worker the process, counted from the first one that was started
 * @param token the fencing token, or {@link #NO_TOKEN}
 * @param requested when it was asked for, in nanoseconds of the machine's clock, like all times
 * @param granted when it was held at the latest
 * @param until when it was still held; {@link #OPEN} if it never ended, as far as is known
 * @param released when its release was over; 0 if that is not known
 */
record Hold(
    int worker,
    int thread,
    LockMode mode,
    Form form,
    long token,
    long requested,
    long granted,
    long until,
    long released) {

  static final long NO_TOKEN = Long.MIN_VALUE;
  static final long OPEN = Long.MAX_VALUE;

  /**
   * This hold, of a process that was killed: all that is known of an open hold is that it lasted to
   * the moment before the signal was sent.
   */
  Hold killedAt(long instant) {
    return until == OPEN
        ? new Hold(
            worker, thread, mode, form, token, requested, granted, Math.max(granted, instant), 0)
        : this;
  }

  boolean isExclusive() {
    return mode == LockMode.WRITE;
  }

  boolean hasOwnerOf(Hold other) {
    return worker == other.worker && thread == other.thread;
  }

  long waited() {
    return granted - requested;
  }

  @Override
  public String toString() {
    return mode
        + " of thread "
        + worker
        + "/"
        + thread
        + (token == NO_TOKEN ? "" : " with token " + token)
        + " from "
        + granted
        + (until == OPEN ? "" : " to " + until);
  }
}
