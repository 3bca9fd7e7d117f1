package dev.holdfast.lock.tck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSystemBackendTest {

  private final FileSystemBackend backend = new FileSystemBackend();
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"NONE, false", "PROCESS, true", "POWER, true"})
  void tokensAreAsDurableAsConfigured(String tokens, boolean isThere) throws Exception {
    Map<String, String> config = Map.of("directory", directory.toString(), "fencing", tokens);
    try (DistributedLockProvider locks = (DistributedLockProvider) backend.open("test", config);
        LockHandle held = locks.lock("a").acquire()) {
      assertEquals(isThere, held.fencingToken().isPresent(), held::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"fencing, SOME", "fence, NONE"})
  void whatCannotBeConfiguredIsNamed(String key, String value) {
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> backend.open("test", Map.of("directory", directory.toString(), key, value)));
    assertTrue(String.valueOf(thrown.getMessage()).contains(key), thrown::toString);
  }

  @Test
  void theDirectoryHasToBeGiven() {
    assertThrows(
        IllegalArgumentException.class, () -> backend.open("test", Map.of("fencing", "NONE")));
  }
}
