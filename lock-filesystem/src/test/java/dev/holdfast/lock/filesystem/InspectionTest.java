package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.filesystem.LockReport.Holder;
import dev.holdfast.lock.filesystem.LockReport.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of a lock. */
@EnabledOnOs(OS.LINUX)
class InspectionTest {

  private static final long ME = ProcessHandle.current().pid();

  @TempDir Path directory;
  private FileSystemLocks locks;

  @BeforeEach
  void open() {
    locks = FileSystemLocks.builder(directory).label("nightly").build();
  }

  @AfterEach
  void close() {
    locks.close();
  }

  @Test
  void aLockThatNobodyHasEverAcquiredHasNoFile() {
    LockReport report = locks.inspect(LockKind.MUTEX, "orders");
    assertEquals(State.ABSENT, report.state(), report::toString);
    assertTrue(Files.notExists(report.file()), () -> report.file() + " was made by looking at it");
  }

  @Test
  void theHolderOfAMutexIsNamedWithAllThatIsKnown() throws Exception {
    try (LockHandle held = locks.lock("orders").acquire()) {
      LockReport report = locks.inspect(LockKind.MUTEX, "orders");
      assertEquals(State.HELD, report.state(), report::toString);
      assertEquals(List.of(new Holder(ME, LockMode.WRITE, 1)), report.holders());
      LockOwner owner = report.lastOwner();
      assertNotNull(owner, report::toString);
      assertEquals(held.fencingToken().getAsLong(), owner.token());
      assertEquals(Thread.currentThread().getName(), owner.thread());
    }
    LockReport after = locks.inspect(LockKind.MUTEX, "orders");
    assertEquals(State.FREE, after.state(), after::toString);
    assertNotNull(after.lastOwner(), "the last owner is forgotten");
  }

  @Test
  void aTimeoutTellsWhoHoldsTheLock() throws Exception {
    try (LockHandle held = locks.lock("orders").acquire()) {
      TimeoutException late =
          assertThrows(
              TimeoutException.class, () -> locks.lock("orders").acquire(Duration.ofMillis(1)));
      String message = String.valueOf(late.getMessage());
      for (String part :
          List.of("pid " + ME, "nightly", "token " + held.fencingToken().getAsLong(), "since")) {
        assertTrue(message.contains(part), () -> "'" + part + "' is missing in: " + message);
      }
    }
  }

  @Test
  void readersUpgradeableReadersAndPermitsAreToldApart() throws Exception {
    DistributedUpgradeableReaderWriterLock lock = locks.readerWriterLock("orders");
    try (LockHandle reader = lock.readLock().acquire()) {
      assertEquals(List.of(new Holder(ME, LockMode.READ, 1)), holders(LockKind.READER_WRITER));
      assertTrue(reader.isHeld());
    }
    try (UpgradeableLockHandle upgradeable = lock.upgradeableReadLock().acquire()) {
      assertEquals(
          List.of(new Holder(ME, LockMode.UPGRADEABLE, 1)), holders(LockKind.READER_WRITER));
      upgradeable.upgrade();
      assertEquals(List.of(new Holder(ME, LockMode.WRITE, 1)), holders(LockKind.READER_WRITER));
    }
    try (LockHandle one = locks.semaphore("orders", 3).acquire();
        LockHandle two = locks.semaphore("orders", 3).acquire()) {
      assertEquals(
          2, holders(LockKind.SEMAPHORE).stream().mapToInt(Holder::count).sum(), "permits held");
      assertTrue(one.isHeld() && two.isHeld());
    }
  }

  private List<Holder> holders(LockKind kind) {
    return locks.inspect(kind, "orders").holders();
  }

  @Test
  void lookingDisturbsNobody() throws Exception {
    CompletableFuture<Void> watcher;
    try (LockHandle running = locks.lock("end").acquire()) {
      watcher =
          CompletableFuture.runAsync(
              () -> {
                while (!Thread.currentThread().isInterrupted() && running.isHeld()) {
                  LockReport unused = locks.inspect(LockKind.MUTEX, "orders");
                }
              });
      for (int i = 0; i < 2_000; i++) {
        try (LockHandle held = locks.lock("orders").tryAcquire()) {
          assertNotNull(held, "a free lock was refused while somebody looked at it");
        }
      }
      assertTrue(running.isHeld());
    }
    watcher.join();
  }

  @Test
  void cleaningUpDeletesWhatNobodyUsesAndNothingElse() throws Exception {
    Path stranger = Files.writeString(directory.resolve("notes.lock"), "not yours");
    long token;
    try (LockHandle used = locks.lock("used").acquire();
        LockHandle permit = locks.semaphore("used", 2).acquire();
        LockHandle reader = locks.readerWriterLock("used").readLock().acquire()) {
      try (LockHandle once = locks.lock("once").acquire()) {
        token = once.fencingToken().getAsLong();
      }
      assertEquals(0, locks.cleanUp(Duration.ofHours(1)), "young files were deleted");
      assertEquals(1, locks.cleanUp(Duration.ZERO), "files deleted");
      assertTrue(used.isHeld() && permit.isHeld() && reader.isHeld());
      assertNull(locks.lock("used").tryAcquire(), "a lock was dropped by cleaning up");
    }
    assertEquals(State.ABSENT, locks.inspect(LockKind.MUTEX, "once").state());
    assertTrue(Files.exists(stranger), "a file that is none of ours was deleted");
    try (LockHandle again = locks.lock("once").acquire()) {
      assertTrue(again.fencingToken().getAsLong() > token, "a token came again");
    }
  }

  @Test
  void aProviderCleansUpOnCloseIfItWasAskedTo() throws Exception {
    try (FileSystemLocks tidy =
            FileSystemLocks.builder(directory).cleanUpOnClose(Duration.ZERO).build();
        LockHandle held = tidy.lock("orders").acquire()) {
      assertTrue(held.isHeld());
    }
    assertEquals(State.ABSENT, locks.inspect(LockKind.MUTEX, "orders").state());
  }
}
