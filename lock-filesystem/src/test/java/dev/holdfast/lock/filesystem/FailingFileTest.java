package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.Lockable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** System calls fail, files are replaced, providers close: nothing stays behind. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class FailingFileTest {

  private static final String NAME = "orders";
  private static final Duration GENEROUS = Duration.ofSeconds(10);

  @TempDir Path directory;
  @RegisterExtension final Others others = new Others();
  private FileSystemLocks locks;

  @BeforeEach
  void open() {
    locks = FileSystemLocks.in(directory);
  }

  @AfterEach
  void close() {
    locks.close();
  }

  private Lockable<? extends LockHandle> lockable(String mode) {
    return switch (mode) {
      case "mutex" -> locks.lock(NAME);
      case "read" -> locks.readerWriterLock(NAME).readLock();
      case "write" -> locks.readerWriterLock(NAME).writeLock();
      case "upgradeable" -> locks.readerWriterLock(NAME).upgradeableReadLock();
      case "permit" -> locks.semaphore(NAME, 1);
      default -> throw new IllegalArgumentException(mode);
    };
  }

  private FileCell cell(LockId id) {
    FileCell cell = locks.directory().find(id);
    assertNotNull(cell, "the lock is unknown");
    locks.directory().leave(cell);
    return cell;
  }

  /** From now on all system calls on the open file fail. */
  private static void breakFile(FileCell cell) {
    cell.guard.lock();
    try {
      cell.file().descriptor().close();
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    } finally {
      cell.guard.unlock();
    }
  }

  private static void run(String command) throws Exception {
    Process process = new ProcessBuilder("sh", "-c", command).inheritIO().start();
    assertTrue(process.waitFor(30, SECONDS), "a command did not end");
    assertEquals(0, process.exitValue(), command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mutex", "read", "write", "upgradeable", "permit"})
  void aLockThatCannotBeReleasedProperlyIsUsableAgain(String mode) throws Exception {
    Lockable<? extends LockHandle> lock = lockable(mode);
    LockHandle handle = lock.acquire();
    // Held longer than a turn, so that the release looks for others who wait.
    await().pollDelay(Duration.ofMillis(20)).until(handle::isHeld);
    breakFile(cell(lock.id()));
    LockException unused = assertThrows(LockException.class, handle::close);
    assertFalse(handle.isHeld(), "a handle is held after it was closed");
    try (LockHandle again = lock.tryAcquire(GENEROUS)) {
      assertNotNull(again, "the lock is blocked by a handle that failed to close");
    }
  }

  @Test
  void whatWasKeptForSomebodyWhoCannotUseItIsFreed() throws Exception {
    Lockable<? extends LockHandle> lock = lockable("mutex");
    LockHandle first = lock.acquire();
    FileCell cell = cell(lock.id());
    CompletableFuture<? extends LockHandle> next = lock.acquireAsync();
    await().until(() -> cell.waitingHere.get() == 1);
    run("echo not yours > '" + cell.path() + "'");
    first.close();
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> next.get(10, SECONDS).close());
    LockException unused = assertInstanceOf(LockException.class, refused.getCause());
    Files.delete(cell.path());
    try (LockHandle again = lock.tryAcquire(GENEROUS)) {
      assertNotNull(again, "the lock is blocked by what was kept for another one");
    }
  }

  @Test
  void readersOfOneProcessJoinAlthoughTheFileWasDeletedUnderThem() throws Exception {
    Lockable<? extends LockHandle> lock = lockable("read");
    try (LockHandle first = lock.acquire()) {
      Files.delete(cell(lock.id()).path());
      await().pollDelay(Duration.ofMillis(20)).until(first::isHeld); // a fresh look is trusted
      try (LockHandle second = lock.tryAcquire(GENEROUS)) {
        assertNotNull(second, "a reader was kept out by a reader");
      }
    }
  }

  @Test
  void aWaitThatBeginsWhenTheProviderClosesIsNotCounted() throws Exception {
    FileSystemLocks closing = FileSystemLocks.in(directory);
    FileLockable.Plain lock = (FileLockable.Plain) closing.lock(NAME);
    try (LockHandle held = locks.lock(NAME).acquire()) {
      FileCell cell = locks.directory().enter(lock.id(), locks.settings());
      LockRequest<LockHandle> request = new LockRequest<>(lock, cell);
      assertFalse(request.enterNow(), "two are inside");
      closing.close();
      IllegalStateException unused =
          assertThrows(
              IllegalStateException.class, () -> request.enterAsync(Deadline.FOREVER).join());
      request.notEntered();
      assertEquals(0, cell.waitingHere.get(), "waiters that are none");
      assertTrue(held.isHeld());
    }
  }

  @Test
  void nothingIsKeptForAWaitThatIsGivenUpAfterItWasLetThrough() throws Exception {
    FileLockable.Plain lock = (FileLockable.Plain) locks.lock(NAME);
    LockHandle before = requireNonNull(lock.local().tryAcquire());
    FileCell cell = locks.directory().enter(lock.id(), locks.settings());
    LockRequest<LockHandle> request = new LockRequest<>(lock, cell);
    CompletableFuture<?> entering = request.enterAsync(Deadline.FOREVER);
    cell.guard.lock();
    try {
      cell.relay().keep(requireNonNull(lock.approach(cell).tryNow()));
    } finally {
      cell.guard.unlock();
    }
    before.close();
    LockHandle entered = (LockHandle) entering.get(10, SECONDS);
    entered.close();
    request.notEntered();
    assertFalse(cell.relay().keeps(), "the file is locked for somebody who has left");
  }

  @Test
  void aFutureFailsEvenIfItsGrantCannotBeGivenBack() throws Exception {
    AtomicReference<@Nullable FileCell> cell = new AtomicReference<>();
    try (FileSystemLocks refused =
        FileSystemLocks.builder(directory)
            .executor(
                task -> {
                  FileCell broken = cell.get();
                  if (broken != null) {
                    breakFile(broken);
                  }
                  throw new RejectedExecutionException("no");
                })
            .build()) {
      LockHandle first = locks.lock(NAME).acquire();
      cell.set(cell(refused.lock(NAME).id()));
      CompletableFuture<LockHandle> next = refused.lock(NAME).acquireAsync();
      first.close();
      ExecutionException failed =
          assertThrows(ExecutionException.class, () -> next.get(10, SECONDS).close());
      LockException unused = assertInstanceOf(LockException.class, failed.getCause());
    }
    try (LockHandle again = locks.lock(NAME).tryAcquire(GENEROUS)) {
      assertNotNull(again, "the lock is blocked by a grant that could not be given back");
    }
  }

  @Test
  void anExecutorThatRunsInTheCallerDoesNotStopTheOthers() throws Exception {
    try (FileSystemLocks direct =
        FileSystemLocks.builder(directory).executor(Runnable::run).build()) {
      var first = others.copy();
      var second = Others.another(first);
      assertEquals("opened", first.apply("open one " + Puppet.place(directory, "one")));
      assertEquals("opened", second.apply("open two " + Puppet.place(directory, "two")));
      assertEquals("true", first.apply("lock D"));
      assertEquals("true", second.apply("lock D"));
      CompletableFuture<LockHandle> one = direct.lock("one").acquireAsync();
      CompletableFuture<LockHandle> two = direct.lock("two").acquireAsync();
      CompletableFuture<Void> both = one.thenAccept(handle -> two.join().close());
      assertEquals("unlocked", first.apply("unlock"));
      await().until(one::isDone);
      assertEquals("unlocked", second.apply("unlock"));
      both.get(10, SECONDS);
      one.join().close();
      assertEquals("gone", first.apply("letGo"));
      assertEquals("gone", second.apply("letGo"));
    }
  }

  @Test
  void theShortestPausesWork() throws Exception {
    Duration shortest = Duration.ofNanos(1);
    try (FileSystemLocks eager =
        FileSystemLocks.builder(directory).poll(shortest, shortest).build()) {
      var other = others.copy();
      assertEquals("opened", other.apply("open eager " + Puppet.place(directory, "eager")));
      assertEquals("true", other.apply("lock D"));
      CompletableFuture<LockHandle> waiting = eager.lock("eager").acquireAsync();
      assertEquals(null, eager.lock("eager").tryAcquire(Duration.ofMillis(50)));
      assertEquals("unlocked", other.apply("unlock"));
      waiting.get(10, SECONDS).close();
      assertEquals("gone", other.apply("letGo"));
    }
  }
}
