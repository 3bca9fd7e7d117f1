package dev.holdfast.lock.tck.hostile;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.LockBackendFactory;
import dev.holdfast.lock.tck.doubles.ReferenceBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mutexes that work, but for one call, at which they misbehave. */
public final class HostileBackend implements LockBackendFactory {

  /** The key of the configuration that names the {@link Call}. */
  public static final String AT = "at";

  /** The key of the configuration that names the {@link Misdeed}. */
  public static final String HOW = "how";

  /** Made by the kit. */
  public HostileBackend() {}

  @Override
  @SuppressWarnings("NullAway") // to return null is one of the misdeeds
  public LockProvider open(String namespace, Map<String, String> config) {
    var at = Call.valueOf(config.getOrDefault(AT, ""));
    var how = Misdeed.valueOf(config.getOrDefault(HOW, ""));
    if (at == Call.OPEN && how.commit()) {
      return null;
    }
    LockProvider honest = new ReferenceBackend().open(namespace, Map.of());
    return new Hostility(at, how).wrap(DistributedLockProvider.class, honest);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT
        .pollInterval(Duration.ZERO)
        .abandonedRelease(Duration.ofMillis(50))
        .providerClose(Duration.ofMillis(50));
  }

  /** Wraps the provider, its locks and their handles. */
  private record Hostility(Call at, Misdeed how) {

    <T> T wrap(Class<T> type, Object honest) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> call(type, honest, method, arguments)));
    }

    private @Nullable Object call(
        Class<?> type, Object honest, Method method, Object @Nullable [] arguments)
        throws Throwable {
      if (at.matches(type, method) && how.commit()) {
        return null;
      }
      if (at == Call.TO_STRING && type == LockHandle.class && method.getName().equals("close")) {
        return null; // a leak, so that there is a violation to be told
      }
      Object result;
      try {
        result = method.invoke(honest, arguments);
      } catch (InvocationTargetException e) {
        throw e.getTargetException();
      }
      if (result instanceof DistributedLock lock) {
        return wrap(DistributedLock.class, lock);
      }
      return result instanceof LockHandle handle ? wrap(LockHandle.class, handle) : result;
    }
  }

  /** A call at which the backend may misbehave. */
  enum Call {
    OPEN(LockBackendFactory.class, "open"),
    LOCK(LockProvider.class, "lock"),
    PROVIDER_CLOSE(LockProvider.class, "close"),
    ID(DistributedLock.class, "id"),
    ACQUIRE(DistributedLock.class, "acquire|tryAcquire"),
    ASYNC(DistributedLock.class, "acquireAsync|tryAcquireAsync"),
    CLOSE(LockHandle.class, "close"),
    IS_HELD(LockHandle.class, "isHeld"),
    LOST(LockHandle.class, "lost"),
    TOKEN(LockHandle.class, "fencingToken"),
    TO_STRING(LockHandle.class, "toString"),
    IDENTITY(LockHandle.class, "hashCode|equals");

    private final Class<?> type;
    private final String methods;

    Call(Class<?> type, String methods) {
      this.type = type;
      this.methods = methods;
    }

    boolean matches(Class<?> wrapped, Method method) {
      return type.isAssignableFrom(wrapped) && method.getName().matches(methods);
    }
  }
}
