package dev.holdfast.lock.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a volume with a server is like, which may be away. */
@Timeout(120)
class BindFsTest {

  private static final LockId ORDERS = new LockId("test", LockKind.MUTEX, "orders");

  @TempDir Path temp;

  @BeforeEach
  void mountsArePossible() {
    BindFs.assumePossible();
  }

  private BindFs mount(String name, List<String> options) throws Exception {
    return BindFs.mount(
        Files.createDirectories(temp.resolve("source")), temp.resolve(name), options);
  }

  @Test
  void isNoLocalVolume() throws Exception {
    try (BindFs view = mount("a", BindFs.FORWARDING)) {
      Volume volume = Volume.of(view.directory());
      assertFalse(volume.isLocal(), volume::toString);
      assertTrue(volume.toString().startsWith("fuse"), volume::toString);
    }
    assertTrue(Volume.of(temp.resolve("a")).type().indexOf("fuse") < 0, "is still mounted");
  }

  @Test
  void twoViewsExcludeEachOtherIfLocksAreForwarded() throws Exception {
    for (boolean forwarding : new boolean[] {true, false}) {
      List<String> options = forwarding ? BindFs.FORWARDING : List.of();
      try (BindFs a = mount("a", options);
          BindFs b = mount("b", options);
          LockFile viaA = OpenFiles.open(a.directory().resolve(LockFileName.of(ORDERS)), ORDERS);
          LockFile viaB = OpenFiles.open(b.directory().resolve(LockFileName.of(ORDERS)), ORDERS)) {
        assertNotNull(viaA.tryLock(Region.DATA, false), "could not lock a free file");
        FileLock second = viaB.tryLock(Region.DATA, false);
        assertEquals(forwarding, second == null, () -> "forwarding: " + forwarding);
      }
    }
  }

  @Test
  void theKernelDoesNotKnowForwardedLocks() throws Exception {
    try (BindFs view = mount("a", BindFs.FORWARDING);
        LockFile file = OpenFiles.open(view.directory().resolve(LockFileName.of(ORDERS)), ORDERS)) {
      assertNotNull(file.tryLock(Region.DATA, false), "could not lock a free file");
      assertNotNull(file.tryLock(Region.PROBE, true), "somebody has the probe alone");
      Path path = file.path().toRealPath();
      assertEquals(Evidence.UNKNOWN, OwnLocks.on(List.of(path)).of(path, Region.DATA, false));
      assertNull(LockTable.of(path), "believed a list that knows nothing of the file");
    }
  }

  @Test
  void whileItIsAtAHaltOnlyTheLaneWaits() throws Exception {
    Lane lane = Lane.ofDirectory("away");
    BlockingQueue<FileLock> late = new LinkedBlockingQueue<>();
    try (BindFs view = mount("a", BindFs.FORWARDING);
        LockFile file = OpenFiles.open(view.directory().resolve(LockFileName.of(ORDERS)), ORDERS)) {
      view.halt();
      long start = System.nanoTime();
      Passage<FileLock> passage =
          lane.call(
              () -> file.tryLock(Region.DATA, false),
              Deadline.after(Duration.ofMillis(200)),
              late::add);
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertNull(passage, "the volume answered at a halt");
      assertTrue(millis >= 200 && millis < 30_000, () -> "the call took " + millis + " ms");
      assertTrue(late.isEmpty(), "the volume answered at a halt");

      Path path = view.directory().resolve(LockFileName.of(ORDERS));
      assertEquals(
          Evidence.UNKNOWN,
          OwnLocks.on(List.of(path)).of(path, Region.DATA, false),
          "looking at the kernel does not hang");

      view.goOn();
      FileLock lock = late.poll(30, SECONDS);
      assertNotNull(lock, "the call did not come back with the volume");
      file.release(lock);
    }
  }

  @Test
  void closingAtAHaltLeavesNothingBehind() throws Exception {
    Lane lane = Lane.ofDirectory("gone");
    BindFs view = mount("a", BindFs.FORWARDING);
    Passage<Boolean> hanging;
    try {
      view.halt();
      hanging = lane.start(() -> Files.exists(view.directory().resolve("x")));
      assertFalse(hanging.await(Deadline.after(Duration.ofMillis(50))), "does not hang");
      Thread.currentThread().interrupt();
    } finally {
      view.close();
    }
    assertTrue(Thread.interrupted(), "the interrupt is gone");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> hanging.await(Deadline.after(Duration.ZERO)));
    assertFalse(
        Proc.lines(Path.of("/proc/self/mounts")).stream()
            .anyMatch(line -> line.contains(temp.getFileName().toString())),
        "is still mounted");
  }
}
