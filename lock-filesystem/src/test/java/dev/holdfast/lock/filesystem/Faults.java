package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes system calls on lock files fail, in another process, by a library that is loaded first. */
final class Faults implements AutoCloseable {

  /** What can fail, and the number by which the library knows it. */
  enum Call {
    LOCK(0),
    UNLOCK(1),
    READ(2),
    WRITE(3),
    FORCE(4);

    private final int number;

    Call(int number) {
      this.number = number;
    }
  }

  /** For each call: the error, how many times it succeeds before, and how many times it fails. */
  private static final int WORDS = 3;

  private static final String LIBRARY =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <fcntl.h>
      #include <stdarg.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/mman.h>
      #include <unistd.h>

      enum { LOCK, UNLOCK, READ, WRITE, FORCE, CALLS };

      static volatile int *faults;

      static int fails(int fd, int call) {
        char link[64], path[4096];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, path, sizeof path);
        if (length < 5 || memcmp(path + length - 5, ".lock", 5) != 0) return 0;
        if (!faults) {
          int file = open(getenv("FAULTS"), O_RDWR);
          faults = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
          close(file);
        }
        volatile int *fault = faults + 3 * call;
        if (fault[2] == 0) return 0;
        if (fault[1] > 0) { fault[1]--; return 0; }
        if (fault[2] > 0) fault[2]--;
        errno = fault[0];
        return 1;
      }

      #define NEXT(type, name) type = dlsym(RTLD_NEXT, name)

      static int control(const char *name, int fd, int command, void *argument) {
        NEXT(int (*next)(int, int, void *), name);
        if (command == F_SETLK || command == F_SETLKW) {
          struct flock *lock = argument;
          if (fails(fd, lock->l_type == F_UNLCK ? UNLOCK : LOCK)) return -1;
        }
        return next(fd, command, argument);
      }

      int fcntl(int fd, int command, ...) {
        va_list all; va_start(all, command);
        void *argument = va_arg(all, void *); va_end(all);
        return control("fcntl", fd, command, argument);
      }

      int fcntl64(int fd, int command, ...) {
        va_list all; va_start(all, command);
        void *argument = va_arg(all, void *); va_end(all);
        return control("fcntl64", fd, command, argument);
      }

      ssize_t pread64(int fd, void *to, size_t count, off64_t at) {
        NEXT(ssize_t (*next)(int, void *, size_t, off64_t), "pread64");
        return fails(fd, READ) ? -1 : next(fd, to, count, at);
      }

      ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
        NEXT(ssize_t (*next)(int, const void *, size_t, off64_t), "pwrite64");
        return fails(fd, WRITE) ? -1 : next(fd, from, count, at);
      }

      int fdatasync(int fd) {
        NEXT(int (*next)(int), "fdatasync");
        return fails(fd, FORCE) ? -1 : next(fd);
      }
      """;

  private final Path directory;
  private final IntBuffer words;

  private Faults(Path directory, IntBuffer words) {
    this.directory = directory;
    this.words = words;
  }

  /** Builds the library, or skips the test if it cannot be built here. */
  static Faults prepare() throws Exception {
    Path directory = Files.createTempDirectory("faults");
    Files.writeString(directory.resolve("faults.c"), LIBRARY);
    String said = compile(directory);
    if (!said.isEmpty()) {
      delete(directory);
    }
    assumeTrue(said.isEmpty(), "System calls cannot be made to fail here: " + said);
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve("words"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return new Faults(
          directory,
          channel
              .map(FileChannel.MapMode.READ_WRITE, 0, 4096)
              .order(ByteOrder.nativeOrder())
              .asIntBuffer());
    }
  }

  private static String compile(Path directory) throws Exception {
    Process compiler;
    try {
      compiler =
          new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", "faults.so", "faults.c", "-ldl")
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return "gcc is not installed: " + e.getMessage();
    }
    String said = new String(compiler.getInputStream().readAllBytes(), UTF_8);
    assertTrue(compiler.waitFor(60, SECONDS), "gcc does not end");
    return compiler.exitValue() == 0 ? "" : said;
  }

  /** What stands before the command of a process whose calls are to fail. */
  String[] command() {
    return new String[] {
      "env", "LD_PRELOAD=" + directory.resolve("faults.so"), "FAULTS=" + directory.resolve("words")
    };
  }

  /**
   * Makes a call fail from now on.
   *
   * @param error the number of the error
   * @param before how many times it succeeds before
   * @param times how many times it fails; -1 for ever
   */
  void inject(Call call, int error, int before, int times) {
    words.put(WORDS * call.number, error);
    words.put(WORDS * call.number + 1, before);
    words.put(WORDS * call.number + 2, times);
  }

  /** Whether it has failed as often as it should. */
  boolean isUsedUp(Call call) {
    return words.get(WORDS * call.number + 2) == 0;
  }

  void clear() {
    for (Call call : Call.values()) {
      inject(call, 0, 0, 0);
    }
  }

  @Override
  public void close() throws IOException {
    delete(directory);
  }

  private static void delete(Path directory) throws IOException {
    for (String file : new String[] {"faults.c", "faults.so", "words"}) {
      Files.deleteIfExists(directory.resolve(file));
    }
    Files.delete(directory);
  }
}
