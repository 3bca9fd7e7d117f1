package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of mounts, as Linux tells them. */
final class MountOptions {

  private static final Path MOUNTS = Proc.SELF.resolve("mountinfo");

  private MountOptions() {}

  /** The options of the mount that a real path is on; none where the system does not tell. */
  static Set<String> of(Path real) {
    return of(real, Proc.lines(MOUNTS));
  }

  /**
   * The same, from the lines of mountinfo: "36 35 98:0 /root /point rw,noatime ... - type source
   * rw,options".
   */
  static Set<String> of(Path real, List<String> lines) {
    Set<String> options = Set.of();
    int depth = -1;
    for (String line : lines) {
      String[] halves = line.split(" - ", 2);
      String[] first = halves[0].split(" ", -1);
      String[] second = halves[halves.length - 1].split(" ", -1);
      if (halves.length < 2 || first.length < 6 || second.length < 3) {
        continue;
      }
      Path point = path(first[4]);
      // Of two mounts at one place, the later one hides the other.
      if (point != null && real.startsWith(point) && point.getNameCount() >= depth) {
        depth = point.getNameCount();
        options = new HashSet<>(List.of((first[5] + "," + second[2]).split(",", -1)));
      }
    }
    return options;
  }

  /** Spaces and the like are octal numbers, and bytes are what they are in the system. */
  private static @Nullable Path path(String field) {
    String unescaped =
        field
            .replace("\\040", " ")
            .replace("\\011", "\t")
            .replace("\\012", "\n")
            .replace("\\134", "\\");
    try {
      return Path.of(new String(unescaped.getBytes(ISO_8859_1), UTF_8));
    } catch (InvalidPathException e) {
      return null; // the name is not one that this JVM can have
    }
  }
}
