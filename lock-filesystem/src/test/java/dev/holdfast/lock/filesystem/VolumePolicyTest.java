package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mounts that call themselves what is known to be unfit. */
@Timeout(120)
class VolumePolicyTest {

  @TempDir Path temp;

  @BeforeEach
  void mountsArePossible() {
    BindFs.assumePossible();
  }

  private BindFs mount(String type) throws Exception {
    return BindFs.mount(
        Files.createDirectories(temp.resolve("source")),
        temp.resolve(type),
        List.of("-o", "subtype=" + type));
  }

  private static boolean hasToken(Path directory, VolumePolicy policy) throws Exception {
    try (FileSystemLocks locks = FileSystemLocks.builder(directory).volumes(policy).build();
        LockHandle held = locks.lock("orders").tryAcquire()) {
      assertNotNull(held, "could not lock a free file");
      return held.fencingToken().isPresent();
    } finally {
      IdleCells.clear();
    }
  }

  @Test
  void aMountWithoutLocksIsRefusedUnlessItIsTrusted() throws Exception {
    try (BindFs view = mount("sshfs")) {
      LockException refusal =
          assertThrows(LockException.class, () -> FileSystemLocks.in(view.directory()).close());
      assertTrue(refusal.toString().contains("fuse.sshfs sends no locks"), refusal::toString);
      assertTrue(refusal.toString().contains("VolumePolicy.TRUST"), refusal::toString);
      assertEquals(false, hasToken(view.directory(), VolumePolicy.WARN), "a token could repeat");
      assertEquals(true, hasToken(view.directory(), VolumePolicy.TRUST), "there is no token");
    }
  }

  @Test
  void thereAreNoTokensWhereTheyCouldRepeat() throws Exception {
    try (BindFs view = mount("glusterfs")) {
      assertEquals(false, hasToken(view.directory(), VolumePolicy.REFUSE), "a token could repeat");
      assertEquals(true, hasToken(view.directory(), VolumePolicy.TRUST), "there is no token");
    }
  }

  @Test
  void whatIsNotKnownIsNotRefused() throws Exception {
    try (BindFs view = mount("another")) {
      assertEquals(true, hasToken(view.directory(), VolumePolicy.REFUSE), "there is no token");
    }
  }
}
