package dev.holdfast.lock.tck.history;

import static java.util.Objects.requireNonNull;

/**
 * Who makes a call.
 *
 * @param client the provider instance, such as "p1"; not null
 * @param pid the process
 * @param thread the name of the thread, or of what stands for it where the call is asynchronous;
 *     not null
 */
public record Actor(String client, long pid, String thread) {

  /**
   * Rejects nulls.
   *
   * @param client see above
   * @param pid see above
   * @param thread see above
   */
  public Actor {
    requireNonNull(client, "client");
    requireNonNull(thread, "thread");
  }

  /** Such as "pid 4711, thread w2". */
  @Override
  public String toString() {
    return "pid " + pid + ", thread " + thread;
  }
}
