package dev.holdfast.lock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.Contender.Role;
import dev.holdfast.lock.benchmarks.JmhRun.Heat;
import dev.holdfast.lock.tck.cli.BackendLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContendersTest {

  @TempDir private Path directory;

  private Contenders contenders(Map<String, String> config) {
    return new Contenders(BackendLoader.of(List.of()), config, directory);
  }

  @Test
  void findsTheBackendsOfTheKitByTheSameNames() {
    Contender memory = contenders(Map.of("fencing", "NONE")).find("inmemory");
    assertEquals(Reach.JVM, memory.reach());
    assertEquals(Map.of(), memory.backend().config());
    Contender files = contenders(Map.of("fencing", "NONE")).find("filesystem");
    assertEquals(Reach.PROCESSES, files.reach());
    assertEquals(
        Map.of("directory", directory.toString(), "fencing", "NONE"), files.backend().config());
  }

  @Test
  void prefersWhatIsConfiguredForOneBackendAlone() {
    Contender files = contenders(Map.of("fencing", "NONE")).find("filesystem?fencing=POWER");
    assertEquals("POWER", files.backend().config().get("fencing"));
    assertEquals("filesystem?fencing=POWER", files.name());
  }

  @Test
  void findsFactoriesByTheirClass() {
    Contender found = contenders(Map.of("url", "a=b")).find(OpenDoorBackend.class.getName());
    assertEquals(Role.BACKEND, found.role());
    assertEquals(Map.of("url", "a=b"), found.backend().config());
  }

  @Test
  void saysWhatIsWrong() {
    var missing =
        assertThrows(
            IllegalArgumentException.class, () -> contenders(Map.of()).find("com.acme.Nothing"));
    assertTrue(String.valueOf(missing.getMessage()).contains("com.acme.Nothing"));
    var settings =
        assertThrows(IllegalArgumentException.class, () -> Contenders.settings("fencing"));
    assertTrue(String.valueOf(settings.getMessage()).contains("key=value"));
  }

  @ParameterizedTest
  @EnumSource
  void everybodyIsFitForTheWorkloadsHeTakesPartIn(Workload workload) throws Exception {
    for (Rival rival : workload.rivals()) {
      Contender contender = contenders(Map.of()).of(rival);
      assertTrue(
          contender.uses().containsAll(workload.uses()), () -> rival + " cannot do " + workload);
      int granted = 0;
      try (Locks locks = contender.open("test")) {
        List<Turn> turns = workload.turns(locks);
        Workload.Routine routine =
            workload.routine(
                locks, turns, Sections.counting(new Sections.Counter()), /* thread= */ 1);
        for (int i = 0; i < 200; i++) {
          granted += routine.next() ? 1 : 0;
        }
        for (Turn turn : turns) {
          turn.close();
        }
      }
      assertEquals(200, granted, () -> rival + " was refused although it was alone");
    }
  }

  private static boolean isGranted(Turn turn) {
    try {
      return turn.take(() -> {});
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inmemory", "FairReentrantLock", "SpringDefault"})
  void allUsesOfOneNameAreOneLock(String name) throws Exception {
    ExecutorService another = Executors.newSingleThreadExecutor();
    try (Locks locks = contenders(Map.of()).find(name).open("test")) {
      Turn acquired = locks.turn(Use.ACQUIRE, "a", 1);
      Turn timed = locks.turn(Use.TIMED, "a", 1);
      List<Boolean> granted = new ArrayList<>();
      assertTrue(
          acquired.take(
              () ->
                  granted.add(
                      CompletableFuture.supplyAsync(() -> isGranted(timed), another).join())));
      assertEquals(List.of(false), granted, "granted although the lock was held");
    } finally {
      another.shutdownNow();
    }
  }

  @Test
  void comparesEachReachWithItsOwnFloor() throws Exception {
    var contenders = contenders(Map.of());
    List<Heat> heats =
        JmhRun.heats(
            Profile.QUICK,
            EnumSet.of(Workload.CONTENDED, Workload.UPGRADE),
            List.of(contenders.find("inmemory"), contenders.find(OpenDoorBackend.class.getName())),
            contenders);
    assertEquals(
        List.of(
            "CONTENDED 4 [inmemory, FairReentrantLock, SpringDefault, MavenLocal]",
            "CONTENDED 8 [%s, FairFileLock]".formatted(OpenDoorBackend.class.getName()),
            "UPGRADE 4 [inmemory, FairReadWriteLock]"),
        heats.stream()
            .map(heat -> heat.workload() + " " + heat.threads() + " " + heat.contenders())
            .toList());
  }
}
