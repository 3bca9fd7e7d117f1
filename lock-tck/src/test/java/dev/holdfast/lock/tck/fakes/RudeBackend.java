package dev.holdfast.lock.tck.fakes;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Mutexes that behave in this process, and badly in others. */
public final class RudeBackend implements LockBackendFactory {

  /** The key of the configuration that names the {@link Manner}. */
  public static final String MANNER = "manner";

  /** The key of the configuration with the process in which it behaves. */
  public static final String HOME = "home";

  private static final Map<LockId, Semaphore> STATE = new ConcurrentHashMap<>();

  /** What it does in other processes. */
  public enum Manner {
    /** Nothing bad. */
    GOOD,
    /** Opening throws. */
    OPEN_THROWS,
    /** Opening exits. */
    OPEN_EXITS,
    /** Opening never ends. */
    OPEN_HANGS,
    /** Acquiring exits. */
    EXITS,
    /** Acquiring never ends and cannot be interrupted. */
    HANGS,
    /** Acquiring throws an error. */
    THROWS,
    /** Whatever is done prints, also past System.out. */
    CHATS,
    /** It prints without an end and without lines. */
    FLOODS,
    /** It closes the standard output of the process. */
    SHUTS_OUTPUT,
    /** A shutdown hook never ends. */
    DOES_NOT_END
  }

  /** Made by the kit. */
  public RudeBackend() {}

  /** The configuration for a manner, with this process as home. */
  public static Map<String, String> config(Manner manner) {
    return Map.of(
        MANNER,
        manner.name(),
        HOME,
        Long.toString(ProcessHandle.current().pid()),
        "password",
        "geheim");
  }

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    boolean isHome = Long.toString(ProcessHandle.current().pid()).equals(config.get(HOME));
    Manner manner = isHome ? Manner.GOOD : Manner.valueOf(config.getOrDefault(MANNER, "GOOD"));
    switch (manner) {
      case OPEN_THROWS ->
          throw new IllegalStateException("the database is locked, " + config.get("password"));
      case OPEN_EXITS -> System.exit(3);
      case OPEN_HANGS -> FakeLock.hang();
      case DOES_NOT_END ->
          Runtime.getRuntime().addShutdownHook(new Thread(FakeLock::hang, "a hook that hangs"));
      default -> {}
    }
    return new Provider(namespace, manner);
  }

  private record Provider(String namespace, Manner manner) implements DistributedLockProvider {
    @Override
    public DistributedLock lock(String name) {
      return new Mutex(new LockId(namespace, LockKind.MUTEX, name), manner);
    }

    @Override
    public void close() {}
  }

  private static final class Mutex extends FakeLock implements DistributedLock {

    private final Manner manner;

    Mutex(LockId id, Manner manner) {
      super(
          id,
          LockMode.WRITE,
          STATE.computeIfAbsent(id, unused -> new Semaphore(1)),
          FakeBackend.Bug.NONE);
      this.manner = manner;
    }

    @Override
    public @Nullable LockHandle tryAcquire(Duration timeout) throws InterruptedException {
      switch (manner) {
        case EXITS -> {
          System.err.println("it is all over, geheim");
          System.exit(7);
        }
        case HANGS -> FakeLock.hang();
        case THROWS -> throw new StackOverflowError("deep");
        case CHATS -> {
          System.out.println("{\"id\":\"1\"}");
          print("lock-tck> nonsense\n");
          print("no end of line");
        }
        case FLOODS -> {
          Thread flood = new Thread(RudeBackend::flood, "flood");
          flood.setDaemon(true);
          flood.start();
        }
        case SHUTS_OUTPUT -> shutOutput();
        default -> {}
      }
      return super.tryAcquire(timeout);
    }
  }

  private static void flood() {
    while (true) {
      print("x".repeat(10_000));
    }
  }

  @SuppressWarnings("resource") // closing it would close the process's own
  private static void print(String text) {
    try {
      new FileOutputStream(FileDescriptor.out).write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void shutOutput() {
    try {
      new FileOutputStream(FileDescriptor.out).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
