package dev.holdfast.lock.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What tells a file from all others that exist, whatever path leads to it: device and inode where
 * the system has them, else the real path. Looking it up opens nothing.
 */
final class FileKey {

  private FileKey() {}

  /** The key of the file that the path names, without following it if it is a link; or null. */
  static @Nullable Object of(Path path) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Object key = attributes.fileKey();
      return key == null ? path.toRealPath() : key;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Whether the file has other names, as far as the system tells. */
  static boolean isLinked(Path path) throws IOException {
    try {
      return Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer n
          && n > 1;
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }
}
