package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a file says which lock it stands for. */
final class Identity {

  enum Match {
    /** It is the lock's file. */
    COMPLETE,
    /** What is there is the beginning of it, and then nothing: its maker has not come further. */
    UNFINISHED,
    /** It is something else. */
    FOREIGN
  }

  private Identity() {}

  static Match match(Descriptor file, LockId lock) throws IOException {
    long size = file.size();
    return match(size, file.read(0, HeaderLayout.TOKEN_SLOTS), HeaderLayout.identity(lock));
  }

  /**
   * Compares.
   *
   * @param size what it was before the identity was read: a tombstone comes after a complete
   *     identity, so that in this order none is seen behind an unfinished one
   */
  private static Match match(long size, byte[] found, byte[] expected) {
    int end = Arrays.mismatch(found, expected);
    if (end < 0) {
      return Match.COMPLETE;
    }
    boolean nothingBehind = true;
    for (int i = end; i < found.length; i++) {
      nothingBehind &= found[i] == 0;
    }
    return nothingBehind && size <= HeaderLayout.SIZE ? Match.UNFINISHED : Match.FOREIGN;
  }

  /**
   * Gives the file identity and size if it has not got them. Several processes may do so at the
   * same time, and beside one that uses the file: they write the same, and where nobody else
   * writes.
   *
   * @throws LockException if it is something else
   */
  static void settle(Descriptor file, LockId lock, Path path) throws IOException {
    long size = file.size();
    byte[] found = file.read(0, HeaderLayout.TOKEN_SLOTS);
    byte[] expected = HeaderLayout.identity(lock);
    switch (match(size, found, expected)) {
      case COMPLETE -> {}
      case UNFINISHED -> file.write(0, expected);
      case FOREIGN -> throw foreign(found, lock, path);
    }
    if (file.size() < HeaderLayout.SIZE) {
      file.write(HeaderLayout.END, new byte[HeaderLayout.SIZE - HeaderLayout.END]);
    }
  }

  /** Which lock's file it is; null if it is none. */
  static @Nullable LockId read(Descriptor file, String namespace) throws IOException {
    return HeaderLayout.lock(file.read(0, HeaderLayout.TOKEN_SLOTS), namespace);
  }

  /**
   * Checks that a file that is open for one lock is asked for by the same one.
   *
   * @throws LockException if it is not
   */
  static void requireSame(LockId open, LockId lock, Path path) {
    // The name space may differ: it is where the volume is mounted, for instance.
    if (open.kind() != lock.kind() || !open.name().equals(lock.name())) {
      throw foreign(HeaderLayout.identity(open), lock, path);
    }
  }

  private static LockException foreign(byte[] found, LockId lock, Path path) {
    return new LockException(
        "The file "
            + path
            + " is needed for "
            + lock
            + ", but it is "
            + HeaderLayout.describe(found)
            + ". Move it away, or use another directory for locks.");
  }
}
