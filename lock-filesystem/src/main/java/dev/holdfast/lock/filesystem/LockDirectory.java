package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A directory of lock files, as this JVM uses it: one for all providers. Thread-safe. */
final class LockDirectory {

  /** Known by real path as long as a provider, an acquisition, a hold or an idle cell needs it. */
  private static final ConcurrentMap<Path, Known> DIRECTORIES = new ConcurrentHashMap<>();

  private static final ReferenceQueue<LockDirectory> FORGOTTEN = new ReferenceQueue<>();

  private static final class Known extends WeakReference<LockDirectory> {
    final Path path;

    Known(LockDirectory directory) {
      super(directory, FORGOTTEN);
      this.path = directory.path;
    }
  }

  private final Path path;
  private final Volume volume;
  private final Lane lane;
  private final Clock clock = Clock.systemUTC();
  private final ConcurrentMap<LockId, FileCell> cells = new ConcurrentHashMap<>();

  /** The JVM-local stage of all locks in here. */
  private final InMemoryLocks local = InMemoryLocks.create();

  /** Where those queue who would otherwise poll the same file at the same time. */
  private final InMemoryLocks entrances = InMemoryLocks.create();

  private LockDirectory(Path path, Volume volume) {
    this.path = path;
    this.volume = volume;
    this.lane = volume.isLocal() ? Lane.inCaller() : Lane.ofDirectory(path.toString());
  }

  /**
   * The directory of this path.
   *
   * @throws LockException if there is none
   */
  static LockDirectory of(Path given) {
    forget();
    Path real;
    Volume volume;
    try {
      real = given.toRealPath();
      if (!Files.isDirectory(real)) {
        throw new LockException(
            "Locks need a directory, but " + given + " is a file: name a directory.");
      }
      volume = Volume.of(real);
    } catch (NoSuchFileException e) {
      throw new LockException(
          "The directory for locks does not exist: "
              + given
              + ". Create it, or mount the volume that it is on.",
          e);
    } catch (IOException e) {
      throw new LockException(
          "The directory for locks cannot be used: " + given + ": " + Trouble.reason(e) + ".", e);
    }
    while (true) {
      Known known =
          DIRECTORIES.computeIfAbsent(real, absent -> new Known(new LockDirectory(real, volume)));
      LockDirectory directory = known.get();
      if (directory != null) {
        return directory;
      }
      DIRECTORIES.remove(real, known);
    }
  }

  private static void forget() {
    for (Reference<?> known = FORGOTTEN.poll(); known != null; known = FORGOTTEN.poll()) {
      DIRECTORIES.remove(((Known) known).path, known);
    }
  }

  Path path() {
    return path;
  }

  Volume volume() {
    return volume;
  }

  Lane lane() {
    return lane;
  }

  Clock clock() {
    return clock;
  }

  InMemoryLocks local() {
    return local;
  }

  InMemoryLocks entrances() {
    return entrances;
  }

  /** The cell of a lock, made if need be, with one more user. */
  FileCell enter(LockId id, Settings settings) {
    while (true) {
      FileCell cell = cells.computeIfAbsent(id, absent -> new FileCell(this, absent, settings));
      if (cell.enter()) {
        return cell;
      }
      cells.remove(id, cell); // it is about to be removed anyway
    }
  }

  /** One user less. */
  void leave(FileCell cell) {
    if (cell.leave()) {
      IdleCells.add(cell);
    }
  }

  void remove(FileCell cell) {
    cells.remove(cell.id(), cell);
  }

  Collection<FileCell> cells() {
    return cells.values();
  }

  /** The cell of a lock with one more user, if there is one; for tests. */
  @Nullable FileCell find(LockId id) {
    FileCell cell = cells.get(id);
    return cell != null && cell.enter() ? cell : null;
  }

  /** Looks at a lock; see {@link FileSystemLocks#inspect}. */
  LockReport inspect(LockId id, Settings settings, Duration patience) {
    FileCell cell = enter(id, settings);
    AtomicReference<@Nullable LockReport> report = new AtomicReference<>();
    boolean answered =
        lane.runAndWait(
            () -> {
              try {
                report.set(Inspection.of(cell));
              } finally {
                leave(cell);
              }
            },
            patience);
    LockReport result = report.get();
    if (!answered || result == null) {
      throw silent("inspected", id);
    }
    return result;
  }

  /** Deletes what nobody uses; see {@link FileSystemLocks#cleanUp}. */
  int cleanUp(Settings settings, Duration unusedFor) {
    AtomicInteger deleted = new AtomicInteger();
    if (!lane.runAndWait(
        () -> deleted.set(CleanUp.of(this, settings, unusedFor)), Deadline.FOREVER)) {
      throw new AssertionError("waited for ever in vain");
    }
    return deleted.get();
  }

  /** What to tell somebody who has waited in vain for the file system. */
  LockException silent(String done, LockId id) {
    return new LockException(
        "The "
            + id
            + " could not be "
            + done
            + " in time: the file system of "
            + this
            + " does not answer. It will be done when it answers; look after its server or mount.");
  }

  @Override
  public String toString() {
    return path + " (" + volume + ")";
  }
}
