package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lock file is deleted, replaced or overwritten while it is held and waited for. */
@EnabledOnOs(OS.LINUX)
class ReplacedStorageTest {

  private static final long INTERVAL = NeighbourProcess.CHECK_MILLIS;

  /** What the threads of a machine that does something else besides may need. */
  private static final long SCHEDULING = 1_000;

  /** What is done to the file; F is its name, in its directory D. */
  private enum Harm {
    DELETED("rm D/F", true, true),
    REPLACED_BY_COPY("cp D/F D/copy && mv D/copy D/F", true, true),
    REPLACED_BY_GARBAGE("head -c 4096 /dev/urandom > D/g && mv D/g D/F", true, false),
    TRUNCATED("truncate -s 0 D/F", false, true),
    FILLED_WITH_GARBAGE("head -c 4096 /dev/urandom > D/F", false, false),
    FILLED_WITH_MUCH_GARBAGE("head -c 10000 /dev/urandom > D/F", false, false),
    APPENDED_TO("echo more >> D/F", false, true),
    DIRECTORY_MADE_ANEW("mv D D.old && mkdir D", true, true);

    final String command;

    /** Whether the path names another file then, so that a newcomer may lock that. */
    final boolean anotherFile;

    /** Whether the lock is usable without anybody's help. */
    final boolean usable;

    Harm(String command, boolean anotherFile, boolean usable) {
      this.command = command;
      this.anotherFile = anotherFile;
      this.usable = usable;
    }
  }

  @RegisterExtension final Others others = new Others();
  @TempDir Path temporary;
  private Path directory;
  private Path file;
  private FileSystemLocks locks;
  private NeighbourProcess waiter;
  private NeighbourProcess newcomer;

  @BeforeEach
  void open() throws IOException {
    directory = Files.createDirectory(temporary.toRealPath().resolve("locks"));
    file = Puppet.place(directory, "orders");
    locks =
        FileSystemLocks.builder(directory).lossCheckInterval(Duration.ofMillis(INTERVAL)).build();
    waiter = NeighbourProcess.start(others, directory);
    newcomer = NeighbourProcess.start(others, directory);
  }

  @AfterEach
  void nothingIsLeft() {
    locks.close();
    await("descriptors are open in this process")
        .atMost(10, SECONDS)
        .until(
            () -> {
              IdleCells.clear();
              return Others.descriptors(temporary.toRealPath()) == 0;
            });
    for (NeighbourProcess neighbour : List.of(waiter, newcomer)) {
      await("descriptors are open in a neighbour")
          .atMost(10, SECONDS)
          .until(() -> neighbour.ask("files").equals("0"));
    }
    assertEquals(List.of(), Others.properties());
  }

  private void happens(String command) throws Exception {
    Shell.run(
        command
            .replace("D/F", file.toString())
            .replace("D.old", directory + ".old")
            .replace("D/", directory + "/")
            .replaceAll("\\bD\\b", directory.toString()));
  }

  @ParameterizedTest
  @EnumSource
  void isToldToTheHolderAndMendedForTheOthers(Harm harm) throws Exception {
    LockHandle held = locks.lock("orders").acquire();
    long before = held.fencingToken().getAsLong();
    CompletableFuture<LockLoss> news = held.lost().toCompletableFuture();
    CompletableFuture<Long> told = news.thenApply(loss -> System.nanoTime());
    waiter.obeys("wait w mutex orders", "waiting");
    await("the sign of the waiter")
        .atMost(10, SECONDS)
        .until(() -> newcomer.ask("sign " + file).equals("shown"));
    newcomer.obeys("leave", "gone");
    newcomer.obeys("in " + directory + " " + INTERVAL, "there");

    long since = System.nanoTime();
    happens(harm.command);
    long entered = 0;
    if (harm.anotherFile && harm.usable && isFirstInTheNewFile(newcomer)) {
      entered = System.nanoTime();
    }
    LockLoss loss = news.get(30, SECONDS);
    long elapsed = (told.get() - since) / 1_000_000;
    assertEquals(LockLoss.Reason.STORAGE_REPLACED, loss.reason(), loss::message);
    assertTrue(
        elapsed <= 2 * INTERVAL + SCHEDULING,
        () -> "The loss was told " + elapsed + " ms after it, which is too late.");
    long together = entered == 0 ? 0 : Math.max(0, (told.get() - entered) / 1_000_000);
    assertTrue(
        together <= INTERVAL + SCHEDULING, () -> "There were two holders for " + together + " ms.");
    assertFalse(held.isHeld());
    held.close();

    if (!harm.usable) {
      isRefusedUntilItIsMovedAway();
    } else if (entered != 0) {
      newcomer.obeys("state n", "held");
      newcomer.obeys("close n", "closed");
    }
    if (harm.usable) {
      waiter.awaitState("w", "held");
      newcomer.isRefused("mutex", "orders", "It came in beside one who had waited.");
      waiter.obeys("close w", "closed");
    }
    try (LockHandle again = locks.lock("orders").acquire()) {
      newcomer.isRefused("mutex", "orders", "It came in beside " + again);
      long after = again.fencingToken().getAsLong();
      assertTrue(after > before, () -> "Token " + after + " came after " + before);
    }
    System.out.printf(
        "%s: told after %d ms, two holders for %d ms, at an interval of %d ms%n",
        harm, elapsed, together, INTERVAL);
  }

