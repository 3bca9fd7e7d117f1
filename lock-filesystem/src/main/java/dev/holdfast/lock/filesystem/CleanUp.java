package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Deletes lock files that nobody uses. */
final class CleanUp {

  /*
   * Deleting a lock file is safe only because everybody looks, after locking it, whether it has become
   * a tomb: see LockFile.bury, which raises the tombstone while it has locked all of the file. So a
   * process that has opened the file before finds out, and opens the one that the path names then.
   */

  private final LockDirectory directory;
  private final Settings settings;
  private final Instant before;
  private int deleted;

  private CleanUp(LockDirectory directory, Settings settings, Duration unusedFor) {
    this.directory = directory;
    this.settings = settings;
    this.before = directory.clock().instant().minus(unusedFor);
  }

  /**
   * Deletes what was not used for a while; called where system calls are made.
   *
   * @return how many files it has deleted
   */
  static int of(LockDirectory directory, Settings settings, Duration unusedFor) {
    CleanUp cleanUp = new CleanUp(directory, settings, unusedFor);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory.path(), file -> LockFileName.isOne(file.getFileName().toString()))) {
      files.forEach(cleanUp::look);
    } catch (IOException | UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
      throw new LockException(
          "The lock files in " + directory.path() + " cannot be listed: " + e + ".", e);
    }
    return cleanUp.deleted;
  }

  private void look(Path path) {
    try {
      if (isOld(path)) {
        LockFile file = OpenFiles.openAny(path, directory.path().toString());
        if (file != null) {
          try {
            bury(file, path);
          } finally {
            file.letGo();
          }
        }
      }
    } catch (NoSuchFileException e) {
      // Somebody else has deleted it.
    } catch (IOException e) {
      throw new LockException("The lock file " + path + " cannot be looked at: " + e + ".", e);
    }
  }

  private boolean isOld(Path path) throws IOException {
    Instant changed = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    return changed.isBefore(before);
  }

  private void bury(LockFile file, Path path) {
    FileCell cell = directory.enter(file.lock(), settings);
    cell.guard.lock();
    try {
      if (file.bury(path)) {
        deleted++;
        cell.closeFile();
      }
    } finally {
      cell.guard.unlock();
      directory.leave(cell);
    }
  }
}
