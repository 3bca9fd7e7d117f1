package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LockFileNameTest {

  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          ".",
          "..",
          "../x",
          "/etc",
          "a",
          "A",
          "a.",
          "a ",
          "\u00e9",
          "e\u0301",
          "con",
          "nul",
          "Aa",
          "BB",
          "a\0",
          "a:b",
          "\ud83d\ude00",
          "\ud83d",
          "\ude00",
          "x".repeat(5_000),
          "x".repeat(4_999) + "y");

  @Property
  void everyNameIsAShortAndPlainFileName(@ForAll String name) {
    String file = fileName(LockKind.SEMAPHORE, name);
    assertTrue(
        file.matches("l-[a-z0-9_]*-[0-9a-v]{32}\\.semaphore\\.lock")
            && file.length() <= LockFileName.MAX_LENGTH,
        file);
  }

  @Test
  void nastyNamesAndKindsAreToldApart() {
    Set<String> files =
        NASTY.stream()
            .flatMap(
                name ->
                    List.of(LockKind.MUTEX, LockKind.READER_WRITER, LockKind.SEMAPHORE).stream()
                        .map(kind -> fileName(kind, name)))
            .collect(Collectors.toSet());
    assertEquals(3 * NASTY.size(), files.size(), files::toString);
  }

  @Test
  void theNamePersistsAcrossReleases() {
    assertEquals(
        "l-orders-fafineqc5huv7coa83g4r5lv4la23jvm.mutex.lock", fileName(LockKind.MUTEX, "Orders"));
  }

  private static String fileName(LockKind kind, String name) {
    return LockFileName.of(new LockId("anywhere", kind, name));
  }
}
