package dev.holdfast.lock.filesystem;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A volume whose server is away: whoever uses it is answered in time. */
class HungMountTest extends HungMount {

  @Test
  void whoeverAsksIsAnsweredInTime() throws Exception {
    away.lock("used").acquire().close();
    FileSystemLocks closing = FileSystemLocks.in(volume.directory());
    volume.halt();
    int form = 0;
    for (String name : new String[] {"used", "new"}) {
      for (Lockable<?> lock : modes(name)) {
        prompt("tryAcquire()", () -> assertNull(lock.tryAcquire()));
        Call timed =
            switch (form++ % 3) {
              case 0 -> () -> assertNull(lock.tryAcquire(SHORT));
              case 1 -> () -> assertThrows(TimeoutException.class, () -> lock.acquire(SHORT));
              default -> () -> assertNull(lock.tryAcquireAsync(SHORT).get(30, TimeUnit.SECONDS));
            };
        prompt("a timed form", timed);
        CompletableFuture<? extends LockHandle> waiting = lock.acquireAsync();
        prompt("cancel()", () -> assertTrue(waiting.cancel(false), name));
      }
    }
    CompletableFuture<Thread> waiter = new CompletableFuture<>();
    CompletableFuture<LockHandle> interrupted =
        CompletableFuture.supplyAsync(
            () -> {
              waiter.complete(Thread.currentThread());
              try {
                return away.lock("interrupted").acquire();
              } catch (InterruptedException e) {
                throw new CompletionException(e);
              }
            });
    Thread thread = waiter.get(30, TimeUnit.SECONDS);
    await().atMost(BOUND).until(() -> thread.getState() == Thread.State.WAITING);
    thread.interrupt();
    assertTrue(failure(interrupted).contains("InterruptedException"), "not interrupted");

    CompletableFuture<LockHandle> ended = closing.lock("ended").acquireAsync();
    long closed = prompt("close() of the provider", closing::close);
    assertTrue(failure(ended).contains("ProviderClosedException"), "not closed");
    System.out.println(
        "at a halt: the slowest answer took " + slowest + " ms, close() " + closed + " ms");
    comesBack("used", "new", "interrupted", "ended");
  }

  private static String failure(CompletableFuture<?> future) {
    return assertThrows(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS))
        .toString();
  }

  @Test
  void aReleaseIsToldToBeLateAndDoneWhenTheServerIsBack() throws Exception {
    LockHandle mutex = away.lock("mutex").acquire();
    LockHandle later = away.lock("later").acquire();
    UpgradeableLockHandle upgraded =
        away.readerWriterLock("upgraded").upgradeableReadLock().acquire();
    upgraded.upgrade();
    volume.halt();
    CompletableFuture<Void> closed = later.closeAsync();
    long millis =
        prompt(
            "close()",
            () -> {
              String told = assertThrows(LockException.class, mutex::close).toString();
              assertTrue(told.contains("could not be released in time"), told);
              assertTrue(told.contains(volume.directory().toString()), told);
            });
    mutex.close();
    assertFalse(mutex.isHeld(), "closed, but held");
    prompt(
        "downgrade()",
        () -> {
          String told = assertThrows(LockException.class, upgraded::downgrade).toString();
          assertTrue(told.contains("could not be downgraded in time"), told);
        });
    assertThrows(IllegalStateException.class, upgraded::tryUpgrade, "is still upgraded");
    assertFalse(closed.isDone(), "released at a halt");
    assertNull(away.lock("mutex").tryAcquire(SHORT), "acquired while it is not released");
    System.out.println("at a halt: close() gave up after " + millis + " ms");
    volume.goOn();
    closed.get(30, TimeUnit.SECONDS);
    upgraded.close();
    comesBack("mutex", "later", "upgraded");
  }

  @Test
  void silenceIsALoss() throws Exception {
    LockHandle handle = away.lock("orders").acquire();
    LockHandle reader = away.readerWriterLock("orders").readLock().acquire();
    CompletableFuture<LockLoss> lost = handle.lost().toCompletableFuture();
    CompletableFuture<LockLoss> readerLost = reader.lost().toCompletableFuture();
    volume.halt();
    long began = System.nanoTime();
    LockLoss loss = lost.get(30, TimeUnit.SECONDS);
    long millis = (System.nanoTime() - began) / 1_000_000;
    assertEquals(LockLoss.Reason.SERVER_SILENT, loss.reason());
    assertEquals(LockLoss.Reason.SERVER_SILENT, readerLost.get(30, TimeUnit.SECONDS).reason());
    assertFalse(handle.isHeld(), "lost, but held");
    System.out.println("told of a loss after " + millis + " ms of silence: " + loss.message());
    prompt("close() of a lost one", handle::close);
    comesBack("orders");
  }
}
