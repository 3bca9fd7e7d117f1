package dev.holdfast.lock.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Tries locks in all modes and forms on command. Commands and answers are strings, so that it can
 * be led in another process, to which the system says no.
 */
final class Trial implements UnaryOperator<String> {

  /** No form may take longer to fail: nothing is tried again until a time has passed. */
  private static final long AT_ONCE_MILLIS = 5_000;

  private static final Duration LONG = Duration.ofSeconds(60);

  /** A way to ask for a lock. */
  private interface Form {
    @Nullable LockHandle ask(Lockable<?> lock) throws Exception;
  }

  private static final Map<String, Form> FORMS = new LinkedHashMap<>();

  static {
    FORMS.put("tryAcquire()", Lockable::tryAcquire);
    FORMS.put("tryAcquire(timeout)", lock -> lock.tryAcquire(LONG));
    FORMS.put("acquire()", Lockable::acquire);
    FORMS.put("acquire(timeout)", lock -> lock.acquire(LONG));
    FORMS.put("tryAcquireAsync()", lock -> outcome(lock.tryAcquireAsync()));
    FORMS.put("tryAcquireAsync(timeout)", lock -> outcome(lock.tryAcquireAsync(LONG)));
    FORMS.put("acquireAsync()", lock -> outcome(lock.acquireAsync()));
    FORMS.put("acquireAsync(timeout)", lock -> outcome(lock.acquireAsync(LONG)));
  }

  private @Nullable FileSystemLocks locks;
  private final Deque<LockHandle> held = new ArrayDeque<>();
  private final Deque<FileInputStream> exhausting = new ArrayDeque<>();

