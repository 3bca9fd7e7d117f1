package dev.holdfast.lock.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The locks that the kernel lists for this process, on files that were named. Looks at nothing but
 * the kernel's memory: it opens none of the files, and does not wait for a server that is away.
 *
 * <p>Descriptors that were opened after it was made are not in it. As long as the answers are
 * {@link Evidence#HELD} it can be kept; after another one it should be made anew.
 */
final class OwnLocks {

  /*
   * Each descriptor of this process has a link to its file, and a text with the locks that were taken
   * through it. The kernel writes the text in one go, under the guard of the file's locks.
   *
   *  (1) Whoever asks holds the probe in that file. If it is not listed, nothing follows: some file
   *      systems leave the locks to their servers. So what is listed is trusted only next to the probe.
   *  (2) A range that grows together with another one goes over to the descriptor of that one, and
   *      descriptors cannot be read in one go. So a lock may be missed while it goes back and forth;
   *      but none lists a lock that is not there. HELD is believed at once, whichever says it. GONE is
   *      believed only if there is a single descriptor, and still is after the look: had there been
   *      another one meanwhile, then it was closed, and all locks were dropped with it.
   *      Read-only descriptors do not count: whoever locks these bytes can write.
   *  (3) A number may go over to another file while it is looked at. So the link is read after the
   *      text: if it does not name the file, the text does not count.
   */

  private static final Pattern READ_ONLY = Pattern.compile("flags:\\s*[0-7]*[04]");

  private final Path self;
  private final Map<Path, List<Path>> links;

  private OwnLocks(Path self, Map<Path, List<Path>> links) {
    this.self = self;
    this.links = links;
  }

  /**
   * Looks up the descriptors of some files.
   *
   * @param files their real paths
   */
  static OwnLocks on(Collection<Path> files) {
    return on(files, Proc.SELF);
  }

  static OwnLocks on(Collection<Path> files, Path self) {
    Map<Path, List<Path>> links = new HashMap<>();
    files.forEach(file -> links.put(file, new ArrayList<>()));
    String[] numbers = self.resolve("fd").toFile().list();
    for (String number : numbers == null ? new String[0] : numbers) {
      Path link = self.resolve("fd").resolve(number);
      List<Path> known = links.get(target(link));
      if (known != null) {
        known.add(link);
      }
    }
    return new OwnLocks(self, links);
  }

  /**
   * Where a link leads. A deleted file has a path that exists nowhere; null if there is no link.
   */
  private static @Nullable Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Tells whether this process still has a lock. The caller holds {@link Region#PROBE}, shared, in
   * that file, all the time.
   *
   * @param file its real path, one of those that were named
   */
  Evidence of(Path file, Region region, boolean shared) {
    Evidence evidence = read(file).tell(region, shared);
    if (evidence != Evidence.GONE) {
      return evidence;
    }
    // A descriptor that was opened since may have it.
    Texts texts = on(List.of(file), self).read(file);
    evidence = texts.tell(region, shared);
    if (evidence != Evidence.GONE) {
      return evidence;
    }
    boolean sure =
        texts.lockers.size() == 1
            && on(List.of(file), self).read(file).lockers.equals(texts.lockers);
    return sure ? Evidence.GONE : Evidence.UNKNOWN;
  }

  private Texts read(Path file) {
    List<KernelLock> locks = new ArrayList<>();
    Set<Path> lockers = new HashSet<>();
    for (Path link : links.getOrDefault(file, List.of())) {
      List<String> text = Proc.lines(self.resolve("fdinfo").resolve(link.getFileName()));
      if (file.equals(target(link))) {
        boolean readOnly = false;
        for (String line : text) {
          readOnly |= READ_ONLY.matcher(line).matches();
          KernelLock lock = line.startsWith("lock:") ? KernelLock.of(line.substring(5)) : null;
          if (lock != null) {
            locks.add(lock);
          }
        }
        if (!readOnly) {
          lockers.add(link);
        }
      }
    }
    return new Texts(locks, lockers);
  }

  /**
   * What the descriptors of a file say.
   *
   * @param locks those of all descriptors together
   * @param lockers the descriptors through which the library can lock
   */
  private record Texts(List<KernelLock> locks, Set<Path> lockers) {

    Evidence tell(Region region, boolean shared) {
      if (!KernelLock.cover(locks, Region.PROBE, true)) {
        return Evidence.UNKNOWN;
      }
      return KernelLock.cover(locks, region, shared) ? Evidence.HELD : Evidence.GONE;
    }
  }
}
