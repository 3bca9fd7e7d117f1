package dev.holdfast.lock.filesystem;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handles that nobody closes, in a process where nobody else wants the lock. */
@EnabledOnOs(OS.LINUX)
class AbandonedHandleTest {

  @RegisterExtension final Others others = new Others();
  @TempDir Path directory;
  private NeighbourProcess forgetful;
  private NeighbourProcess waiting;

  @BeforeEach
  void start() throws IOException {
    forgetful = NeighbourProcess.start(others, directory);
    waiting = NeighbourProcess.start(others, directory);
  }

  @ParameterizedTest
  @CsvSource({
    "mutex, mutex",
    "read, write",
    "upgradeable, upgradeable",
    "write, read",
    "permit, permit"
  })
  void areReleasedForAnotherProcess(String form, String wanted) {
    forgetful.takes("x", form, "orders");
    waiting.obeys("wait y " + wanted + " orders", "waiting");
    forgetful.obeys("forget x", "forgotten");
    long since = System.nanoTime();
    await("the release of a forgotten handle")
        .atMost(30, SECONDS)
        .until(
            () -> {
              forgetful.obeys("gc", "done");
              return waiting.ask("state y").equals("held");
            });
    await("the warning").atMost(10, SECONDS).until(() -> forgetful.ask("warnings").equals("1"));
    System.out.printf(
        "A forgotten %s handle was released for another process after %d ms%n",
        form, (System.nanoTime() - since) / 1_000_000);
    assertEquals("0", forgetful.ask("files"), "A file is left open.");
  }

  @Test
  void areReleasedAlsoWhenUpgradedAndWatched() {
    forgetful.takes("x", "upgradeable", "orders");
    forgetful.obeys("upgrade x 10000", "true");
    forgetful.obeys("watch x", "watching");
    waiting.obeys("wait y write orders", "waiting");
    forgetful.obeys("forget x", "forgotten");
    await("the release of a forgotten handle")
        .atMost(30, SECONDS)
        .until(
            () -> {
              forgetful.obeys("gc", "done");
              return waiting.ask("state y").equals("held");
            });
    assertEquals("held", forgetful.ask("state x"), "It was told as a loss.");
  }

  @Test
  void areNotThoseThatSomebodyCanStillClose() {
    forgetful.takes("x", "mutex", "orders");
    forgetful.takes("r", "read", "orders");
    waiting.obeys("wait y mutex orders", "waiting");
    for (int i = 0; i < 10; i++) {
      forgetful.obeys("gc", "done");
      waiting.isRefused("write", "orders", "A handle that is reachable was released.");
    }
    waiting.obeys("state y", "waiting");
    forgetful.obeys("warnings", "0");
    forgetful.obeys("close x", "closed");
    waiting.awaitState("y", "held");
    forgetful.obeys("warnings", "0");
  }
}
