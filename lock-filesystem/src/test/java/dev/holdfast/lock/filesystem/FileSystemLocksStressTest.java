package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.filesystem.LockReport.State;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads do everything that can be done with locks, in all forms and through several providers,
 * and let the ends of waits meet with grants: cancellations, interrupts, timeouts, upgrades and
 * closes. Another process and another copy of the library contend. Nobody is inside beside somebody
 * else, nobody hangs, and nothing stays behind. The system property {@code stress.seconds} makes it
 * longer.
 */
@EnabledOnOs(OS.LINUX)
class FileSystemLocksStressTest {

  private static final long SECONDS_OF_STRESS = Long.getLong("stress.seconds", 5);
  private static final int THREADS = 6;
  private static final int PERMITS = 2;
  private static final String NAME = Contender.LOCK.name();
  private static final Duration GENEROUS = Duration.ofSeconds(20);

  /** As in {@link Contender}: readers in the lower half, writers in the upper. */
  private static final long ONE_WRITER = 1L << 32;

  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  @TempDir Path directory;
  @RegisterExtension final Others others = new Others();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicReference<@Nullable FileSystemLocks> shortLived = new AtomicReference<>();
  private final AtomicLong mutexHolders = new AtomicLong();
  private final AtomicLong lastMutexToken = new AtomicLong();
  private final AtomicInteger permitsHeld = new AtomicInteger();
  private final AtomicLong grants = new AtomicLong();
  private volatile long end;

