package dev.holdfast.lock.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockLoss;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses that take somebody who does not stick to the rules, be it inside this JVM. */
class LossReasonTest {

  @TempDir Path directory;

  private interface Harm {
    void to(LockFile file) throws Exception;
  }

  private LockLoss.Reason reasonAfter(Harm harm) throws Exception {
    try (FileSystemLocks locks =
            FileSystemLocks.builder(directory).lossCheckInterval(Duration.ofMillis(50)).build();
        LockHandle held = locks.lock("orders").acquire()) {
      CompletableFuture<LockLoss> lost = held.lost().toCompletableFuture();
      LockId id = new LockId("test", LockKind.MUTEX, "orders");
      Path path = directory.toRealPath().resolve(LockFileName.of(id));
      try (LockFile file = OpenFiles.open(path, id)) {
        harm.to(file);
        LockLoss loss = lost.get(30, SECONDS);
        assertFalse(held.isHeld(), () -> "still held after " + loss);
        return loss.reason();
      }
    }
  }

  @Test
  void aGreaterTokenInTheFileMeansThatSomebodyElseHasIt() throws Exception {
    assertEquals(
        LockLoss.Reason.SUPERSEDED,
        reasonAfter(
            file -> {
              OwnerRecord somebody = ProcessIdentity.record("somebody else");
              long unused =
                  new TokenSlots(file, Clock.systemUTC(), somebody)
                      .next("thread", 0, TokenDurability.PROCESS);
            }));
  }

  @Test
  void aClosedChannelHoldsNothing() throws Exception {
    assertEquals(LockLoss.Reason.CHANNEL_CLOSED, reasonAfter(file -> file.descriptor().close()));
  }
}
