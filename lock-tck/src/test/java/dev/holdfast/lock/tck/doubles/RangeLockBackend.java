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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Locks between processes by the operating system's locks on files; correct, or with the bug of a
 * {@link ProcessMutant}. The mutants have no reader-writer locks.
 */
public final class RangeLockBackend implements LockBackendFactory {

  /** Made by the kit, also in other processes. */
  public RangeLockBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config) throws IOException {
    Path directory = Path.of(String.valueOf(config.get(ProcessTableBackend.DIRECTORY)), namespace);
    Files.createDirectories(directory);
    String mutant = config.get(ProcessTableBackend.MUTANT);
    return mutant == null
        ? new Full(namespace, RangeLocks.in(directory))
        : new Provider(namespace, RangeLocksMutant.in(directory, ProcessMutant.valueOf(mutant)));
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CROSS_PROCESS, Capability.CRASH_RELEASE);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ofMillis(20)).crashRelease(Duration.ofSeconds(1));
  }

  private static class Provider extends AdapterProvider implements DistributedLockProvider {

    private final RangeLocks locks;

    Provider(String namespace, RangeLocks locks) {
      super(namespace);
      this.locks = locks;
    }

    @Override
    public DistributedLock lock(String name) {
      return side(id(LockKind.MUTEX, name), LockMode.WRITE);
    }

    final DistributedLock side(LockId id, LockMode mode) {
      return new AdapterLockable.Plain(this, id, mode, gate(id, mode));
    }

    private Gate gate(LockId id, LockMode mode) {
      return nanos -> {
        long began = System.nanoTime();
        while (true) {
          Runnable exit = locks.tryEnter(id, mode);
          if (exit != null) {
            return new AdapterHandle(id, exit);
          }
          long left = nanos - (System.nanoTime() - began);
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          if (left <= 0) {
            return null;
          }
          LockSupport.parkNanos(
              Math.min(left, 200_000 + ThreadLocalRandom.current().nextInt(800_000)));
        }
      };
    }
  }

  private static final class Full extends Provider implements DistributedReaderWriterLockProvider {

    Full(String namespace, RangeLocks locks) {
      super(namespace, locks);
    }

    @Override
    public DistributedReaderWriterLock readerWriterLock(String name) {
      LockId id = id(LockKind.READER_WRITER, name);
      return new AdapterSides(name, side(id, LockMode.READ), side(id, LockMode.WRITE));
    }
  }
}
