package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.eclipse.aether.named.NamedLock;
import org.eclipse.aether.named.NamedLockFactory;
import org.eclipse.aether.named.NamedLockKey;
import org.eclipse.aether.named.providers.FileLockNamedLockFactory;
import org.jspecify.annotations.Nullable;

/**
 * An adapter of the file locks of Maven Resolver, which belong to threads. Configuration: {@code
 * directory}, and {@code deleteLockFiles}, which is the factory's own switch.
 */
public final class MavenResolverBackend implements LockBackendFactory {

  private static final String SWITCH = "aether.named.file-lock.deleteLockFiles";

  /** It adds the time to the clock, and would take what overflows for a time that has passed. */
  private static final long MOST_NANOS = TimeUnit.HOURS.toNanos(1);

  /** Made by the kit, also in other processes. */
  public MavenResolverBackend() {}

  /** One for the JVM, as in Maven; it reads its switch when its class is initialized. */
  private static final class Single {
    static final NamedLockFactory FACTORY = new FileLockNamedLockFactory();
  }

  @Override
  public LockProvider open(String namespace, Map<String, String> config) throws Exception {
    String delete = config.get("deleteLockFiles");
    if (delete != null) {
      System.setProperty(SWITCH, delete);
    }
    Path directory = Path.of(config.getOrDefault("directory", ".")).resolve(namespace);
    return new Provider(namespace, Files.createDirectories(directory));
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CROSS_PROCESS, Capability.CRASH_RELEASE);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ofMillis(200));
  }

  private static Gate gate(LockId id, NamedLockKey key, boolean shared, Executor threads) {
    return nanos -> {
      OwnerThread owner = OwnerThread.acquire(new Side(key, shared), nanos, threads);
      return owner == null ? null : new AdapterHandle(id, owner::release);
    };
  }

  /** One side of a named lock, for one thread and one hold. */
  private static final class Side implements Lock {

    private final NamedLockKey key;
    private final boolean shared;
    private @Nullable NamedLock open;

    Side(NamedLockKey key, boolean shared) {
      this.key = key;
      this.shared = shared;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      NamedLock lock = Single.FACTORY.getLock(key);
      boolean locked = false;
      try {
        long capped = Math.min(unit.toNanos(time), MOST_NANOS);
        locked =
            shared
                ? lock.lockShared(capped, TimeUnit.NANOSECONDS)
                : lock.lockExclusively(capped, TimeUnit.NANOSECONDS);
        if (locked) {
          open = lock;
        }
        return locked;
      } finally {
        if (!locked) {
          lock.close();
        }
      }
    }

    @Override
    public void unlock() {
      NamedLock lock = open;
      if (lock == null) {
        throw new IllegalStateException("This is not locked.");
      }
      try (lock) {
        lock.unlock();
      }
    }

    @Override
    public void lock() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void lockInterruptibly() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryLock() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Provider extends AdapterProvider
      implements DistributedLockProvider, DistributedReaderWriterLockProvider {

    private final Path directory;

    Provider(String namespace, Path directory) {
      super(namespace);
      this.directory = directory;
    }

    private NamedLockKey key(LockId id) {
      ByteBuffer name = ByteBuffer.allocate(2 * id.name().length());
      name.asCharBuffer().put(id.name());
      String file =
          id.kind().name().toLowerCase(Locale.ROOT)
              + "-"
              + Base64.getUrlEncoder().withoutPadding().encodeToString(name.array());
      if (file.length() > 250) {
        throw new IllegalArgumentException("A name of this length does not fit: " + id);
      }
      return NamedLockKey.of(directory.resolve(file).toUri().toString());
    }

    @Override
    public DistributedLock lock(String name) {
      LockId id = id(LockKind.MUTEX, name);
      return new AdapterLockable.Plain(
          this, id, LockMode.WRITE, gate(id, key(id), false, background));
    }

    @Override
    public DistributedReaderWriterLock readerWriterLock(String name) {
      LockId id = id(LockKind.READER_WRITER, name);
      return new AdapterSides(
          name,
          new AdapterLockable.Plain(this, id, LockMode.READ, gate(id, key(id), true, background)),
          new AdapterLockable.Plain(
              this, id, LockMode.WRITE, gate(id, key(id), false, background)));
    }
  }
}
