package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a lock exclusively, or held it last: he may have released it since, or have crashed.
 *
 * @param process which process; null if the lock file does not tell, which is so for a moment when
 *     the lock goes from one process to another
 * @param thread the beginning of the name of the thread that acquired it, not null
 * @param since when he got it, by the clock of his host; not null
 * @param token his fencing token
 */
public record LockOwner(@Nullable OwnerProcess process, String thread, Instant since, long token) {

  /**
   * Rejects nulls, except for the process.
   *
   * @param process which process; null if the lock file does not tell
   * @param thread the beginning of the name of the thread that acquired it, not null
   * @param since when he got it, not null
   * @param token his fencing token
   */
  public LockOwner {
    requireNonNull(thread, "thread");
    requireNonNull(since, "since");
  }

  /** All that is known, fit for a message. */
  @Override
  public String toString() {
    return (process == null ? "unknown process" : process)
        + ", thread "
        + thread
        + ", since "
        + since
        + ", token "
        + token;
  }
}
