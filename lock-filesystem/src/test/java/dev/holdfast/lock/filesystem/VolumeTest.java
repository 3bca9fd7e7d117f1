package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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

  private static String obstacle(String type, String... options) {
    return String.valueOf(Volume.of(type, false, Set.of(options)).obstacle());
  }

  @Test
  void mountsThatKeepLocksFromTheServerAreKnown() {
    assertEquals("fuse.sshfs sends no locks to its server", obstacle("fuse.sshfs", "rw"));
    assertEquals(
        "the mount option local_lock=all keeps locks from the server",
        obstacle("nfs4", "rw", "local_lock=all"));
    assertTrue(obstacle("nfs", "nolock").contains("nolock"));
    assertTrue(obstacle("cifs", "nobrl").contains("nobrl"));
    assertEquals("null", obstacle("nfs4", "rw", "local_lock=none"));
    assertEquals("null", obstacle("nfs4", "rw", "local_lock=flock"));
    assertEquals("null", obstacle("ext4", "nobrl"));
  }

  @Test
  void theOptionsAreThoseOfTheInnermostMount() {
    List<String> lines =
        List.of(
            "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard",
            "41 22 0:51 / /mnt/my\\040share rw,nosuid - nfs4 s:/e rw,local_lock=none",
            "42 22 0:52 / /mnt/twice rw - ext4 /dev/vdb rw,hidden",
            "43 42 0:53 / /mnt/twice rw - nfs s:/e rw,nolock",
            "a line that is none - at all");
    assertEquals(Set.of("rw", "relatime", "discard"), MountOptions.of(Path.of("/mnt/my"), lines));
    assertEquals(
        Set.of("rw", "nosuid", "local_lock=none"),
        MountOptions.of(Path.of("/mnt/my share/locks"), lines));
    assertEquals(Set.of("rw", "nolock"), MountOptions.of(Path.of("/mnt/twice"), lines));
    assertEquals(Set.of(), MountOptions.of(Path.of("/mnt"), List.of()));
  }
}
