package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The process that holds a lock, or held it last.
 *
 * @param pid its number on its host, or in its container
 * @param host the name of that host, which it has told itself; not null
 * @param started when it was started by the clock of that host; null if the system does not tell
 * @param label what its user has called it; null if nothing
 */
public record OwnerProcess(
    long pid, String host, @Nullable Instant started, @Nullable String label) {

  /**
   * Rejects a missing host.
   *
   * @param pid its number on its host, or in its container
   * @param host the name of that host, not null
   * @param started when it was started; null if the system does not tell
   * @param label what its user has called it; null if nothing
   */
  public OwnerProcess {
    requireNonNull(host, "host");
  }

  /** Number, host and label, fit for a message. */
  @Override
  public String toString() {
    return "pid " + pid + " on host " + host + (label == null ? "" : " (" + label + ")");
  }
}
