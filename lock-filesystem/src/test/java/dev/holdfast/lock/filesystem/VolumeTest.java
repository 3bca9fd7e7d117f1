package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class VolumeTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryIsLocal() {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isDirectory(memory), "There is no /dev/shm here.");
    Volume volume = Volume.of(memory);
    assertEquals("tmpfs", volume.toString());
    assertTrue(volume.isLocal());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsNotKnownIsNotLocal() {
    Volume volume = Volume.of(Path.of("/proc"));
    assertEquals("proc", volume.type());
    assertFalse(volume.isLocal());
  }

  @Test
  void aMissingDirectoryHasAnUnknownVolume() {
    Volume volume = Volume.of(Path.of("no", "such", "directory"));
    assertEquals("unknown", volume.toString());
    assertFalse(volume.isLocal());
  }
}
