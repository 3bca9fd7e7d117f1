package dev.holdfast.lock.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The byte protocol between processes. */
class ClimbTest {

  private static final int PROCESSES = 3;
  private static final int MILLIS = 2_000;

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endProcesses() throws Exception {
    for (Process process : started) {
      process.destroyForcibly();
      assertTrue(process.waitFor(30, SECONDS), "a process did not end");
    }
  }

  private Process start(String what, long millis) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Contender.class.getName(),
                what,
                directory.toString(),
                directory.resolve("witness").toString(),
                Long.toString(millis))
            .redirectErrorStream(true)
            .start();
    started.add(process);
    return process;
  }

  @Test
  void processesExcludeEachOtherAndUpgradeAtomically() throws Exception {
    for (int i = 0; i < PROCESSES; i++) {
      assertTrue(start("contend", MILLIS).isAlive());
    }
    int[] totals = new int[3];
    for (Process process : started) {
      try (BufferedReader output = process.inputReader()) {
        String line = output.readLine();
        assertTrue(process.waitFor(60, SECONDS), "a process does not end");
        assertEquals(0, process.exitValue(), () -> line + output.lines().toList());
        String[] counts = line == null ? new String[0] : line.split(" ");
        for (int i = 0; i < totals.length; i++) {
          totals[i] += Integer.parseInt(counts[i]);
        }
      }
    }
    assertTrue(
        totals[0] > 50 && totals[1] > 20 && totals[2] > 20,
        () -> "too little to tell: " + totals[0] + ", " + totals[1] + ", " + totals[2]);
    System.out.printf(
        "%d processes: %d reads, %d writes, %d upgrades%n",
        PROCESSES, totals[0], totals[1], totals[2]);
  }

  @Test
  void theDeathOfAHolderFreesItsLock() throws Exception {
    Process holder = start("hold", 60_000);
    try (BufferedReader output = holder.inputReader();
        LockFile file =
            OpenFiles.open(directory.resolve(LockFileName.of(Contender.LOCK)), Contender.LOCK)) {
      assertEquals("holding", output.readLine());
      for (List<Climb.Step> way : List.of(Climb.READ, Climb.UPGRADEABLE, Climb.WRITE)) {
        Climb climb = new Climb(file, way);
        assertFalse(climb.proceed(), () -> "got in beside " + holder);
        climb.descend();
      }
      holder.destroyForcibly(); // SIGKILL
      Climb climb = new Climb(file, Climb.WRITE);
      await().atMost(10, SECONDS).until(climb::proceed);
      climb.descend();
    }
  }
}