  /** Comes to the new file, unless the old holder is noticed before, and the waiter comes there. */
  private boolean isFirstInTheNewFile(NeighbourProcess newcomer) {
    while (true) {
      String answer = newcomer.ask("take n mutex orders 0");
      if (answer.equals("held")) {
        return true;
      }
      assertEquals("refused", answer);
      if (waiter.ask("state w").equals("held")) {
        return false;
      }
    }
  }

  private void isRefusedUntilItIsMovedAway() throws Exception {
    await("the failure of the waiter")
        .atMost(20, SECONDS)
        .until(() -> !waiter.ask("state w").equals("waiting"));
    for (String failure :
        List.of(waiter.ask("state w"), newcomer.ask("take n mutex orders 1000"))) {
      assertTrue(
          failure.contains(file.toString()) && failure.contains("Move it away"),
          () -> "It does not say what to do: " + failure);
    }
    LockException here = assertThrows(LockException.class, () -> locks.lock("orders").tryAcquire());
    assertTrue(String.valueOf(here.getMessage()).contains(file.toString()), here::toString);
    assertTrue(Files.exists(file), "What belongs to somebody else was deleted.");
    happens("mv D/F D/foreign");
  }

  @Test
  void aDirectoryThatIsGoneIsNamedAndUsedAgainWhenItIsBack() throws Exception {
    LockHandle held = locks.lock("orders").acquire();
    CompletableFuture<LockLoss> news = held.lost().toCompletableFuture();
    waiter.obeys("wait w mutex orders", "waiting");
    happens("rm -r D");
    assertEquals(LockLoss.Reason.STORAGE_REPLACED, news.get(30, SECONDS).reason());
    await("the failure of the waiter")
        .atMost(20, SECONDS)
        .until(() -> !waiter.ask("state w").equals("waiting"));
    for (String failure :
        List.of(
            waiter.ask("state w"),
            newcomer.ask("take n mutex orders 100"),
            assertThrows(LockException.class, () -> locks.lock("orders").tryAcquire())
                .toString())) {
      assertTrue(
          failure.contains(file.toString()) && failure.contains("create it"),
          () -> "It does not say what to do: " + failure);
    }
    happens("mkdir D");
    try (LockHandle again = requireNonNull(locks.lock("orders").tryAcquire())) {
      newcomer.isRefused("mutex", "orders", "It came in beside " + again);
      waiter.obeys("wait w mutex orders", "waiting");
    }
    waiter.awaitState("w", "held");
    waiter.obeys("close w", "closed");
  }

  /** Readers, permits and upgrades come to the new file as well. */
  @ParameterizedTest
  @EnumSource(
      value = Harm.class,
      names = {"DELETED", "APPENDED_TO"})
  void isToldInAllModes(Harm harm) throws Exception {
    for (String form : List.of("read", "upgradeable", "write", "permitOfTwo")) {
      LockHandle first = Neighbour.lockable(locks, form, "orders").acquire();
      file = directory.resolve(LockFileName.of(Neighbour.lockable(locks, form, "orders").id()));
      CompletableFuture<LockLoss> news = first.lost().toCompletableFuture();
      happens(harm.command);
      assertEquals(LockLoss.Reason.STORAGE_REPLACED, news.get(30, SECONDS).reason(), form);
      first.close();
      String excluded = form.equals("read") ? "write" : form;
      LockHandle again = Neighbour.lockable(locks, form, "orders").acquire();
      LockHandle other =
          form.equals("permitOfTwo") ? locks.semaphore("orders", 2).acquire() : again;
      newcomer.isRefused(excluded, "orders", "It came in beside " + again);
      again.close();
      other.close();
      newcomer.gets(excluded, "orders", "It was not released: " + again);
    }
  }
}
