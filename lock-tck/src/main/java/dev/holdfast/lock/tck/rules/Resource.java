package dev.holdfast.lock.tck.rules;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a process has many of, and what may leak. */
enum Resource {
  /** The threads of this JVM. */
  THREADS("threads") {
    @Override
    List<String> names() {
      ThreadGroup root = Thread.currentThread().getThreadGroup();
      while (root.getParent() != null) {
        root = root.getParent();
      }
      Thread[] threads = new Thread[root.activeCount() + 1_000];
      int count = root.enumerate(threads);
      return Arrays.stream(threads, 0, count).map(Thread::getName).toList();
    }
  },
  /** What this process has open; nothing where the system does not tell. */
  DESCRIPTORS("open descriptors") {
    @Override
    List<String> names() {
      List<String> open = new ArrayList<>();
      for (Path descriptor : entries(Path.of("/proc/self/fd"))) {
        try {
          open.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
          // Closed by now, as is that of the listing itself.
        }
      }
      return open;
    }
  },
  /** The directory for temporary files, in which others put theirs, too. */
  TEMPORARY_FILES("temporary files") {
    @Override
    List<String> names() {
      Path directory = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
      return entries(directory).stream().map(Path::toString).toList();
    }
  };

  private final String what;

  Resource(String what) {
    this.what = what;
  }

  abstract List<String> names();

  /** How many there are of each sort: what makes a name unique is left out of it. */
  Map<String, Long> bySort() {
    return names().stream()
        .map(name -> name.replaceAll("\\p{XDigit}{6,}|\\d+", "*"))
        .collect(groupingBy(sort -> sort, counting()));
  }

  private static List<Path> entries(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (var stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // there is no such directory, or nobody may look
    }
    return entries;
  }

  @Override
  public String toString() {
    return what;
  }
}
