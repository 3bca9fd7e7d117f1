package dev.holdfast.lock.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.filesystem.LockTable.Holder;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LockTableTest {

  private static final long ME = ProcessHandle.current().pid();

  @TempDir Path directory;

  private static String line(String mode, long pid, String inode, Region region) {
    return "1: POSIX  ADVISORY  "
        + mode
        + " "
        + pid
        + " "
        + inode
        + " "
        + region.position()
        + " "
        + region.end();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void tellsWhichProcessHoldsWhat() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Contender.class.getName(),
                "hold",
                directory.toString(),
                directory.resolve("witness").toString(),
                "60000")
            .start();
    try (BufferedReader output = holder.inputReader();
        LockFile file =
            OpenFiles.open(directory.resolve(LockFileName.of(Contender.LOCK)), Contender.LOCK)) {
      assertEquals("holding", output.readLine());
      assertNull(LockTable.of(file.path()), "believed without a probe");
      assertNotNull(file.tryLock(Region.PROBE, true), "somebody has the probe alone");
      assertNotNull(file.tryLock(Region.WAITERS, true), "somebody waits alone");
      List<Holder> holders = LockTable.of(file.path());
      assertNotNull(holders, "the system does not tell");
      assertEquals(
          Set.of(
              new Holder(holder.pid(), Region.RESERVED, false),
              new Holder(holder.pid(), Region.GATE, false),
              new Holder(holder.pid(), Region.DATA, false),
              new Holder(ME, Region.WAITERS, true)),
          Set.copyOf(holders));
    } finally {
      holder.destroyForcibly();
      assertTrue(holder.waitFor(30, SECONDS), "a process did not end");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nobodyIsNotTheSameAsUnknown() {
    try (LockFile file =
        OpenFiles.open(directory.resolve(LockFileName.of(Contender.LOCK)), Contender.LOCK)) {
      assertNotNull(file.tryLock(Region.PROBE, true), "somebody has the probe alone");
      assertEquals(List.of(), LockTable.of(file.path()));
      assertNull(LockTable.of(directory.resolve("missing")));
    }
  }

  @Test
  void otherFilesAndThoseWhoWaitAreLeftOut() {
    List<String> lines =
        List.of(
            line("READ", ME, "fe:00:5", Region.PROBE),
            line("READ", 41, "fe:00:5", Region.PROBE),
            line("WRITE", 42, "fe:00:5", Region.permits(3, 4)),
            line("WRITE", 43, "fe:00:6", Region.DATA),
            line("WRITE", 44, "fe:00:5", Region.DATA).replace("POSIX", "-> POSIX"),
            "7: FLOCK  ADVISORY  WRITE 45 fe:00:5 0 EOF",
            "8: POSIX  ADVISORY  WRITE 46 fe:00:5 0 99");
    assertEquals(
        List.of(new Holder(42, Region.permits(3, 4), false)), LockTable.of("fe:00:5", lines));
  }

  @Test
  void aListWithoutOurOwnProbeIsNotBelieved() {
    assertNull(LockTable.of("fe:00:5", List.of()));
    assertNull(
        LockTable.of(
            "fe:00:5",
            List.of(
                line("READ", ME, "fe:01:5", Region.PROBE),
                line("READ", ME + 1, "fe:00:5", Region.PROBE))));
  }

  @Test
  void namesDevicesLikeTheKernel() {
    assertEquals("fe:00:2147985", LockTable.inode(65024, 2147985));
    assertEquals("00:1b:2", LockTable.inode(27, 2));
    assertEquals("103:101:18446744073709551615", LockTable.inode(0x110301, -1));
  }

  @Test
  void partsHaveNamesForMessages() {
    assertEquals(
        "[reserved, gate, data, waiters, probe, permit 3, permits 3 to 6, bytes 1 to 2]",
        List.of(
                Region.RESERVED,
                Region.GATE,
                Region.DATA,
                Region.WAITERS,
                Region.PROBE,
                Region.permit(3),
                Region.permits(3, 4),
                new Region(1, 2))
            .toString());
  }
}
