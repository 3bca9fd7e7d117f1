package dev.holdfast.lock.filesystem;

import static dev.holdfast.lock.filesystem.Evidence.GONE;
import static dev.holdfast.lock.filesystem.Evidence.HELD;
import static dev.holdfast.lock.filesystem.Evidence.UNKNOWN;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class OwnLocksTest {

  private static final LockId ORDERS = new LockId("test", LockKind.READER_WRITER, "orders");

  @TempDir Path directory;
  private LockFile file;
  private Path path;

  @BeforeEach
  void open() throws Exception {
    file = OpenFiles.open(directory.resolve(LockFileName.of(ORDERS)), ORDERS);
    path = file.path().toRealPath();
  }

  @AfterEach
  void close() {
    file.close();
  }

  @CanIgnoreReturnValue
  private FileLock take(Region region, boolean shared) {
    return locked(file.tryLock(region, shared), region);
  }

  private static FileLock locked(@Nullable FileLock lock, Region region) {
    assertNotNull(lock, () -> "could not lock " + region);
    return lock;
  }

  private Evidence evidence(Region region, boolean shared) {
    return OwnLocks.on(List.of(path)).of(path, region, shared);
  }

  @Test
  void readingTheLockFileLosesTheLock() throws Exception {
    FileLock data = take(Region.DATA, false);
    FileLock probe = take(Region.PROBE, true);
    OwnLocks before = OwnLocks.on(List.of(path));
    assertEquals(HELD, before.of(path, Region.DATA, false));
    file.release(probe);

    byte[] unused = Files.readAllBytes(path);

    FileLock anew = take(Region.PROBE, true);
    assertTrue(data.isValid(), "the JDK has noticed the loss");
    assertEquals(GONE, before.of(path, Region.DATA, false), "by what was looked up before");
    assertEquals(GONE, evidence(Region.DATA, false));
    file.release(anew);
  }

  @Test
  void withoutTheProbeNothingIsKnown() {
    FileLock data = take(Region.DATA, false);
    assertEquals(UNKNOWN, evidence(Region.DATA, false));
    file.release(data);
    assertEquals(UNKNOWN, evidence(Region.DATA, false));
  }

  @Test
  void locksThatTouchEachOtherAreToldApart() {
    take(Region.RESERVED, false);
    take(Region.GATE, false);
    take(Region.DATA, false);
    take(Region.WAITERS, true);
    take(Region.PROBE, true);
    take(Region.permit(3), false);
    take(Region.permit(4), false);
    for (Region held :
        List.of(Region.RESERVED, Region.GATE, Region.DATA, Region.permit(3), Region.permit(4))) {
      assertEquals(HELD, evidence(held, false), held::toString);
    }
    assertEquals(HELD, evidence(Region.WAITERS, true));
    assertEquals(GONE, evidence(Region.WAITERS, false), "held shared, asked for as exclusive");
    assertEquals(HELD, evidence(Region.permits(3, 2), false));
    assertEquals(GONE, evidence(Region.permit(2), false), "never held");
    assertEquals(GONE, evidence(Region.permits(3, 3), false), "only a part is held");
  }

  @Test
  void otherDescriptorsOfTheFileDoNotMatter() throws Exception {
    try (InputStream leaked = Files.newInputStream(path)) {
      take(Region.DATA, true);
      take(Region.PROBE, true);
      assertEquals(HELD, evidence(Region.DATA, true));
      assertEquals('H', leaked.read());
    }
  }

  @Test
  void aSecondDescriptorLeavesALossUnknownIfItCouldLock() throws Exception {
    take(Region.DATA, false);
    byte[] unused = Files.readAllBytes(path);
    take(Region.PROBE, true);
    try (RandomAccessFile other = new RandomAccessFile(path.toFile(), "rw")) {
      assertEquals(UNKNOWN, evidence(Region.DATA, false));
      assertEquals('H', other.read());
    }
  }

  @Test
  void aSecondDescriptorForReadingDoesNotHideALoss() throws Exception {
    take(Region.DATA, false);
    byte[] unused = Files.readAllBytes(path);
    try (RandomAccessFile other = new RandomAccessFile(path.toFile(), "r")) {
      take(Region.PROBE, true);
      assertEquals(GONE, evidence(Region.DATA, false));
      assertEquals('H', other.read());
    }
  }

  @Test
  void aLockThatWentOverToAnotherDescriptorIsSeenThere() throws Exception {
    take(Region.permit(6), false);
    take(Region.PROBE, true);
    OwnLocks before = OwnLocks.on(List.of(path));
    try (AsynchronousFileChannel other =
        AsynchronousFileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int i : new int[] {4, 5}) {
        Region permit = Region.permit(i);
        assertTrue(
            locked(other.tryLock(permit.position(), permit.size(), false), permit).isValid());
      }
      assertEquals(HELD, before.of(path, Region.permit(6), false));
    }
  }

  @Test
  void ofADeletedFileNothingIsKnown() throws Exception {
    take(Region.DATA, false);
    take(Region.PROBE, true);
    OwnLocks before = OwnLocks.on(List.of(path));
    Files.delete(path);
    assertEquals(UNKNOWN, before.of(path, Region.DATA, false));
    Files.createFile(path);
    try (InputStream successor = Files.newInputStream(path)) {
      assertEquals(UNKNOWN, evidence(Region.DATA, false));
      assertEquals(-1, successor.read());
    }
  }

  @Test
  void withoutDescriptorsOrProcNothingIsKnown() {
    take(Region.DATA, false);
    take(Region.PROBE, true);
    OwnLocks elsewhere = OwnLocks.on(List.of(path), directory.resolve("proc"));
    assertEquals(UNKNOWN, elsewhere.of(path, Region.DATA, false));
    assertEquals(UNKNOWN, OwnLocks.on(List.of()).of(path, Region.DATA, false), "was not named");
  }

  @Test
  void onlyLocksOfTheSameKindCount() throws Exception {
    Path self = directory.resolve("proc");
    Path text = Files.createDirectories(self.resolve("fdinfo")).resolve("17");
    Files.createSymbolicLink(Files.createDirectories(self.resolve("fd")).resolve("17"), path);
    String probe = "lock:\t1: POSIX  ADVISORY  READ 9 fe:00:5 " + range(Region.PROBE);
    String data = "lock:\t2: %s  ADVISORY  WRITE 9 fe:00:5 " + range(Region.DATA);
    for (String kind : List.of("POSIX", "OFDLCK", "FLOCK")) {
      Files.write(text, List.of("pos:\t0", "ino:\t5", probe, String.format(data, kind)));
      assertEquals(
          kind.equals("POSIX") ? HELD : GONE,
          OwnLocks.on(List.of(path), self).of(path, Region.DATA, false),
          kind);
    }
  }

  private static String range(Region region) {
    return region.position() + " " + region.end();
  }

  @Test
  void anInterruptedThreadIsAnsweredAndStaysInterrupted() {
    take(Region.DATA, false);
    take(Region.PROBE, true);
    Thread.currentThread().interrupt();
    Evidence evidence = evidence(Region.DATA, false);
    assertTrue(Thread.interrupted(), "the interrupt is gone");
    assertEquals(HELD, evidence);
  }

  @Test
  void whatIsHeldIsNeverCalledGone() throws Exception {
    take(Region.permit(6), false);
    take(Region.PROBE, true);
    AtomicBoolean end = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (AsynchronousFileChannel other =
        AsynchronousFileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      List<Future<?>> noise = new ArrayList<>();
      noise.add(
          threads.submit(
              () -> {
                for (int i = 0; !end.get(); i = (i + 1) % 13) {
                  Path unrelated = directory.resolve("file" + i);
                  Files.writeString(unrelated, "x");
                }
                return null;
              }));
      noise.add(
          threads.submit(
              () -> {
                // Whoever takes permit 4 and then 5 makes permit 6 go over to his descriptor.
                for (boolean mine = false; !end.get(); mine = !mine) {
                  List<FileLock> neighbours = new ArrayList<>();
                  for (int i : new int[] {4, 5}) {
                    Region permit = Region.permit(i);
                    neighbours.add(
                        mine
                            ? take(permit, false)
                            : locked(
                                other.tryLock(permit.position(), permit.size(), false), permit));
                  }
                  for (FileLock lock : neighbours) {
                    lock.release();
                  }
                }
                return null;
              }));
      OwnLocks kept = OwnLocks.on(List.of(path));
      int seen = 0;
      for (int i = 0; i < 1_000; i++) {
        Evidence known = kept.of(path, Region.permit(6), false);
        Evidence anew = evidence(Region.permit(6), false);
        assertTrue(known != GONE && anew != GONE, () -> "cried wolf: " + known + ", " + anew);
        seen += anew == HELD ? 1 : 0;
      }
      assertTrue(seen > 0, "knew nothing in 1000 times");
      end.set(true);
      for (Future<?> thread : noise) {
        Object unused = thread.get(30, SECONDS);
      }
    } finally {
      end.set(true);
      threads.shutdownNow();
    }
  }
}
