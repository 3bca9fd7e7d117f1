package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.filesystem.FileSystemLocks;
import dev.holdfast.lock.filesystem.FileSystemLocksBuilder;
import dev.holdfast.lock.filesystem.TokenDurability;
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
 * has made are deleted when the JVM ends. Configuration: {@code directory}, and {@code tokens},
 * which is how durable fencing tokens are: with {@code NONE}, certify without {@code FENCING}.
 */
public final class FileSystemBackend implements LockBackendFactory {

  private static final String DIRECTORY = "directory";
  private static final String TOKENS = "tokens";
  private static final String PREFIX = "holdfast-tck-";

  /** The backend. */
  public FileSystemBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) throws IOException {
    String parent = config.get(DIRECTORY);
    if (parent == null || !Set.of(DIRECTORY, TOKENS).containsAll(config.keySet())) {
      throw new IllegalArgumentException(
          "The file-system backend needs --config directory=DIR, and takes --config tokens=(NONE,"
              + " PROCESS or POWER), but was given "
              + config.keySet()
              + ".");
    }
    FileSystemLocksBuilder builder =
        FileSystemLocks.builder(subdirectory(Path.of(parent), PREFIX + namespace));
    String tokens = config.get(TOKENS);
    return tokens == null ? builder.build() : builder.tokens(durability(tokens)).build();
  }

  private static TokenDurability durability(String name) {
    return Arrays.stream(TokenDurability.values())
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--config tokens=%s is none of %s."
                        .formatted(name, Arrays.toString(TokenDurability.values()))));
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
