package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a lock file belongs, and the file that was last found there. Guarded by its cell. */
final class Place {

  /**
   * For so long it is taken for granted that the path names the file that is open. Whoever deletes
   * a lock file by hand can do so after any look at it: so a look before every grant would prove
   * little more, and costs as much as the lock.
   */
  private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * For so long it is taken for granted, on a local file system, that the file has not become a
   * tomb. {@link Burial} waits for longer than that; so this lets nobody in.
   */
  static final long UNSEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final LockDirectory directory;
  private final LockId id;
  private final Path path;
  private final @Nullable String label;
  private @Nullable LockFile current;
  private @Nullable TokenSlots tokens;
  private long seenInPlace;
  private long seenSound;

  Place(LockDirectory directory, LockId id, Path path, @Nullable String label) {
    this.directory = directory;
    this.id = id;
    this.path = path;
    this.label = label;
  }

  /** The file, opened and made if need be. */
  LockFile file() {
    LockFile open = current;
    if (open == null) {
      open = OpenFiles.open(path, id);
      current = open;
      tokens = null;
      seenInPlace = System.nanoTime() - TRUSTED_NANOS;
      seenSound = seenInPlace;
    }
    return open;
  }

  /** Whether that is the file that is open here. */
  boolean has(LockFile file) {
    return current == file;
  }

  /** Lets go of the file, so that the next one opens what the path names then. */
  void close() {
    LockFile open = current;
    current = null;
    tokens = null;
    if (open != null) {
      open.letGo();
    }
  }

  /**
   * Whether what was locked is the file that others come to. If not, it should be closed.
   *
   * @throws LockException if it has become something else
   */
  boolean isInUse(LockFile locked) {
    long now = System.nanoTime(); // before the looks, after the lock
    if (now - seenSound < UNSEEN_NANOS && directory.volume().isLocal()) {
      return true;
    }
    LockFile.Condition condition = locked.condition();
    if (condition == LockFile.Condition.SOUND && now - seenInPlace < TRUSTED_NANOS) {
      seenSound = now;
      return true;
    }
    if (!locked.isInPlace(path)) {
      return false;
    }
    locked.settleIdentity();
    if (condition == LockFile.Condition.TOMBSTONED) {
      return false;
    }
    seenInPlace = now;
    seenSound = now;
    return true;
  }

  TokenSlots tokens() {
    TokenSlots slots = tokens;
    if (slots == null) {
      slots = new TokenSlots(file(), directory.clock(), ProcessIdentity.record(label));
      tokens = slots;
    }
    return slots;
  }
}
