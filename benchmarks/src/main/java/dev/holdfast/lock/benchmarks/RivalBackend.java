package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Opens a {@link Rival}, also in worker processes. Configuration: {@code rival}, its label, and
 * {@code directory}, where those make files that do.
 */
public final class RivalBackend implements LockBackendFactory {

  static final String RIVAL = "rival";
  static final String DIRECTORY = "directory";

  /** Made by its name. */
  public RivalBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) throws Exception {
    Rival rival = Rival.find(String.valueOf(config.get(RIVAL))).orElseThrow();
    return new Provider(
        switch (rival) {
          case REENTRANT_LOCK -> JdkLocks.mutexes(/* fair= */ false);
          case FAIR_REENTRANT_LOCK -> JdkLocks.mutexes(/* fair= */ true);
          case FAIR_SEMAPHORE -> JdkLocks.semaphores();
          case FAIR_READ_WRITE_LOCK -> JdkLocks.readerWriterLocks();
          case TRY_FILE_LOCK ->
              new FileChannelLocks(directory(namespace, config), /* fair= */ false);
          case FAIR_FILE_LOCK ->
              new FileChannelLocks(directory(namespace, config), /* fair= */ true);
          case SPRING -> new SpringLocks();
          case MAVEN_LOCAL -> MavenLocks.local();
          case MAVEN_FILE -> MavenLocks.files(directory(namespace, config), /* keepOpen= */ false);
          case MAVEN_FILE_OPEN ->
              MavenLocks.files(directory(namespace, config), /* keepOpen= */ true);
          case MAVEN_FILE_DEFAULT -> MavenLocks.deletedFiles(directory(namespace, config));
          case LUCENE -> new LuceneLocks(directory(namespace, config));
        });
  }

  private static Path directory(String namespace, Map<String, String> config) throws Exception {
    String parent = config.get(DIRECTORY);
    if (parent == null) {
      throw new IllegalArgumentException("No directory was given for lock files.");
    }
    return Files.createDirectories(Path.of(parent).resolve(namespace));
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(); // that of a rival depends on which one it is
  }

  /**
   * What it opens, which has no locks of this API.
   *
   * @param locks what it has instead
   */
  record Provider(Locks locks) implements LockProvider {
    @Override
    public void close() {
      try {
        locks.close();
      } catch (Exception e) {
        throw new IllegalStateException("The locks cannot be closed.", e);
      }
    }
  }
}
