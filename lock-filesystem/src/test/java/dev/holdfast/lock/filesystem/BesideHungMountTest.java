package dev.holdfast.lock.filesystem;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A volume whose server is away: nobody else notices. */
class BesideHungMountTest extends HungMount {

  @Test
  void nobodyElseNotices() throws Exception {
    long before = fortyLocks();
    List<LockHandle> held = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      held.add(away.lock("held" + i).acquire());
    }
    for (int i = 0; i < IdleCells.SIZE; i++) {
      away.lock("idle" + i).acquire().close();
    }
    volume.halt();
    // Many who wait for the server in whatever way: abandoned, closing, asking, lost.
    abandon();
    List<CompletableFuture<?>> closing = new ArrayList<>();
    for (LockHandle handle : held.subList(0, 50)) {
      closing.add(handle.closeAsync());
    }
    held.subList(50, 100).forEach(handle -> closing.add(handle.lost().toCompletableFuture()));
    for (int i = 0; i < 50; i++) {
      closing.add(away.semaphore("waiting" + i, 1).acquireAsync());
    }
    long meanwhile = prompt("forty other locks", () -> fortyLocks());
    LockHandle watched = here.lock("watched").acquire();
    CompletableFuture<LockLoss> lost = watched.lost().toCompletableFuture();
    Files.delete(file(temporary.resolve("here")));
    long told = prompt("a loss", () -> lost.get(30, TimeUnit.SECONDS));
    Object garbage = here.lock("garbage").acquire();
    assertNotNull(garbage, "an acquisition");
    garbage = null;
    long released =
        prompt(
            "an abandonment",
            () ->
                await()
                    .atMost(BOUND)
                    .until(
                        () -> {
                          System.gc();
                          try (LockHandle handle = here.lock("garbage").tryAcquire()) {
                            return handle != null;
                          }
                        }));
    System.out.printf(
        "forty local locks: %d ms, %d ms beside a halt; a loss told after %d ms, garbage"
            + " released after %d ms%n",
        before, meanwhile, told, released);
    closing.subList(100, 150).forEach(waiting -> assertTrue(waiting.cancel(false), "cancel"));
    volume.goOn();
    for (CompletableFuture<?> each : closing.subList(0, 50)) {
      each.get(30, TimeUnit.SECONDS);
    }
    held.subList(50, 100).forEach(LockHandle::close);
    comesBack("held0", "held99", "abandoned", "waiting7");
  }

  /** In a frame of its own, so that nothing keeps the handle alive. */
  private void abandon() throws Exception {
    volume.goOn();
    for (int i = 0; i < 3; i++) {
      LockHandle unused = away.lock("abandoned" + (i == 0 ? "" : i)).acquire();
    }
    volume.halt();
    System.gc();
  }

  private static Path file(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().contains("watched")).findFirst().orElseThrow();
    }
  }

  /** Acquires and closes forty local locks in all ways; answers how long that took. */
  @CanIgnoreReturnValue
  private long fortyLocks() throws Exception {
    long began = System.nanoTime();
    for (int i = 0; i < 40; i++) {
      here.lock("local" + i).acquire().close();
      here.lock("local" + i).acquireAsync().get(30, TimeUnit.SECONDS).close();
      here.semaphore("local" + i, 2).acquire(Duration.ofSeconds(30)).closeAsync().get();
    }
    return (System.nanoTime() - began) / 1_000_000;
  }
}
