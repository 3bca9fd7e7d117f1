package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.filesystem.FileSystemLocks;
import dev.holdfast.lock.filesystem.TokenDurability;
import dev.holdfast.lock.filesystem.VolumePolicy;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.commons.io.FileUtils;

/**
 * Locks on the files of a directory, as a backend: a name space is a subdirectory. Those that it
 * has made are deleted when the JVM ends. Configuration: {@code directory}; {@code fencing}, which
 * is how durable fencing tokens are: with {@code NONE}, certify without {@code FENCING}; {@code
 * volumes}, which is the {@link VolumePolicy}; {@code mirror}, the same directory through another
 * mount, which about every other process uses.
 */
public final class FileSystemBackend implements LockBackendFactory {

  private static final String DIRECTORY = "directory";
  private static final String FENCING = "fencing";
  private static final String VOLUMES = "volumes";

  /** About every other process takes this one. */
  private static final String MIRROR = "mirror";

  private static final Set<String> KEYS = Set.of(DIRECTORY, FENCING, VOLUMES, MIRROR);
  private static final String PREFIX = "holdfast-tck-";

  /** The backend. */
  public FileSystemBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) throws IOException {
    String parent = config.get(DIRECTORY);
    if (parent == null || !KEYS.containsAll(config.keySet())) {
      throw new IllegalArgumentException(
          "The file-system backend needs --config directory=DIR, and takes --config fencing=(NONE,"
              + " PROCESS or POWER), volumes=(REFUSE, WARN or TRUST), and mirror=DIR for another"
              + " mount of the same volume, but was given "
              + config.keySet()
              + ".");
    }
    String mirror = config.get(MIRROR);
    boolean isMirrored = mirror != null && ProcessHandle.current().pid() % 2 == 0;
    Path directory = subdirectory(Path.of(isMirrored ? mirror : parent), PREFIX + namespace);
    return FileSystemLocks.builder(directory)
        .tokens(choice(config, FENCING, TokenDurability.POWER, TokenDurability.values()))
        .volumes(choice(config, VOLUMES, VolumePolicy.REFUSE, VolumePolicy.values()))
        .build();
  }

  private static <E extends Enum<E>> E choice(
      Map<String, String> config, String key, E otherwise, E[] all) {
    String name = config.get(key);
    if (name == null) {
      return otherwise;
    }
    return Arrays.stream(all)
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--config %s=%s is none of %s.".formatted(key, name, Arrays.toString(all))));
  }

  private static Path subdirectory(Path parent, String name) throws IOException {
    if (!Files.isDirectory(parent)) {
      throw new IllegalArgumentException(
          "The directory '%s' does not exist. Create it, or mount the volume that it is on."
              .formatted(parent));
    }
    Path directory = parent.resolve(name);
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      return directory; // whoever has made it will delete it
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(directory.toFile())));
    return directory;
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

  /** A loss is looked for every second. */
  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.lostDetection(Duration.ofSeconds(2));
  }

  @Override
  public Faults faults(String namespace, Map<String, String> config) {
    return new FileSystemFaults();
  }
}
