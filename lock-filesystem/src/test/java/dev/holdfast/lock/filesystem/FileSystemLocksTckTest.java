package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.LockTck;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Holds the backend to the rules of the kit. */
final class FileSystemLocksTckTest extends LockTck {

  @TempDir static Path directory;

  @Override
  protected BackendUnderTest backend() {
    return BackendUnderTest.of(FileSystemBackend.class)
        .config(Map.of("directory", directory.toString()));
  }
}
