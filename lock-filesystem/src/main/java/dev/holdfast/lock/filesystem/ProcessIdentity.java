package dev.holdfast.lock.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who this process is. */
final class ProcessIdentity {

  /** Tells this process from all others, of all hosts and times; not zero. */
  static final long NONCE = nonce();

  /** The name of this host. */
  static final String HOST = hostName(Path.of("/proc/sys/kernel/hostname"), System.getenv());

  private ProcessIdentity() {}

  /**
   * What this process writes into lock files.
   *
   * @param label what its user calls it; null if nothing
   */
  static OwnerRecord record(@Nullable String label) {
    ProcessHandle process = ProcessHandle.current();
    return new OwnerRecord(
        NONCE,
        new OwnerProcess(process.pid(), HOST, process.info().startInstant().orElse(null), label));
  }

  private static long nonce() {
    SecureRandom random = new SecureRandom();
    long nonce;
    do {
      nonce = random.nextLong();
    } while (nonce == 0);
    return nonce;
  }

  /**
   * The name of a host. The usual way, by its address, is not taken: it may wait for a name server.
   *
   * @param kernel the file in which the system says it, where it does
   * @param environment the environment of the process
   */
  static String hostName(Path kernel, Map<String, String> environment) {
    return Stream.of(
            content(kernel),
            environment.getOrDefault("HOSTNAME", ""),
            environment.getOrDefault("COMPUTERNAME", ""))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("unknown host");
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException | SecurityException e) {
      return "";
    }
  }
}
