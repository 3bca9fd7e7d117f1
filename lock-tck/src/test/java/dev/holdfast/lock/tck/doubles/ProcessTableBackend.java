package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Locks between processes, as lists of living holders in files; correct, or with the bug of a
 * {@link ProcessMutant}.
 */
public final class ProcessTableBackend implements LockBackendFactory {

  /** The key of the configuration with the directory for all name spaces. */
  public static final String DIRECTORY = "directory";

  /** The key under which the configuration names a mutant; absent for the correct backend. */
  public static final String MUTANT = "mutant";

  /** Made by the kit, also in other processes. */
  public ProcessTableBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) throws IOException {
    Path directory = Path.of(String.valueOf(config.get(DIRECTORY)), namespace);
    Files.createDirectories(directory);
    String mutant = config.get(MUTANT);
    return new Provider(
        namespace,
        mutant == null
            ? new HolderTable(directory)
            : new HolderTableMutant(directory, ProcessMutant.valueOf(mutant)));
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CROSS_PROCESS, Capability.CRASH_RELEASE, Capability.FENCING);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ofMillis(20)).crashRelease(Duration.ofSeconds(1));
  }

  private static final class Provider extends AdapterProvider
      implements DistributedLockProvider,
          DistributedReaderWriterLockProvider,
          DistributedSemaphoreProvider {

    private final HolderTable table;

    Provider(String namespace, HolderTable table) {
      super(namespace);
      this.table = table;
    }

    @Override
    public DistributedLock lock(String name) {
      LockId id = id(LockKind.MUTEX, name);
      return new AdapterLockable.Plain(this, id, LockMode.WRITE, gate(id, LockMode.WRITE, 1));
    }

    @Override
    public DistributedReaderWriterLock readerWriterLock(String name) {
      LockId id = id(LockKind.READER_WRITER, name);
      return new AdapterSides(
          name,
          new AdapterLockable.Plain(this, id, LockMode.READ, gate(id, LockMode.READ, 1)),
          new AdapterLockable.Plain(this, id, LockMode.WRITE, gate(id, LockMode.WRITE, 1)));
    }

    @Override
    public DistributedSemaphore semaphore(String name, int permits) {
      if (permits < 1) {
        throw new IllegalArgumentException(
            "A semaphore has at least 1 permit, but " + permits + " were asked for.");
      }
      LockId id = id(LockKind.SEMAPHORE, name);
      return new AdapterLockable.Permits(this, id, permits, gate(id, LockMode.PERMIT, permits));
    }

    private Gate gate(LockId id, LockMode mode, int limit) {
      return nanos -> {
        long began = System.nanoTime();
        while (true) {
          HolderTable.Grant grant = table.tryEnter(id, mode, limit);
          if (grant != null) {
            return new AdapterHandle(id, grant.token(), () -> table.leave(id, grant.holder()));
          }
          long left = nanos - (System.nanoTime() - began);
          if (left <= 0) {
            return null;
          }
          LockSupport.parkNanos(
              Math.min(left, 500_000 + ThreadLocalRandom.current().nextInt(1_000_000)));
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
        }
      };
    }
  }
}
