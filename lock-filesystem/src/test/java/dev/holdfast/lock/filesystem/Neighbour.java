package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockLoss;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Uses locks on command, through the public classes. Commands and answers are strings, so that it
 * can be led from another process ({@link NeighbourProcess}) as well as from another class loader.
 */
final class Neighbour implements UnaryOperator<String> {

  /** What goes before an answer, to tell it from all else that a process says. */
  static final String ANSWER = "> ";

  private @Nullable FileSystemLocks locks;
  private @Nullable Path directory;
  private final Map<String, LockHandle> held = new ConcurrentHashMap<>();
  private final Map<String, String> states = new ConcurrentHashMap<>();
  private final AtomicInteger warnings = new AtomicInteger();
  private final Logger logger = Logger.getLogger("dev.holdfast.lock.filesystem");

  /** Leads one from the standard input, until that ends. */
  public static void main(String[] args) throws IOException {
    Neighbour neighbour = new Neighbour();
    neighbour.countWarnings();
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      System.out.println(ANSWER + neighbour.apply(command));
    }
  }

  /** One of the ways to acquire the lock of a name. */
  static Lockable<? extends LockHandle> lockable(FileSystemLocks locks, String form, String name) {
    return switch (form) {
      case "mutex" -> locks.lock(name);
      case "read" -> locks.readerWriterLock(name).readLock();
      case "upgradeable" -> locks.readerWriterLock(name).upgradeableReadLock();
      case "write" -> locks.readerWriterLock(name).writeLock();
      case "permit" -> locks.semaphore(name, 1);
      case "permitOfTwo" -> locks.semaphore(name, 2);
      default -> throw new IllegalArgumentException(form);
    };
  }

  @Override
  public String apply(String command) {
    try {
      return obey(command.split(" ", -1));
    } catch (LockException | IllegalStateException e) {
      return e.toString();
    } catch (IOException | InterruptedException e) {
      return "failed: " + e;
    }
  }

  private String obey(String[] words) throws IOException, InterruptedException {
    return switch (words[0]) {
      case "in" -> { // in <directory> <milliseconds between checks>
        Path given = Path.of(words[1]);
        directory = given;
        locks =
            FileSystemLocks.builder(given)
                .lossCheckInterval(Duration.ofMillis(Long.parseLong(words[2])))
                .build();
        yield "there";
      }
      case "take" -> { // take <key> <form> <name> <milliseconds>
        LockHandle handle = lockable(words).tryAcquire(millis(words[4]));
        if (handle == null) {
          yield "refused";
        }
        keep(words[1], handle);
        yield "held";
      }
      case "wait" -> wait(words[1], lockable(words)); // wait <key> <form> <name>
      case "upgrade" -> // upgrade <key> <milliseconds>
          Boolean.toString(((UpgradeableLockHandle) handle(words[1])).tryUpgrade(millis(words[2])));
      case "watch" -> watch(words[1]); // watch <key>
      case "state" -> states.getOrDefault(words[1], "unknown"); // state <key>
      case "close" -> { // close <key>
        handle(words[1]).close();
        held.remove(words[1]);
        states.put(words[1], "closed");
        yield "closed";
      }
      case "forget" -> { // forget <key>
        held.remove(words[1]);
        yield "forgotten";
      }
      case "read" -> // read <file>
          Integer.toString(Files.readAllBytes(Path.of(words[1])).length);
      case "contend" -> // contend <form> <name> <milliseconds> <witness>
          new Contest(lockable(requireNonNull(locks), words[1], words[2]), Path.of(words[4]))
              .run(Long.parseLong(words[3]));
      case "sign" -> sign(Path.of(words[1])); // sign <file of the mutex 'orders'>
      case "gc" -> {
        System.gc();
        yield "done";
      }
      case "warnings" -> Integer.toString(warnings.get());
      case "files" -> {
        IdleCells.clear();
        yield Long.toString(Others.descriptors(requireNonNull(directory)));
      }
      case "leave" -> {
        requireNonNull(locks).close();
        IdleCells.clear();
        yield "gone";
      }
      case "exit" -> {
        System.exit(0);
        yield "";
      }
      case "halt" -> {
        Runtime.getRuntime().halt(1);
        yield "";
      }
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private Lockable<? extends LockHandle> lockable(String[] words) {
    return lockable(requireNonNull(locks), words[2], words[3]);
  }

  private static Duration millis(String number) {
    return Duration.ofMillis(Long.parseLong(number));
  }

  private void keep(String key, LockHandle handle) {
    held.put(key, handle);
    states.put(key, "held");
  }

  private LockHandle handle(String key) {
    return requireNonNull(held.get(key), "nothing is held");
  }

  private String wait(String key, Lockable<? extends LockHandle> lockable) {
    states.put(key, "waiting");
    Thread waiter =
        new Thread(
            () -> {
              try {
                keep(key, lockable.acquire());
              } catch (LockException | InterruptedException e) {
                states.put(key, e.toString());
              }
            });
    waiter.setDaemon(true);
    waiter.start();
    return "waiting";
  }

  private String watch(String key) {
    handle(key)
        .lost()
        .thenAccept(
            (LockLoss loss) -> states.put(key, "lost " + loss.reason() + " " + System.nanoTime()));
    return "watching";
  }

  /** Whether another process shows that it waits for the mutex "orders". */
  private static String sign(Path file) {
    try (LockFile open = OpenFiles.open(file, Puppet.lock("orders"))) {
      FileLock nobody = open.tryLock(Region.WAITERS, false);
      if (nobody != null) {
        open.release(nobody);
      }
      return nobody == null ? "shown" : "none";
    }
  }

  private void countWarnings() {
    logger.setUseParentHandlers(false);
    logger.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord logged) {
            warnings.incrementAndGet();
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }
}
