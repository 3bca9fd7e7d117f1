package dev.holdfast.lock.tck.fakes;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.util.Map;

/** Mutexes and semaphores; the configuration names the {@link Bug}. */
public final class FakeBackend implements LockBackendFactory {

  /** The key of the configuration that names a bug. */
  public static final String BUG = "bug";

  /** What is wrong with the backend. */
  public enum Bug {
    /** Nothing. */
    NONE,
    /** It cannot be opened. */
    OPEN_THROWS,
    /** It opens nothing. */
    OPEN_RETURNS_NULL,
    /** Opening never ends. */
    OPEN_HANGS,
    /** A try throws. */
    TRY_THROWS,
    /** A try never ends and cannot be interrupted. */
    TRY_HANGS,
    /** Closing a handle does nothing. */
    CLOSE_LEAKS,
    /** Closing a handle twice releases twice. */
    CLOSE_RELEASES_TWICE,
    /** Closing the provider throws. */
    PROVIDER_CLOSE_THROWS
  }

  /** Made by the kit. */
  public FakeBackend() {}

  @Override
  @SuppressWarnings("NullAway") // one of the bugs is to return null
  public LockProvider open(String namespace, Map<String, String> config) {
    Bug bug = Bug.valueOf(config.getOrDefault(BUG, Bug.NONE.name()));
    switch (bug) {
      case OPEN_THROWS -> throw new IllegalStateException("the server does not answer");
      case OPEN_HANGS -> FakeLock.hang();
      case OPEN_RETURNS_NULL -> {
        return null;
      }
      default -> {}
    }
    return new FakeProvider(namespace, bug);
  }
}
