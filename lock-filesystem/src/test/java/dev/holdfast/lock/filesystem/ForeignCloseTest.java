package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Something in the holder's process opens and closes a lock file, which drops the locks. */
@EnabledOnOs(OS.LINUX)
class ForeignCloseTest {

  private static final long INTERVAL = NeighbourProcess.CHECK_MILLIS;

  /** What the threads of a machine that does something else besides may need. */
  private static final long SCHEDULING = 1_000;

  /** What is held, how often, and in which way nobody else may have it. */
  private enum Case {
    MUTEX("mutex", 1, "mutex"),
    READERS("read", 3, "write"),
    UPGRADEABLE("upgradeable", 1, "upgradeable"),
    UPGRADED("upgradeable", 1, "read"),
    WRITER("write", 1, "read"),
    PERMITS("permitOfTwo", 2, "permitOfTwo");

    final String form;
    final int holders;
    final String excluded;

    Case(String form, int holders, String excluded) {
      this.form = form;
      this.holders = holders;
      this.excluded = excluded;
    }

    LockHandle acquire(FileSystemLocks locks) throws InterruptedException {
      LockHandle handle = Neighbour.lockable(locks, form, "orders").acquire();
      if (this == UPGRADED) {
        ((UpgradeableLockHandle) handle).upgrade();
      }
      return handle;
    }
  }

  @RegisterExtension final Others others = new Others();
  @TempDir Path directory;
  private FileSystemLocks locks;
  private NeighbourProcess outside;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeEach
  void open() throws IOException {
    locks =
        FileSystemLocks.builder(directory).lossCheckInterval(Duration.ofMillis(INTERVAL)).build();
    outside = NeighbourProcess.start(others, directory);
  }

