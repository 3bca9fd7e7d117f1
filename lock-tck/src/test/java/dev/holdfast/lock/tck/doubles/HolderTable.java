package dev.holdfast.lock.tck.doubles;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.SemaphoreLimitException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who holds the locks of a directory: a text file for each lock that lists its holders, each with
 * its process. Holders whose process is dead do not count: each process has a file of its own
 * locked as long as it lives, which tells more than an id that others may have as well, later or in
 * another container.
 *
 * <p>One thread does all that touches the files, and has the directory to itself as long as it
 * holds the lock on the file "guard", whose channel is never closed: so nobody's interrupt and
 * nobody's close can do harm.
 */
class HolderTable {

  private static final Map<Path, AsynchronousFileChannel> OPEN = new ConcurrentHashMap<>();
  private static final String THIS_PROCESS = UUID.randomUUID().toString();
  private static final ExecutorService CLERK =
      Executors.newSingleThreadExecutor(
          action -> {
            Thread thread = new Thread(action, "holder-table");
            thread.setDaemon(true);
            return thread;
          });

  private final Path directory;

  HolderTable(Path directory) {
    this.directory = directory;
    OPEN.computeIfAbsent(life(THIS_PROCESS), HolderTable::locked);
  }

  private Path life(String process) {
    return directory.resolve("life-" + process);
  }

  private static AsynchronousFileChannel locked(Path own) {
    AsynchronousFileChannel channel = open(own);
    try {
      if (channel.tryLock() == null) {
        throw new IllegalStateException("Somebody else has locked " + own + ".");
      }
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A line of a file.
   *
   * @param start when the process was started
   * @param life the name of what it has locked while it lives
   */
  record Holder(long pid, String start, String life, String nonce, LockMode mode, int limit) {

    static Holder here(LockMode mode, int limit) {
      ProcessHandle me = ProcessHandle.current();
      return new Holder(
          me.pid(), startOf(me), THIS_PROCESS, UUID.randomUUID().toString(), mode, limit);
    }

    static Holder parse(String line) {
      String[] words = line.split(" ", -1);
      return new Holder(
          Long.parseLong(words[0]),
          words[1],
          words[2],
          words[3],
          LockMode.valueOf(words[4]),
          Integer.parseInt(words[5]));
    }

    @Override
    public String toString() {
      return pid + " " + start + " " + life + " " + nonce + " " + mode + " " + limit;
    }

    private static String startOf(ProcessHandle process) {
      return process.info().startInstant().map(Object::toString).orElse("unknown");
    }

    /** Whether it is in this process, seen through whatever class loader. */
    boolean isHere() {
      ProcessHandle me = ProcessHandle.current();
      return life.equals(THIS_PROCESS) || (pid == me.pid() && startOf(me).equals(start));
    }
  }

  /** What a file says. */
  record Content(long token, List<Holder> holders) {

    static Content read(Path file) throws IOException {
      if (!Files.exists(file)) {
        return new Content(0, List.of());
      }
      List<String> lines = Files.readAllLines(file, UTF_8);
      return new Content(
          Long.parseLong(lines.get(0)),
          lines.subList(1, lines.size()).stream().map(Holder::parse).toList());
    }

    void write(Path file) throws IOException {
      List<String> lines = new ArrayList<>();
      lines.add(Long.toString(token));
      holders.forEach(holder -> lines.add(holder.toString()));
      // Renamed, so that a process that dies on the way leaves a whole file behind.
      Path draft = file.resolveSibling(file.getFileName() + ".draft");
      Files.write(draft, lines, UTF_8);
      Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    Content with(Holder holder, long newToken) {
      List<Holder> more = new ArrayList<>(holders);
      more.add(holder);
      return new Content(newToken, more);
    }

    Content without(Holder holder) {
      return new Content(token, holders.stream().filter(other -> !other.equals(holder)).toList());
    }
  }

  /** A hold. */
  record Grant(Holder holder, OptionalLong token) {}

  Path file(LockId id) {
    return directory.resolve(
        id.kind().name().toLowerCase(Locale.ROOT)
            + "-"
            + UUID.nameUUIDFromBytes(id.name().getBytes(UTF_8)));
  }

  /** Holds the lock if that is possible just now. */
  @Nullable Grant tryEnter(LockId id, LockMode mode, int limit) {
    Path file = file(id);
    Holder me = Holder.here(mode, limit);
    return alone(
        () -> {
          Content content = Content.read(file);
          List<Holder> living = content.holders().stream().filter(this::counts).toList();
          if (conflicts(id, living, me)) {
            return null;
          }
          long token = content.token() + 1;
          new Content(content.token(), living).with(me, token).write(file);
          return grant(me, token);
        });
  }

  static Grant grant(Holder me, long token) {
    return new Grant(
        me, me.mode() == LockMode.WRITE ? OptionalLong.of(token) : OptionalLong.empty());
  }

  /** Whether a holder excludes others. */
  boolean counts(Holder holder) {
    return isAlive(holder);
  }

  /** Whether the process of the holder lives. */
  final boolean isAlive(Holder holder) {
    if (holder.isHere()) {
      return true; // to open and close the file here would unlock it
    }
    try (AsynchronousFileChannel channel = open(life(holder.life()))) {
      return channel.tryLock() == null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean conflicts(LockId id, List<Holder> living, Holder me) {
    if (me.mode() != LockMode.PERMIT) {
      return living.stream().anyMatch(other -> other.mode().conflictsWith(me.mode()));
    }
    for (Holder other : living) {
      if (other.limit() != me.limit()) {
        throw new SemaphoreLimitException(id, me.limit(), other.limit());
      }
    }
    return living.size() >= me.limit();
  }

  void leave(LockId id, Holder holder) {
    Path file = file(id);
    Object unused =
        alone(
            () -> {
              Content.read(file).without(holder).write(file);
              return holder;
            });
  }

  /** Does something while no other process does. */
  <T> T alone(Callable<T> action) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                FileLock lock = lock();
                try {
                  return action.call();
                } finally {
                  lock.release();
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (RuntimeException e) {
                throw e;
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            CLERK)
        .handle(
            (result, failure) -> {
              if (failure != null) {
                throw failure.getCause() instanceof RuntimeException e
                    ? e
                    : new IllegalStateException(failure);
              }
              return result;
            })
        .join();
  }

  private FileLock lock() throws IOException {
    AsynchronousFileChannel guard =
        OPEN.computeIfAbsent(directory.resolve("guard"), HolderTable::open);
    while (true) {
      try {
        FileLock lock = guard.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // Another copy of this class in this process.
      }
      LockSupport.parkNanos(30_000);
    }
  }

  private static AsynchronousFileChannel open(Path file) {
    try {
      return AsynchronousFileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
