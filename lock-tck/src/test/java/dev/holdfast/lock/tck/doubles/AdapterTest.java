package dev.holdfast.lock.tck.doubles;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedReaderWriterLock;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.SemaphoreLimitException;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class AdapterTest {

  private final String namespace = "adapter-" + UUID.randomUUID();

  static List<LockBackendFactory> backends() {
    return List.of(new SemaphoreBackend(), new ReentrantReadWriteLockBackend());
  }

  @ParameterizedTest
  @MethodSource("backends")
  void readersShareAndWritersExclude(LockBackendFactory backend) throws Exception {
    try (LockProvider provider = backend.open(namespace, Map.of());
        LockProvider sibling = backend.open(namespace, Map.of())) {
      DistributedReaderWriterLock lock = lock(provider);
      LockHandle first = lock.readLock().acquire();
      LockHandle second = lock(sibling).readLock().acquire();
      assertNull(lock.writeLock().tryAcquire(), "a writer beside two readers");
      CompletableFuture<LockHandle> writer = lock.writeLock().acquireAsync();
      first.close();
      first.close();
      assertFalse(writer.isDone(), "a writer beside a reader that was not closed");
      second.close();
      try (LockHandle held = writer.get(10, TimeUnit.SECONDS)) {
        assertNull(lock.readLock().tryAcquire(Duration.ofMillis(5)), () -> "read beside " + held);
        assertNull(lock.writeLock().tryAcquire(), () -> "reentered " + held);
      }
      CompletableFuture<LockHandle> again = lock.writeLock().acquireAsync();
      again.get(10, TimeUnit.SECONDS).close();
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aCancelledWaitAndAClosedProviderLeaveNothing(LockBackendFactory backend) throws Exception {
    try (LockProvider sibling = backend.open(namespace, Map.of())) {
      LockProvider provider = backend.open(namespace, Map.of());
      DistributedReaderWriterLock lock = lock(provider);
      LockHandle held = lock.writeLock().acquire();
      assertTrue(lock.writeLock().acquireAsync().cancel(false));
      CompletableFuture<LockHandle> refused = lock.writeLock().acquireAsync();
      provider.close();
      Throwable failure =
          assertThrows(ExecutionException.class, () -> refused.get(10, TimeUnit.SECONDS));
      assertInstanceOf(ProviderClosedException.class, failure.getCause());
      assertThrows(IllegalStateException.class, lock.readLock()::tryAcquire);
      assertTrue(held.isHeld(), "closing the provider released a held lock");
      held.close();
      lock(sibling).writeLock().acquire(Duration.ofSeconds(10)).close();
    }
  }

  @Test
  void theLimitOfASemaphoreStandsWhileItIsInUse() throws Exception {
    try (LockProvider provider = new SemaphoreBackend().open(namespace, Map.of())) {
      var semaphores = (DistributedSemaphoreProvider) provider;
      LockHandle held = semaphores.semaphore("s", 1).acquire();
      assertNull(semaphores.semaphore("s", 1).tryAcquire(), "two holders of one permit");
      assertThrows(SemaphoreLimitException.class, semaphores.semaphore("s", 2)::tryAcquire);
      held.close();
      semaphores.semaphore("s", 2).acquire().close();
    }
  }

  private static DistributedReaderWriterLock lock(LockProvider provider) {
    return ((DistributedReaderWriterLockProvider) provider).readerWriterLock("rw");
  }
}