  @Test
  void nothingStaysBehind() throws Exception {
    Path lockFiles = Files.createDirectory(directory.resolve("locks"));
    Path witnessFile = directory.resolve("witness");
    ByteBuffer witness = witness(witnessFile);
    long millis = SECONDS_OF_STRESS * 1_000;
    Process contender =
        others.start(
            Contender.class,
            "contend",
            lockFiles.toString(),
            witnessFile.toString(),
            Long.toString(millis));
    UnaryOperator<String> copy = others.copy();
    end = System.nanoTime() + millis * 1_000_000;
    try (FileSystemLocks one = FileSystemLocks.in(lockFiles);
        FileSystemLocks two = FileSystemLocks.builder(lockFiles).executor(Runnable::run).build()) {
      shortLived.set(FileSystemLocks.in(lockFiles));
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> stress(List.of(one, two), witness)));
      }
      running.add(threads.submit(() -> contend(copy, Puppet.place(lockFiles, NAME))));
      for (Future<?> thread : running) {
        assertNull(thread.get(SECONDS_OF_STRESS + 60, SECONDS), "an outcome");
      }
      assertTrue(contender.waitFor(60, SECONDS), "the other process hangs");
      String said = new String(contender.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, contender.exitValue(), said);
      requireNonNull(shortLived.get()).close();
      threads.shutdown();
      assertTrue(threads.awaitTermination(60, SECONDS), "somebody hangs");
      assertTrue(grants.get() > 50, () -> "too little to tell: " + grants);
      assertSound(one);
    }
    IdleCells.clear();
    // What the copy could not close while we used it, it closes at the next opportunity.
    assertEquals("opened", copy.apply("open last " + Puppet.place(lockFiles, "last")));
    assertEquals("gone", copy.apply("letGo"));
    await("descriptors are still open").until(() -> Others.descriptors(lockFiles) == 0);
  }

  @Test
  void aCancelledWaitHasNothingWhenCancelReturns() throws Exception {
    SplittableRandom random = new SplittableRandom();
    end = System.nanoTime() + SECONDS_OF_STRESS * 300_000_000;
    try (FileSystemLocks locks = FileSystemLocks.in(directory)) {
      Lockable<LockHandle> lock = locks.lock(NAME);
      while (System.nanoTime() < end) {
        LockHandle held = lock.acquire();
        CompletableFuture<LockHandle> next = lock.acquireAsync();
        int pause = random.nextInt(200_000);
        Future<?> closing =
            threads.submit(
                () -> {
                  spin(pause);
                  held.close();
                });
        spin(random.nextInt(200_000));
        boolean cancelled = next.cancel(false);
        closing.get();
        try (LockHandle mine = cancelled ? lock.tryAcquire() : next.join()) {
          assertNotNull(mine, "a cancelled wait still had the lock");
        }
      }
    }
    threads.shutdown();
  }

  private static void spin(int nanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      Thread.onSpinWait();
    }
  }

  private static ByteBuffer witness(Path file) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, 16);
    }
  }

  /** Takes the mutex like another process. */
  private @Nullable Object contend(UnaryOperator<String> copy, Path file) {
    assertEquals("opened", copy.apply("open " + NAME + " " + file));
    while (System.nanoTime() < end) {
      if (copy.apply("lock D").equals("true")) {
        assertEquals(0, mutexHolders.getAndIncrement(), "holders beside another copy's");
        LockSupport.parkNanos(200_000);
        long unused = mutexHolders.decrementAndGet();
        assertEquals("unlocked", copy.apply("unlock"));
      }
      LockSupport.parkNanos(200_000);
    }
    assertEquals("gone", copy.apply("letGo"));
    return null;
  }

  private @Nullable Object stress(List<FileSystemLocks> providers, ByteBuffer witness) {
    SplittableRandom random = new SplittableRandom();
    while (System.nanoTime() < end) {
      int which = random.nextInt(providers.size() + 1);
      FileSystemLocks locks =
          which == 0 ? requireNonNull(shortLived.get()) : providers.get(which - 1);
      try {
        if (random.nextInt(40) == 0) {
          requireNonNull(shortLived.getAndSet(FileSystemLocks.in(locks.directory().path())))
              .close();
        }
        Lockable<? extends LockHandle> lock = any(locks, random);
        LockHandle handle = acquire(lock, random);
        if (handle != null) {
          use(lock, handle, witness, random);
        }
      } catch (IllegalStateException | LockException e) {
        // The provider was closed, or another one has closed the handle that is upgraded.
        assertTrue(
            String.valueOf(e.getMessage()).contains("clos"), () -> "not because of a close: " + e);
      }
      boolean unused = Thread.interrupted(); // one that met with a grant
    }
    return null;
  }

  private static Lockable<? extends LockHandle> any(
      FileSystemLocks locks, SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> locks.lock(NAME);
      case 1 -> locks.readerWriterLock(NAME).readLock();
      case 2 -> locks.readerWriterLock(NAME).writeLock();
      case 3 -> locks.readerWriterLock(NAME).upgradeableReadLock();
      default -> locks.semaphore(NAME, PERMITS);
    };
  }

  private @Nullable LockHandle acquire(
      Lockable<? extends LockHandle> lock, SplittableRandom random) {
    Duration time = Duration.ofNanos(random.nextInt(3_000_000));
    try {
      return switch (random.nextInt(4)) {
        case 0 -> lock.tryAcquire();
        case 1 -> lock.tryAcquire(time);
        case 2 -> {
          Thread me = Thread.currentThread();
          AtomicReference<@Nullable Thread> target = new AtomicReference<>(me);
          CompletableFuture.delayedExecutor(time.toNanos() / 1_000, MICROSECONDS, threads)
              .execute(
                  () -> {
                    if (target.compareAndSet(me, null)) {
                      me.interrupt();
                    }
                  });
          try {
            yield lock.tryAcquire(GENEROUS);
          } finally {
            target.set(null);
          }
        }
        default -> received(lock.tryAcquireAsync(random.nextBoolean() ? GENEROUS : time), random);
      };
    } catch (InterruptedException e) {
      return null;
    }
  }

  /** Lets somebody else complete the future, perhaps, and takes what it has. */
  private static <T> @Nullable T received(CompletableFuture<T> future, SplittableRandom random) {
    LockSupport.parkNanos(random.nextInt(1_000_000));
    boolean abandoned =
        switch (random.nextInt(4)) {
          case 0 -> future.cancel(false);
          case 1 -> future.complete(null);
          case 2 -> future.orTimeout(random.nextInt(2_000), MICROSECONDS) == null;
          default -> false;
        };
    try {
      return abandoned ? null : future.get(GENEROUS.toSeconds(), SECONDS);
    } catch (CancellationException | InterruptedException e) {
      return null;
    } catch (TimeoutException e) {
      throw new AssertionError("a future hangs", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        return null;
      }
      throw e.getCause() instanceof RuntimeException known ? known : new CompletionException(e);
    }
  }

  private void use(
      Lockable<?> lock, LockHandle handle, ByteBuffer witness, SplittableRandom random) {
    long unused = grants.incrementAndGet();
    LockMode mode = lock.mode();
    LockKind kind = lock.id().kind();
    try (handle) {
      if (kind == LockKind.MUTEX) {
        assertEquals(0, mutexHolders.getAndIncrement(), "holders of the mutex beside me");
        long token = handle.fencingToken().getAsLong();
        long last = lastMutexToken.getAndSet(token);
        assertTrue(token > last, () -> "token " + token + " after " + last);
        LockSupport.parkNanos(random.nextInt(300_000));
        long left = mutexHolders.decrementAndGet();
        assertEquals(0, left, "holders of the mutex beside me");
      } else if (kind == LockKind.SEMAPHORE) {
        assertTrue(permitsHeld.incrementAndGet() <= PERMITS, "too many have a permit");
        LockSupport.parkNanos(random.nextInt(300_000));
        int left = permitsHeld.decrementAndGet();
        assertTrue(left < PERMITS, "too many have a permit");
      } else if (mode == LockMode.WRITE) {
        exclusively(handle, witness, random);
      } else {
        inside(1, witness, random);
        if (handle instanceof UpgradeableLockHandle upgradeable) {
          upgrade(upgradeable, witness, random);
        }
      }
    }
  }

  private void upgrade(UpgradeableLockHandle handle, ByteBuffer witness, SplittableRandom random) {
    boolean closes = random.nextInt(4) == 0;
    CompletableFuture<Void> closing =
        closes
            ? CompletableFuture.runAsync(handle::close, threads)
            : CompletableFuture.completedFuture(null);
    try {
      boolean upgraded =
          random.nextBoolean()
              ? handle.tryUpgrade(Duration.ofNanos(random.nextInt(3_000_000)))
              : Boolean.TRUE.equals(
                  received(
                      handle.tryUpgradeAsync(Duration.ofNanos(random.nextInt(3_000_000))), random));
      if (closes || !upgraded) {
        return;
      }
      exclusively(handle, witness, random);
      if (random.nextBoolean()) {
        handle.downgrade();
        inside(1, witness, random);
      }
    } catch (InterruptedException e) {
      // The interrupt of an acquisition came late.
    } finally {
      closing.join();
    }
  }

  private static void exclusively(LockHandle handle, ByteBuffer witness, SplittableRandom random) {
    long token = handle.fencingToken().getAsLong();
    long last = (long) WORDS.getAndSet(witness, 8, token);
    assertTrue(token > last, () -> "token " + token + " after " + last);
    inside(ONE_WRITER, witness, random);
  }

  private static void inside(long me, ByteBuffer witness, SplittableRandom random) {
    long before = (long) WORDS.getAndAdd(witness, 0, me);
    LockSupport.parkNanos(random.nextInt(300_000));
    long unused = (long) WORDS.getAndAdd(witness, 0, -me);
    assertTrue(
        me == ONE_WRITER ? before == 0 : before < ONE_WRITER,
        () -> "not alone: " + (before >> 32) + " writers, " + (int) before + " readers inside");
  }

  private static void assertSound(FileSystemLocks locks) throws Exception {
    for (LockKind kind : List.of(LockKind.MUTEX, LockKind.READER_WRITER, LockKind.SEMAPHORE)) {
      LockReport left = locks.inspect(kind, NAME);
      assertEquals(State.FREE, left.state(), () -> "something is still locked: " + left);
      List<LockHandle> all = new ArrayList<>();
      for (int i = 0; i < (kind == LockKind.SEMAPHORE ? PERMITS : 1); i++) {
        LockHandle handle =
            switch (kind) {
              case MUTEX -> locks.lock(NAME).tryAcquire(GENEROUS);
              case READER_WRITER -> locks.readerWriterLock(NAME).writeLock().tryAcquire(GENEROUS);
              default -> locks.semaphore(NAME, PERMITS).tryAcquire(GENEROUS);
            };
        assertNotNull(handle, () -> "somebody still holds the " + kind);
        all.add(handle);
      }
      all.forEach(LockHandle::close);
      LockReport report = locks.inspect(kind, NAME);
      assertEquals(State.FREE, report.state(), report::toString);
      assertEquals(List.of(), report.waiting(), "processes that still show that they wait");
      LockId id = new LockId(locks.directory().path().toString(), kind, NAME);
      FileCell cell = locks.directory().find(id);
      assertNotNull(cell, "the lock is unknown");
      assertEquals(0, cell.waitingHere.get(), () -> "waiters that are none, of the " + kind);
      locks.directory().leave(cell);
      assertTrue(cell.enter() && cell.leave(), () -> "users that are none, of the " + kind);
    }
  }
}
