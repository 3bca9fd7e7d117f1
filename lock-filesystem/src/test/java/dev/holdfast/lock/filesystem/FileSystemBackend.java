package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Locks on files, as a backend: a name space is a subdirectory. */
public final class FileSystemBackend implements LockBackendFactory {

  private static final Duration LOSS_CHECK_INTERVAL = Duration.ofMillis(200);

  @Override
  public LockProvider open(String namespace, Map<String, String> config) throws IOException {
    Path directory = Path.of(config.get("directory"));
    return FileSystemLocks.builder(Files.createDirectories(directory.resolve(namespace)))
        .lossCheckInterval(LOSS_CHECK_INTERVAL)
        .build();
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(
        Capability.CROSS_PROCESS,
        Capability.CRASH_RELEASE,
        Capability.FENCING,
        Capability.LOST_DETECTION,
        Capability.FAIR_READER_WRITER,
        Capability.DOWNGRADE,
        Capability.ABANDONED_RELEASE);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT
        .pollInterval(Duration.ofMillis(5))
        .lostDetection(LOSS_CHECK_INTERVAL.multipliedBy(2));
  }

  @Override
  public Faults faults(String namespace, Map<String, String> config) {
    return new FileSystemFaults();
  }
}