  /** Leads one from the standard input, until that ends. */
  public static void main(String[] args) throws IOException {
    Trial trial = new Trial();
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      System.out.println("> " + trial.apply(command).replace('\n', ' '));
    }
  }

  private static @Nullable LockHandle outcome(CompletableFuture<? extends @Nullable LockHandle> f)
      throws Exception {
    try {
      return f.get(LONG.toSeconds(), SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /**
   * Does what it is told.
   *
   * @param command "open DIRECTORY", "refused NAME", "works NAME", or one about a handle
   * @return what came of it; begins with "WRONG" if that is not as it should be
   */
  @Override
  public String apply(String command) {
    String[] words = command.split(" ", 2);
    String rest = words.length > 1 ? words[1] : "";
    try {
      return switch (words[0]) {
        case "open" -> {
          locks = FileSystemLocks.in(Path.of(rest));
          yield "opened";
        }
        case "refused" -> refused(rest);
        case "works" -> works(rest);
        case "hold" -> {
          held.push(locks().lock(rest).acquire());
          yield "held";
        }
        case "read" -> {
          held.push(locks().readerWriterLock(rest).readLock().acquire());
          yield "held";
        }
        case "permit" -> {
          held.push(locks().semaphore(rest, 2).acquire());
          yield "held";
        }
        case "state" -> state(rest.split(" ", 3));
        case "try" -> timed(rest.split(" ", 2));
        case "reserve" -> {
          held.push(locks().readerWriterLock(rest).upgradeableReadLock().acquire());
          yield "held";
        }
        case "upgrade" -> Boolean.toString(((UpgradeableLockHandle) held.getFirst()).tryUpgrade());
        case "downgrade" -> {
          ((UpgradeableLockHandle) held.getFirst()).downgrade();
          yield "downgraded";
        }
        case "close" -> {
          held.pop().close();
          yield "closed";
        }
        case "forget" -> {
          IdleCells.clear();
          yield "forgotten";
        }
        case "exhaust" -> exhaust(Integer.parseInt(rest));
        case "recover" -> {
          while (!exhausting.isEmpty()) {
            exhausting.pop().close();
          }
          yield "recovered";
        }
        case "descriptors" -> Integer.toString(descriptors(Path.of(rest)));
        // What this copy has told others of the files that it uses.
        case "users" ->
            Long.toString(
                System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith("dev.holdfast.lock.filesystem"))
                    .count());
        case "threads" -> Integer.toString(Thread.activeCount());
        default -> throw new IllegalArgumentException(command);
      };
    } catch (Exception e) {
      return e.toString();
    }
  }

  /** Tries the mutex for so many milliseconds, and answers how long it took and what came of it. */
  private String timed(String[] millisAndName) throws InterruptedException {
    Duration timeout = Duration.ofMillis(Long.parseLong(millisAndName[0]));
    long began = System.nanoTime();
    String outcome;
    try (LockHandle handle = locks().lock(millisAndName[1]).tryAcquire(timeout)) {
      outcome = String.valueOf(handle);
    } catch (LockException e) {
      outcome = e.toString();
    }
    return (System.nanoTime() - began) / 1_000_000 + " ms: " + outcome;
  }

  private FileSystemLocks locks() {
    FileSystemLocks open = locks;
    if (open == null) {
      throw new IllegalStateException("nothing is open");
    }
    return open;
  }

  /** All modes of all locks of this name. */
  private Map<String, Lockable<?>> modes(String name) {
    DistributedUpgradeableReaderWriterLock lock = locks().readerWriterLock(name);
    Map<String, Lockable<?>> modes = new LinkedHashMap<>();
    modes.put("mutex", locks().lock(name));
    modes.put("read", lock.readLock());
    modes.put("upgradeable", lock.upgradeableReadLock());
    modes.put("write", lock.writeLock());
    modes.put("semaphore", locks().semaphore(name, 2));
    return modes;
  }

  /** Answers how long the slowest form took, and what all of them said. */
  private String refused(String name) throws InterruptedException {
    Set<String> messages = new LinkedHashSet<>();
    long slowest = 0;
    for (Map.Entry<String, Lockable<?>> mode : modes(name).entrySet()) {
      for (Map.Entry<String, Form> form : FORMS.entrySet()) {
        String which = mode.getKey() + " " + form.getKey();
        long began = System.nanoTime();
        try (LockHandle handle = form.getValue().ask(mode.getValue())) {
          return "WRONG: " + which + " was not refused but answered " + handle;
        } catch (LockException e) {
          messages.add(e.getMessage() + (e.getClass() == LockException.class ? "" : " " + e));
        } catch (Exception e) {
          return "WRONG: " + which + " failed with " + e;
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        if (millis > AT_ONCE_MILLIS) {
          return "WRONG: " + which + " took " + millis + " ms";
        }
        slowest = Math.max(slowest, millis);
      }
    }
    return "refused within " + slowest + " ms: " + String.join(" | ", messages);
  }

  private String works(String name) throws InterruptedException {
    for (Map.Entry<String, Lockable<?>> mode : modes(name).entrySet()) {
      for (Map.Entry<String, Form> form : FORMS.entrySet()) {
        try (LockHandle handle = form.getValue().ask(mode.getValue())) {
          if (handle == null) {
            return "WRONG: " + mode.getKey() + " " + form.getKey() + " found it held";
          }
        } catch (Exception e) {
          return "WRONG: " + mode.getKey() + " " + form.getKey() + " failed with " + e;
        }
      }
    }
    return "works";
  }

  /** How many descriptors of this process lead into a directory. */
  static int descriptors(Path directory) {
    int count = 0;
    String[] numbers = Path.of("/proc/self/fd").toFile().list();
    for (String number : numbers == null ? new String[0] : numbers) {
      try {
        Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", number));
        count += target.startsWith(directory) ? 1 : 0;
      } catch (IOException e) {
        // It was closed meanwhile.
      }
    }
    return count;
  }

  /** Whether a lock is held: given its kind, a number of permits, and its name in hexadecimal. */
  private String state(String[] words) {
    StringBuilder name = new StringBuilder();
    for (int i = 1; i < words[2].length(); i += 4) { // after a "u", so that it is not empty
      name.append((char) Integer.parseInt(words[2].substring(i, i + 4), 16));
    }
    Lockable<?> lock =
        switch (words[0]) {
          case "mutex" -> locks().lock(name.toString());
          case "rw" -> locks().readerWriterLock(name.toString()).writeLock();
          default -> locks().semaphore(name.toString(), Integer.parseInt(words[1]));
        };
    try (LockHandle handle = lock.tryAcquire()) {
      return handle == null ? "held" : "free";
    }
  }

  /** Opens files until the system refuses, and then closes so many again. */
  private String exhaust(int left) throws IOException {
    try {
      while (true) {
        exhausting.push(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      for (int i = 0; i < left; i++) {
        exhausting.pop().close();
      }
      return e.toString();
    }
  }
}
