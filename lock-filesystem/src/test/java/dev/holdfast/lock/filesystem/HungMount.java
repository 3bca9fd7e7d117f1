package dev.holdfast.lock.filesystem;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A volume whose server can be brought to a halt, and a directory of this machine. */
@Timeout(120)
abstract class HungMount {

  static final Duration SHORT = Duration.ofMillis(300);
  static final Duration BOUND = Duration.ofSeconds(30);

  /** Far below what anything would take that waits for the server, or for a patience of its own. */
  private static final long PROMPT_MILLIS = 5_000;

  @TempDir Path temporary;
  BindFs volume;
  FileSystemLocks away;
  FileSystemLocks here;
  long slowest;

  @BeforeEach
  void mount() throws Exception {
    BindFs.assumePossible();
    volume =
        BindFs.mount(
            Files.createDirectories(temporary.resolve("source")),
            temporary.resolve("view"),
            BindFs.FORWARDING);
    away =
        FileSystemLocks.builder(volume.directory())
            .patience(Duration.ofSeconds(1))
            .lossCheckInterval(Duration.ofMillis(100))
            .serverSilence(Duration.ofSeconds(1))
            .build();
    here =
        FileSystemLocks.builder(Files.createDirectories(temporary.resolve("here")))
            .lossCheckInterval(Duration.ofMillis(100))
            .build();
  }

  @AfterEach
  void unmount() throws Exception {
    if (volume != null) {
      try (BindFs closed = volume) {
        closed.goOn();
        away.close();
        here.close();
        IdleCells.clear();
      }
    }
  }

  interface Call {
    void run() throws Exception;
  }

  /** How many milliseconds a call takes, which must not be many. */
  @CanIgnoreReturnValue
  final long prompt(String what, Call call) throws Exception {
    long began = System.nanoTime();
    call.run();
    long millis = (System.nanoTime() - began) / 1_000_000;
    assertTrue(millis < PROMPT_MILLIS, () -> what + " took " + millis + " ms");
    slowest = Math.max(slowest, millis);
    return millis;
  }

  final List<Lockable<?>> modes(String name) {
    DistributedUpgradeableReaderWriterLock lock = away.readerWriterLock(name);
    return List.of(
        away.lock(name),
        lock.readLock(),
        lock.upgradeableReadLock(),
        lock.writeLock(),
        away.semaphore(name, 2));
  }

  /** As soon as the server is back, everything is free, and nothing is left open. */
  final void comesBack(String... names) throws Exception {
    volume.goOn();
    for (String name : names) {
      for (Lockable<?> lock : modes(name)) {
        try (LockHandle handle = lock.tryAcquire(BOUND)) {
          assertNotNull(handle, () -> lock + " is not free again");
        }
      }
    }
    IdleCells.clear();
    await().atMost(BOUND).until(() -> Others.descriptors(volume.directory().toRealPath()) == 0);
    await().atMost(BOUND).until(() -> Others.properties().isEmpty());
    await("threads").atMost(BOUND).until(HungMount::lanes, List.of()::equals);
  }

  private static List<String> lanes() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("holdfast-io") || name.startsWith("holdfast-closer"))
        .toList();
  }
}
