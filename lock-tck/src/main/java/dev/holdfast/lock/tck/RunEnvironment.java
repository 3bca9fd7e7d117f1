package dev.holdfast.lock.tck;

import static java.util.Objects.requireNonNull;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The kit and the machine that made a certificate, and when.
 *
 * @param kitVersion the version of the kit, not null
 * @param kitHash the SHA-256 of the kit's classes, not null
 * @param jdk vendor and version of the Java runtime, not null
 * @param os name, version and architecture of the operating system, not null
 * @param cores how many processors were available
 * @param loadAverage how many threads ran or wanted to, on average over the last minute of the run;
 *     negative if the system does not tell
 * @param worstStall by how much a sleeping thread has overslept at worst; not null
 * @param started when the run began, in whole milliseconds; not null
 * @param finished when it ended, in whole milliseconds; not null
 * @param clocks whether the clocks of worker processes can be compared with that of the kit, and
 *     what that rests on; not null
 */
public record RunEnvironment(
    String kitVersion,
    String kitHash,
    String jdk,
    String os,
    int cores,
    double loadAverage,
    Duration worstStall,
    Instant started,
    Instant finished,
    String clocks) {

  /** What is said of clocks if no rule took worker processes. */
  public static final String NO_WORKERS = "no worker process was started";

  /**
   * Rounds the times to what is written.
   *
   * @param kitVersion see above
   * @param kitHash see above
   * @param jdk see above
   * @param os see above
   * @param cores see above
   * @param loadAverage see above
   * @param worstStall see above
   * @param started see above
   * @param finished see above
   * @param clocks see above
   */
  public RunEnvironment {
    requireNonNull(kitVersion, "kitVersion");
    requireNonNull(kitHash, "kitHash");
    requireNonNull(jdk, "jdk");
    requireNonNull(os, "os");
    requireNonNull(clocks, "clocks");
    worstStall = worstStall.truncatedTo(ChronoUnit.MILLIS);
    started = started.truncatedTo(ChronoUnit.MILLIS);
    finished = finished.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * The environment of this process.
   *
   * @param kitVersion see above, not null
   * @param kitHash see above, not null
   * @param worstStall see above, not null
   * @param started see above, not null
   * @param clocks see above, not null
   * @return the environment, with the present time as the end; not null
   */
  public static RunEnvironment here(
      String kitVersion, String kitHash, Duration worstStall, Instant started, String clocks) {
    return new RunEnvironment(
        kitVersion,
        kitHash,
        System.getProperty("java.vm.vendor") + " " + System.getProperty("java.runtime.version"),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        worstStall,
        started,
        Instant.now(),
        clocks);
  }
}
