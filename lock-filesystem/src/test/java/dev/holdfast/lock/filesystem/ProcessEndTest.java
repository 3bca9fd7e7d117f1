package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that hold or await locks end, or stand still. */
@EnabledOnOs(OS.LINUX)
class ProcessEndTest {

  /** What is held, one of each, and who is excluded from it. */
  private static final List<List<String>> HELD =
      List.of(
          List.of("mutex", "a", "mutex"),
          List.of("read", "b", "write"),
          List.of("upgradeable", "c", "upgradeable"),
          List.of("write", "d", "read"),
          List.of("permit", "e", "permit"));

  private enum End {
    EXIT {
      @Override
      void of(NeighbourProcess process) {
        process.tell("exit");
      }
    },
    END_OF_MAIN {
      @Override
      void of(NeighbourProcess process) throws Exception {
        process.process().outputWriter().close();
      }
    },
    HALT {
      @Override
      void of(NeighbourProcess process) {
        process.tell("halt");
      }
    },
    KILL {
      @Override
      void of(NeighbourProcess process) throws Exception {
        process.signal("KILL");
      }
    };

    abstract void of(NeighbourProcess process) throws Exception;
  }

  @RegisterExtension final Others others = new Others();
  @TempDir Path directory;
  private FileSystemLocks locks;
  private NeighbourProcess neighbour;

  @BeforeEach
  void open() throws IOException {
    locks = FileSystemLocks.in(directory);
    neighbour = NeighbourProcess.start(others, directory);
  }

  private Lockable<? extends LockHandle> here(String form, String name) {
    return Neighbour.lockable(locks, form, name);
  }

  @ParameterizedTest
  @EnumSource
  void ofAHolderFreesWhatItHeld(End end) throws Exception {
    for (List<String> lock : HELD) {
      neighbour.takes(lock.get(1), lock.get(0), lock.get(1));
      assertNull(here(lock.get(2), lock.get(1)).tryAcquire(), () -> "It came in: " + lock);
    }
    neighbour.takes("u", "upgradeable", "upgraded");
    neighbour.obeys("upgrade u 10000", "true");
    assertNull(here("read", "upgraded").tryAcquire(), "A reader came in beside an upgraded one.");
    long since = System.nanoTime();
    end.of(neighbour);
    for (List<String> lock : HELD) {
      try (LockHandle got = here(lock.get(2), lock.get(1)).tryAcquire(Duration.ofSeconds(20))) {
        assertNotNull(got, () -> "It is still held: " + lock);
      }
    }
    try (LockHandle got = here("write", "upgraded").tryAcquire(Duration.ofSeconds(20))) {
      assertNotNull(got, "What was upgraded is still held.");
    }
    System.out.printf(
        "%s of a holder: all is free after %d ms%n", end, (System.nanoTime() - since) / 1_000_000);
    neighbour.awaitEnd();
  }

  @ParameterizedTest
  @EnumSource
  void ofOneWhoWaitsLeavesNothingBehind(End end) throws Exception {
    List<LockHandle> held = new ArrayList<>();
    for (List<String> lock : HELD) {
      held.add(here(lock.get(0), lock.get(1)).acquire());
      neighbour.obeys("wait " + lock.get(1) + " " + lock.get(2) + " " + lock.get(1), "waiting");
      await("the sign of a waiter").atMost(10, SECONDS).until(() -> isWaitedFor(lock));
    }
    end.of(neighbour);
    neighbour.awaitEnd();
    for (List<String> lock : HELD) {
      await("a sign of waiting is left").atMost(10, SECONDS).until(() -> !isWaitedFor(lock));
    }
    // The writer has waited behind the gate: no reader is kept out by it any more.
    try (LockHandle another = here("read", "b").tryAcquire(Duration.ofSeconds(10))) {
      assertNotNull(another, "The gate is still closed.");
    }
    held.forEach(LockHandle::close);
    for (List<String> lock : HELD) {
      try (LockHandle got = here(lock.get(2), lock.get(1)).tryAcquire(Duration.ofSeconds(10))) {
        assertNotNull(got, () -> "It is not to be had: " + lock);
      }
    }
    System.out.printf("%s of one who waits for %d locks leaves nothing%n", end, HELD.size());
  }

  private boolean isWaitedFor(List<String> lock) {
    Lockable<? extends LockHandle> lockable = here(lock.get(0), lock.get(1));
    Path path = directory.resolve(LockFileName.of(lockable.id()));
    try (LockFile file = OpenFiles.open(path, lockable.id())) {
      FileLock nobody = file.tryLock(Region.WAITERS, false);
      if (nobody != null) {
        file.release(nobody);
      }
      return nobody == null;
    }
  }

  @Test
  void aStoppedHolderKeepsTheLock() throws Exception {
    NeighbourProcess third = NeighbourProcess.start(others, directory);
    neighbour.takes("x", "mutex", "orders");
    neighbour.obeys("watch x", "watching");
    neighbour.signal("STOP");
    long since = System.nanoTime();
    third.tell("take y mutex orders 2000");
    assertNull(
        locks.lock("orders").tryAcquire(Duration.ofSeconds(2)), "A stopped process was robbed.");
    assertEquals("refused", third.answer("take"), "A stopped process was robbed.");
    long elapsed = (System.nanoTime() - since) / 1_000_000;
    neighbour.signal("CONT");
    neighbour.obeys("state x", "held");
    third.isRefused("mutex", "orders", "The lock was lost in a standstill.");
    neighbour.obeys("close x", "closed");
    requireNonNull(locks.lock("orders").tryAcquire(Duration.ofSeconds(10))).close();
    assertTrue(elapsed >= 2_000, () -> "They gave up after " + elapsed + " ms.");
    System.out.printf("A stopped holder kept two others out for %d ms%n", elapsed);
  }

  @Test
  void aStoppedWaiterStopsNobody() throws Exception {
    NeighbourProcess third = NeighbourProcess.start(others, directory);
    LockHandle held = locks.lock("orders").acquire();
    neighbour.obeys("wait x mutex orders", "waiting");
    await("the sign of the waiter")
        .atMost(10, SECONDS)
        .until(() -> isWaitedFor(List.of("mutex", "orders")));
    neighbour.stop();
    held.close();
    third.gets("mutex", "orders", "One who waits and stands still keeps others out.");
    neighbour.signal("CONT");
    neighbour.awaitState("x", "held");
    neighbour.obeys("close x", "closed");
  }
}
