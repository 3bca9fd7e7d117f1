package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLockTest {

  @Test
  void isReadFromALineOfTheKernel() {
    assertEquals(
        new KernelLock(26267, "fe:00:2147985", 4611686018427387904L, 4611686018427387906L, false),
        KernelLock.of(
            "1: POSIX  ADVISORY  WRITE 26267 fe:00:2147985 4611686018427387904"
                + " 4611686018427387906"));
    assertEquals(
        new KernelLock(7, "00:1b:2", 10, Long.MAX_VALUE, true),
        KernelLock.of("\t12: POSIX  MANDATORY READ 7 00:1b:2 10 EOF"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2: FLOCK  ADVISORY  WRITE 26267 fe:00:2154497 0 EOF",
        "2: OFDLCK ADVISORY  WRITE -1 fe:00:2154497 0 EOF",
        "2: LEASE  ACTIVE    READ 7 fe:00:2154497 0 EOF",
        "2: -> POSIX  ADVISORY  WRITE 26267 fe:00:2154497 0 EOF",
        "2: POSIX  ADVISORY  WRITE 26267 fe:00:2154497 0",
        "2: POSIX  ADVISORY  WRITE 26267 fe:00:2154497 a EOF"
      })
  void otherLinesAreNoLocks(String line) {
    assertNull(KernelLock.of(line), "taken for a lock");
  }

  private static KernelLock lock(int start, int end, boolean shared) {
    return new KernelLock(1, "0:0:1", start, end, shared);
  }

  @Test
  void severalLocksCoverARegionTogether() {
    List<KernelLock> locks = List.of(lock(6, 9, false), lock(0, 3, false), lock(4, 5, true));
    assertTrue(KernelLock.cover(locks, new Region(0, 10), true));
    assertTrue(KernelLock.cover(locks, new Region(2, 1), false));
    assertFalse(KernelLock.cover(locks, new Region(0, 10), false), "a part is shared");
    assertFalse(KernelLock.cover(locks, new Region(9, 2), true), "beyond the end");
    assertFalse(KernelLock.cover(List.of(), new Region(0, 1), true), "there are no locks");
  }

  @Test
  void theCommonPartOfALockAndARegion() {
    Region part = lock(3, 8, true).within(new Region(5, 10));
    assertNotNull(part, "3 to 8 and 5 to 14 have nothing in common");
    assertEquals(new Region(5, 4), part);
    assertNull(lock(3, 8, true).within(new Region(9, 10)));
  }
}
