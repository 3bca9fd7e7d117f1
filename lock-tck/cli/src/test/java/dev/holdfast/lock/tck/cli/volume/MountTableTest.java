package dev.holdfast.lock.tck.cli.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MountTableTest {

  private static final MountTable TABLE =
      MountTable.of(
          List.of(
              "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard",
              "40 22 0:50 / /mnt rw - tmpfs tmpfs rw",
              "41 40 0:51 / /mnt/my\\040share rw,nosuid - nfs4 server:/export rw,vers=4.2,local_lock=none",
              "42 40 0:52 / /mnt/twice rw - ext4 /dev/vdb rw",
              "43 42 0:53 / /mnt/twice rw - fuse.sshfs host: rw",
              "no line of a table"),
          List.of(
              "# <file system> <mount point> <type>",
              "/dev/vda / ext4 defaults 0 1",
              "server:/other /srv/other nfs4 defaults 0 0",
              "server:/export /mnt/my\\040share nfs4 defaults 0 0"));

  private static String type(String path) {
    return TABLE.find(Path.of(path)).map(MountTable.Entry::type).orElse("none");
  }

  @Test
  void theInnermostMountCounts() {
    assertEquals("ext4", type("/srv/x"));
    assertEquals("tmpfs", type("/mnt/x"));
    assertEquals("ext4", type("/mnt2"));
  }

  @Test
  void spacesAreUnderstoodAndOptionsOfBothKindsAreKept() {
    MountTable.Entry entry = TABLE.find(Path.of("/mnt/my share/locks")).orElseThrow();
    assertEquals("server:/export", entry.source());
    assertEquals("rw,nosuid,rw,vers=4.2,local_lock=none", entry.options());
  }

  @Test
  void theLaterOfTwoMountsAtOnePlaceHidesTheOther() {
    assertEquals("fuse.sshfs", type("/mnt/twice/x"));
  }

  @Test
  void whatShouldBeMountedButIsNotIsMissing() {
    assertEquals(Optional.of(Path.of("/srv/other")), TABLE.missing(Path.of("/srv/other/locks")));
    assertEquals(Optional.empty(), TABLE.missing(Path.of("/srv/others")));
    assertEquals(Optional.empty(), TABLE.missing(Path.of("/mnt/my share")));
  }
}
