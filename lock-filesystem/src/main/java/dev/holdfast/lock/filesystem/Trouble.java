package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Turns what the system says into an exception that says what to do. */
final class Trouble {

  /** What the messages of the C library contain, and the advice. */
  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          Map.entry(
              "no space left", "The volume is full: make room, or choose a directory elsewhere."),
          Map.entry(
              "disk quota exceeded",
              "The quota of this user is used up: make room, or choose a directory elsewhere."),
          Map.entry(
              "too many open files",
              "The limit of open files is reached: raise it (ulimit -n), or hold fewer locks at once."),
          Map.entry(
              "read-only file system",
              "The volume is mounted read-only: mount it for writing, or choose a directory elsewhere."),
          Map.entry(
              "too many levels of symbolic links",
              "There is a symbolic link where the lock file belongs: remove it."),
          Map.entry(
              "is a directory", "There is a directory where the lock file belongs: remove it."),
          Map.entry(
              "not a regular file",
              "There is something else than a file where the lock file belongs: remove it."),
          Map.entry(
              "no locks available",
              "The file system or its server gives out no locks: start its lock service, or mount it"
                  + " with locking."),
          Map.entry(
              "not supported", "The file system has no locks: choose a directory on another one."),
          Map.entry(
              "function not implemented",
              "The file system has no locks: choose a directory on another one."),
          Map.entry(
              "input/output error",
              "The volume or its server has failed: look into the system's log."),
          Map.entry(
              "operation not permitted",
              "The file is immutable, or a policy of the system forbids it: allow it."),
          Map.entry("not connected", "The server of the volume has ended: mount the volume again."),
          Map.entry(
              "stale",
              "The file was deleted on the server, or is not exported any more: mount the volume"
                  + " again if that does not pass."));

  private Trouble() {}

  /**
   * An exception for what went wrong with a lock file.
   *
   * @param doing what was attempted, such as "open"
   */
  static LockException with(LockId lock, Path file, String doing, IOException cause) {
    return new LockException(
        "Could not "
            + doing
            + " the lock file "
            + file
            + " of "
            + lock
            + ": "
            + reason(cause)
            + ". "
            + advice(doing, file, cause),
        cause);
  }

  /** Whether the file was replaced on the server, so that what is open of it is of no use. */
  static boolean isStale(LockException failure) {
    return failure.getCause() instanceof IOException cause
        && reason(cause).toLowerCase(Locale.ROOT).contains("stale");
  }

  /** Whether the system has refused something, other than because somebody else has the lock. */
  static boolean isOfSystem(Throwable failure) {
    return failure instanceof LockException && failure.getCause() instanceof IOException;
  }

  /** Whether this process may not open any more files. */
  static boolean isLackOfDescriptors(Throwable failure) {
    return failure.getCause() instanceof IOException cause
        && reason(cause).toLowerCase(Locale.ROOT).contains("too many open files");
  }

  static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
    return reason == null || reason.isEmpty() ? cause.toString() : reason;
  }

  private static String advice(String doing, Path file, IOException cause) {
    Path directory = file.getParent();
    if (directory != null && Files.notExists(directory)) {
      return "The directory does not exist: create it.";
    }
    if (cause instanceof NotDirectoryException
        || (directory != null && Files.exists(directory) && !Files.isDirectory(directory))) {
      return directory + " is not a directory: name one.";
    }
    if (cause instanceof AccessDeniedException) {
      return "This user may not "
          + (doing.equals("delete")
              ? "delete the file"
              : Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                  ? "read and write the file"
                  : "create files in the directory")
          + ": grant it.";
    }
    String reason = reason(cause).toLowerCase(Locale.ROOT);
    return ADVICE.entrySet().stream()
        .filter(entry -> reason.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("Nothing is held.");
  }
}
