package dev.holdfast.lock.tck.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether the stamps of another process's {@link System#nanoTime()} may be compared with ours.
 *
 * <p>Nothing promises that, so it is looked at: both run on one boot of one machine, in one time
 * name space, and each of a number of answers lies between our question and our receipt of it. If
 * all that holds, the clock is one and the same. If only the answers fit together, all that is
 * known is between which limits the difference lies, and spans have to be narrowed by those.
 *
 * @param isOne whether the clocks are the same
 * @param least the least that the other clock may be ahead of ours, in nanoseconds
 * @param most the most that it may be ahead
 * @param grounds what that rests on, for a report
 */
public record ClockCertificate(boolean isOne, long least, long most, String grounds) {

  private static final int QUESTIONS = 20;
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path TIME_NAMESPACE = Path.of("/proc/self/ns/time");

  /** Another process's {@link System#nanoTime()}. */
  @FunctionalInterface
  interface Clock {
    long read() throws InterruptedException;
  }

  /** What a process says of itself when it starts. */
  static Message ofThisProcess() {
    Message message = Message.EMPTY.with("id", "hello").with("pid", ProcessHandle.current().pid());
    String boot = boot();
    String namespace = timeNamespace();
    if (boot != null) {
      message = message.with("boot", boot);
    }
    return namespace == null ? message : message.with("time", namespace);
  }

  private static @Nullable String boot() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      return null; // not Linux
    }
  }

  private static @Nullable String timeNamespace() {
    try {
      return Files.readSymbolicLink(TIME_NAMESPACE).toString();
    } catch (IOException e) {
      return null; // not Linux, or one from before time name spaces
    }
  }

  /**
   * Compares.
   *
   * @param hello what the process said of itself
   * @param clock asks it for the time
   */
  static ClockCertificate of(Message hello, Clock clock) throws InterruptedException {
    long least = Long.MIN_VALUE;
    long most = Long.MAX_VALUE;
    for (int i = 0; i < QUESTIONS; i++) {
      long asked = System.nanoTime();
      long answer = clock.read();
      long received = System.nanoTime();
      least = Math.max(least, answer - received);
      most = Math.min(most, answer - asked);
    }
    Message ours = ofThisProcess();
    String boot = ours.find("boot");
    boolean isOneMachine = boot != null && boot.equals(hello.find("boot"));
    String namespace = ours.find("time");
    boolean isOneNamespace =
        namespace == null ? hello.find("time") == null : namespace.equals(hello.find("time"));
    boolean isOne = isOneMachine && isOneNamespace && least <= 0 && most >= 0;
    return new ClockCertificate(
        isOne,
        isOne ? 0 : least,
        isOne ? 0 : most,
        String.format(
            Locale.ROOT,
            "boot id %s, time name space %s, %d questions: ahead by %.1f to %.1f us",
            isOneMachine ? "the same" : "another or unknown",
            isOneNamespace ? "the same" : "another",
            QUESTIONS,
            least / 1e3,
            most / 1e3));
  }

  /** Whether stamps can be compared at all. */
  public boolean isUsable() {
    return least <= most;
  }

  /** The earliest instant of our clock that this stamp of the other may be. */
  public long earliest(long stamp) {
    return stamp - most;
  }

  /** The latest instant of our clock that this stamp of the other may be. */
  public long latest(long stamp) {
    return stamp - least;
  }
}