  @AfterEach
  void close() throws Exception {
    locks.close();
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(30, SECONDS), "a thread does not end");
    await("descriptors are open")
        .atMost(10, SECONDS)
        .until(
            () -> {
              IdleCells.clear();
              return Others.descriptors(directory.toRealPath()) == 0;
            });
  }

  /** What backup programs do, and search indexes. */
  private void touchAll() throws IOException {
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        assertTrue(Files.readAllBytes(file).length >= HeaderLayout.SIZE, file::toString);
      }
    }
  }

  private static CompletableFuture<Long> newsOf(LockHandle handle, long since) {
    return handle
        .lost()
        .thenApply(
            loss -> {
              long elapsed = (System.nanoTime() - since) / 1_000_000;
              assertEquals(LockLoss.Reason.RELEASED_BY_SYSTEM, loss.reason(), loss::message);
              return elapsed;
            })
        .toCompletableFuture();
  }

  private static long within(CompletableFuture<Long> news) throws Exception {
    long elapsed = news.get(30, SECONDS);
    assertTrue(
        elapsed <= 2 * INTERVAL + SCHEDULING,
        () -> "The loss was told " + elapsed + " ms after it, which is too late.");
    return elapsed;
  }

  @ParameterizedTest
  @EnumSource
  void isNoticedAndDoesNoLastingHarm(Case what) throws Exception {
    List<LockHandle> holders = new ArrayList<>();
    List<CompletableFuture<Long>> news = new ArrayList<>();
    for (int i = 0; i < what.holders; i++) {
      holders.add(what.acquire(locks));
      assertFalse(holders.get(i).lost().toCompletableFuture().isDone());
    }
    outside.isRefused(what.excluded, "orders", "It came in beside " + holders);
    long since = System.nanoTime();
    touchAll();
    for (LockHandle holder : holders) {
      news.add(newsOf(holder, since));
    }
    outside.gets(what.excluded, "orders", "The locks are still there, so this tests nothing.");
    long longest = 0;
    for (CompletableFuture<Long> lost : news) {
      longest = Math.max(longest, within(lost));
    }
    for (LockHandle holder : holders) {
      assertFalse(holder.isHeld(), () -> "It is lost, and says: " + holder);
    }
    List<LockHandle> again = new ArrayList<>();
    for (int i = 0; i < what.holders; i++) {
      again.add(what.acquire(locks));
    }
    holders.forEach(LockHandle::close);
    outside.isRefused(what.excluded, "orders", "Closing what was lost has released " + again);
    again.forEach(LockHandle::close);
    outside.gets(what.excluded, "orders", "It was not released: " + again);
    System.out.printf(
        "Foreign close, %s: noticed after %d ms at an interval of %d ms%n",
        what, longest, INTERVAL);
  }

  @Test
  void harmsNoHandleThatNobodyWatches() throws Exception {
    LockHandle unwatched = locks.lock("orders").acquire();
    LockHandle watched = locks.lock("invoices").acquire();
    assertFalse(watched.lost().toCompletableFuture().isDone());
    long since = System.nanoTime();
    touchAll();
    long unused = within(newsOf(watched, since));
    assertTrue(unwatched.isHeld(), () -> "Nobody asked, and it was ended: " + unwatched);
    unwatched.close();
    try (LockHandle again = locks.lock("orders").acquire()) {
      outside.isRefused("mutex", "orders", "It came in beside " + again);
    }
  }

  @Test
  void isNoticedByOneToWhomTheLockWasHandedOver() throws Exception {
    LockHandle first = locks.lock("orders").acquire();
    CompletableFuture<LockHandle> second = locks.lock("orders").acquireAsync();
    CompletableFuture<LockHandle> third = locks.lock("orders").acquireAsync();
    touchAll();
    first.close();
    LockHandle heir = second.get(30, SECONDS);
    long elapsed = within(newsOf(heir, System.nanoTime()));
    try (LockHandle next = third.get(30, SECONDS)) {
      outside.isRefused("mutex", "orders", "It came in beside " + next);
    }
    System.out.printf("Foreign close, handed over: noticed after %d ms%n", elapsed);
  }

  /** A JVM that hands a lock over without end gets it from the system again before long. */
  @ParameterizedTest
  @EnumSource(names = {"MUTEX", "WRITER"})
  void endsWithTheTurnOfThoseWhoHandTheLockOver(Case what) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger grants = new AtomicInteger();
    Lockable<? extends LockHandle> lock = Neighbour.lockable(locks, what.form, "orders");
    for (int i = 0; i < 3; i++) {
      threads.execute(
          () -> {
            while (!done.get()) {
              try (LockHandle held = lock.acquire()) {
                grants.addAndGet(held.isHeld() ? 1 : 0);
                LockSupport.parkNanos(100_000); // so that there is always one who waits
              } catch (InterruptedException e) {
                return;
              }
            }
          });
    }
    await("the file").atMost(30, SECONDS).until(() -> grants.get() > 0);
    int overlaps = 0;
    int rounds = 8;
    for (int i = 0; i < rounds; i++) {
      touchAll();
      int before = grants.get();
      await("the next turn")
          .pollInterval(Duration.ofMillis(1))
          .atMost(30, SECONDS)
          .until(() -> grants.get() > before + 200);
      outside.takes("x", what.excluded, "orders");
      int atGrant = grants.get();
      LockSupport.parkNanos(MILLISECONDS.toNanos(30));
      overlaps += grants.get() > atGrant ? 1 : 0;
      outside.obeys("close x", "closed");
    }
    done.set(true);
    threads.shutdown();
    assertTrue(threads.awaitTermination(30, SECONDS), "a thread does not end");
    int found = overlaps;
    System.out.printf(
        "Foreign close, handing over %s without end: %d of %d times somebody else was inside%n",
        what, found, rounds);
    assertEquals(
        0, found, () -> found + " of " + rounds + " times others went on beside the neighbour.");
  }

  /** What waits has regions locked, too, and shows a sign. */
  @Test
  void isNoticedByOneWhoWaitedMeanwhile() throws Exception {
    outside.takes("x", "read", "orders");
    CompletableFuture<LockHandle> writer =
        locks.readerWriterLock("orders").writeLock().acquireAsync();
    await("the writer at the gate")
        .atMost(10, SECONDS)
        .until(() -> outside.ask("take y read orders 0").equals("refused"));
    touchAll();
    outside.obeys("close x", "closed");
    LockHandle got = writer.get(30, SECONDS);
    long elapsed = within(newsOf(got, System.nanoTime()));
    try (LockHandle next = requireNonNull(locks.readerWriterLock("orders").writeLock().acquire())) {
      outside.isRefused("upgradeable", "orders", "It came in beside " + next);
    }
    System.out.printf("Foreign close, waiting writer: noticed after %d ms%n", elapsed);
  }

  @Test
  void doesNotMakeAWaiterInvisibleForEver() throws Exception {
    outside.takes("x", "mutex", "orders");
    CompletableFuture<LockHandle> waiter = locks.lock("orders").acquireAsync();
    try (LockFile file = OpenFiles.open(Puppet.place(directory, "orders"), Puppet.lock("orders"))) {
      NeighbourProcess third = NeighbourProcess.start(others, directory);
      await("the sign").atMost(10, SECONDS).until(() -> shown(third, file.path()));
      touchAll();
      await("the sign, again").atMost(10, SECONDS).until(() -> shown(third, file.path()));
    }
    outside.obeys("close x", "closed");
    waiter.get(30, SECONDS).close();
  }

  private static boolean shown(NeighbourProcess seenFrom, Path file) {
    return seenFrom.ask("sign " + file).equals("shown");
  }
}
