package dev.holdfast.lock.benchmarks;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.eclipse.aether.named.NamedLock;
import org.eclipse.aether.named.NamedLockFactory;
import org.eclipse.aether.named.NamedLockKey;
import org.eclipse.aether.named.providers.FileLockNamedLockFactory;
import org.eclipse.aether.named.providers.LocalReadWriteLockNamedLockFactory;

/** Named locks of Maven Resolver. */
final class MavenLocks implements Locks {

  /** Read when the class of the file locks is initialized, so a JVM has one setting. */
  private static final String DELETE_FILES = "aether.named.file-lock.deleteLockFiles";

  /** For as long as it takes. */
  private static final long PATIENCE_SECONDS = 3600;

  private final NamedLockFactory factory;
  private final UnaryOperator<String> names;
  private final boolean keepsOpen;

  private MavenLocks(NamedLockFactory factory, UnaryOperator<String> names, boolean keepsOpen) {
    this.factory = factory;
    this.names = names;
    this.keepsOpen = keepsOpen;
  }

  static MavenLocks local() {
    return new MavenLocks(new LocalReadWriteLockNamedLockFactory(), name -> name, true);
  }

  /** File locks whose files stay. */
  static MavenLocks files(Path directory, boolean keepOpen) {
    return files(directory, keepOpen, /* deleteFiles= */ false);
  }

  /** File locks whose files are deleted when a lock is closed. */
  static MavenLocks deletedFiles(Path directory) {
    return files(directory, /* keepOpen= */ false, /* deleteFiles= */ true);
  }

  private static MavenLocks files(Path directory, boolean keepOpen, boolean deleteFiles) {
    System.setProperty(DELETE_FILES, Boolean.toString(deleteFiles));
    return new MavenLocks(
        new FileLockNamedLockFactory(),
        name -> directory.resolve(name).toUri().toString(),
        keepOpen);
  }

  @Override
  public Set<Use> uses() {
    return EnumSet.of(Use.ACQUIRE, Use.READ, Use.WRITE);
  }

  @Override
  public Turn turn(Use use, String name, int permits) {
    NamedLockKey key = NamedLockKey.of(names.apply(name));
    boolean shared = use == Use.READ;
    return keepsOpen ? new Open(factory.getLock(key), shared) : new Reopened(factory, key, shared);
  }

  private static boolean take(NamedLock lock, boolean shared, Turn.Section section)
      throws InterruptedException {
    boolean granted =
        shared
            ? lock.lockShared(PATIENCE_SECONDS, TimeUnit.SECONDS)
            : lock.lockExclusively(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (granted) {
      try {
        section.run();
      } finally {
        lock.unlock();
      }
    }
    return granted;
  }

  @Override
  public void close() {
    factory.shutdown();
  }

  private record Open(NamedLock lock, boolean shared) implements Turn {
    @Override
    public boolean take(Section section) throws InterruptedException {
      return MavenLocks.take(lock, shared, section);
    }

    @Override
    public void close() {
      lock.close();
    }
  }

  private record Reopened(NamedLockFactory factory, NamedLockKey key, boolean shared)
      implements Turn {
    @Override
    public boolean take(Section section) throws InterruptedException {
      try (NamedLock lock = factory.getLock(key)) {
        return MavenLocks.take(lock, shared, section);
      }
    }
  }
}
