package dev.holdfast.lock.tck.cli.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Linux says about mounts; empty on other systems. */
final class MountTable {

  /**
   * A mount.
   *
   * @param point where
   * @param type the type of the file system, such as nfs4
   * @param source what is mounted
   * @param options of the mount and of the file system, separated by commas
   */
  record Entry(Path point, String type, String source, String options) {}

  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Path PLANNED = Path.of("/etc/fstab");

  private final List<Entry> entries;
  private final List<Path> planned;

  private MountTable(List<Entry> entries, List<Path> planned) {
    this.entries = entries;
    this.planned = planned;
  }

  static MountTable ofThisProcess() {
    return of(lines(MOUNTS), lines(PLANNED));
  }

  /** The table of these lines of mountinfo and fstab. */
  static MountTable of(List<String> mountinfo, List<String> fstab) {
    List<Entry> entries = new ArrayList<>();
    for (String line : mountinfo) {
      Entry entry = entry(line);
      if (entry != null) {
        entries.add(entry);
      }
    }
    List<Path> planned =
        fstab.stream()
            .map(line -> line.strip().split("\\s+"))
            .filter(fields -> fields.length > 2 && !fields[0].startsWith("#"))
            .map(fields -> unescaped(fields[1]))
            .filter(point -> point.startsWith("/") && !point.equals("/"))
            .map(Path::of)
            .toList();
    return new MountTable(entries, planned);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** "36 35 98:0 /root /point rw,relatime optional... - type source rw,options". */
  private static @Nullable Entry entry(String line) {
    String[] halves = line.split(" - ", 2);
    String[] first = halves[0].split(" ", -1);
    String[] second = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
    if (first.length < 6 || second.length < 3) {
      return null;
    }
    return new Entry(
        Path.of(unescaped(first[4])),
        second[0],
        unescaped(second[1]),
        first[5] + "," + unescaped(second[2]));
  }

  /** Spaces and the like are written as octal numbers. */
  private static String unescaped(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }

  /** The mount that a real path is on. */
  Optional<Entry> find(Path real) {
    Entry found = null;
    for (Entry entry : entries) {
      boolean isDeeper =
          found == null || entry.point().getNameCount() >= found.point().getNameCount();
      if (real.startsWith(entry.point()) && isDeeper) {
        found = entry; // of two at one place, the later one hides the other
      }
    }
    return Optional.ofNullable(found);
  }

  /** Where something should be mounted above or at a real path, but is not. */
  Optional<Path> missing(Path real) {
    return planned.stream()
        .filter(real::startsWith)
        .filter(point -> entries.stream().noneMatch(entry -> entry.point().equals(point)))
        .findFirst();
  }
}
