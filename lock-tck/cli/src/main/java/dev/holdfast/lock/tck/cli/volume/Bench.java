package dev.holdfast.lock.tck.cli.volume;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of the check as one worker has them open, and the locks that it has on them. */
final class Bench {

  private final Path directory;
  private final Map<String, FileChannel> channels = new ConcurrentHashMap<>();
  private final Map<String, FileLock> locks = new ConcurrentHashMap<>();

  /**
   * Nothing is open yet.
   *
   * @param directory the directory of the check, in which nothing else is
   */
  Bench(Path directory) {
    this.directory = directory;
  }

  void make() throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // Another worker was here before.
    }
  }

  boolean exists() {
    return Files.isDirectory(directory);
  }

  /** The path of a file, whose name comes from elsewhere. */
  Path path(String name) {
    if (!name.matches("[a-z0-9-]{1,40}")) {
      throw new IllegalArgumentException("This is no name for a file: " + name);
    }
    return directory.resolve(name);
  }

  /** The channel of a file, which is opened and made if need be. */
  FileChannel channel(String name) throws IOException {
    FileChannel known = channels.get(name);
    if (known == null) {
      known = open(name);
      channels.put(name, known);
    }
    return known;
  }

  /** Opens a file, which is made if need be, whoever makes it at the same time. */
  FileChannel open(String name) throws IOException {
    try {
      return FileChannel.open(
          path(name), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      // Some volumes say so although nobody has asked for a new file.
      return FileChannel.open(path(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
  }

  /** Tries once to lock bytes; answers whether they are now locked. */
  boolean tryLock(String name, long at, long size, boolean shared) throws IOException {
    @Nullable FileLock lock = channel(name).tryLock(at, size, shared);
    if (lock == null) {
      return false;
    }
    locks.put(name + ":" + at, lock);
    return true;
  }

  void release(String name, long at) throws IOException {
    FileLock lock = locks.remove(name + ":" + at);
    if (lock == null) {
      throw new IllegalArgumentException("Not locked: " + name + ":" + at);
    }
    lock.release();
  }

  /** Closes a file, and so lets go of all locks on it. */
  void shut(String name) throws IOException {
    locks.keySet().removeIf(key -> key.startsWith(name + ":"));
    FileChannel channel = channels.remove(name);
    if (channel != null) {
      channel.close();
    }
  }

  void write(String name, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        int unused = channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** The text of a file that is closed again; empty if there is none. */
  String read(String name) throws IOException {
    try {
      return Files.readString(path(name));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Which file the path names now; "none" if none. */
  String key(String name) throws IOException {
    try {
      return String.valueOf(Files.readAttributes(path(name), BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return "none";
    }
  }

  void delete(String name) throws IOException {
    Files.delete(path(name));
  }

  /** Puts another file in its place, as a restored backup does. */
  void replace(String name) throws IOException {
    Path other = path(name + "-new");
    Files.createFile(other);
    Files.move(other, path(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Closes everything and deletes the directory; answers what is left of it. */
  List<String> clear() throws IOException {
    for (FileChannel channel : channels.values()) {
      try {
        channel.close();
      } catch (IOException e) {
        // The system closes it when this process ends.
      }
    }
    channels.clear();
    locks.clear();
    try {
      for (Path file : files()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
      return List.of();
    } catch (NoSuchFileException e) {
      return List.of(); // another worker was quicker
    } catch (DirectoryNotEmptyException e) {
      // Some volumes keep what others have open under another name.
      return files().stream().map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }
}
