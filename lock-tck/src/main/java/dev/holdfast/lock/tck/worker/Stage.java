package dev.holdfast.lock.tck.worker;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.UpgradeableLockHandle;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The backend in a worker: its providers, what is held, and what is awaited. */
final class Stage {

  /** The number of the provider that every worker has. */
  static final int FIRST = 0;

  private final List<LockProvider> providers = new CopyOnWriteArrayList<>();
  private final Map<Long, LockHandle> held = new ConcurrentHashMap<>();
  private final AtomicLong handles = new AtomicLong();
  private final Map<String, CompletableFuture<?>> pending = new ConcurrentHashMap<>();

  /** Obeys a command; in the thread of the actor that is meant. */
  void play(Message command, Reply reply) {
    try {
      if (command.is("interrupted")) {
        Thread.currentThread().interrupt();
      }
      switch (command.get("do")) {
        case "open" -> {
          providers.add(open(command));
          reply.done(Message.EMPTY.with("provider", providers.size() - 1));
        }
        case "close-provider" -> {
          provider(command).close();
          reply.done(Message.EMPTY);
        }
        case "acquire" -> reply.done(acquire(command));
        case "acquire-async" -> acquireAsync(command, reply);
        case "close" -> {
          handle(command).close();
          reply.done(Message.EMPTY);
        }
        case "held" -> reply.done(Message.EMPTY.with("held", handle(command).isHeld()));
        case "token" -> reply.done(token(handle(command).fencingToken()));
        case "text" -> reply.done(Message.EMPTY.with("text", handle(command)));
        case "watch" -> watch(handle(command), reply);
        case "upgrade" -> reply.done(upgrade(command));
        case "upgrade-async" -> upgradeAsync(command, reply);
        case "downgrade" -> {
          upgradeable(command).downgrade();
          reply.done(Message.EMPTY);
        }
        case "task" -> reply.done(task(command).run(provider(command), arguments(command)));
        default -> throw new IllegalArgumentException("Unknown command: " + command);
      }
    } catch (InterruptedException e) {
      reply.done(Message.EMPTY.with("outcome", Answer.INTERRUPTED));
    } catch (Throwable e) {
      reply.threw(e);
    }
  }

  private static LockProvider open(Message command) throws Exception {
    LockBackendFactory factory = instance(LockBackendFactory.class, command.get("factory"));
    LockProvider provider = factory.open(command.get("namespace"), command.under("config."));
    return requireNonNull(provider, "The factory returned null instead of a provider.");
  }

  private static <T> T instance(Class<T> type, String name) throws ReflectiveOperationException {
    Constructor<?> constructor =
        Class.forName(name, true, Stage.class.getClassLoader()).getDeclaredConstructor();
    constructor.setAccessible(true);
    return type.cast(constructor.newInstance());
  }

  private LockProvider provider(Message command) {
    return providers.get((int) command.number("provider"));
  }

  private static WorkerTask task(Message command) throws ReflectiveOperationException {
    return instance(WorkerTask.class, command.get("task"));
  }

  private static Message arguments(Message command) {
    return Message.of(command.under("argument."));
  }

  private Lockable<? extends LockHandle> lockable(Message command) {
    return LockSpec.of(command).in(provider(command));
  }

  private LockHandle handle(Message command) {
    return requireNonNull(held.get(command.number("handle")), "There is no such handle.");
  }

  private UpgradeableLockHandle upgradeable(Message command) {
    return (UpgradeableLockHandle) handle(command);
  }

  private static Duration timeout(Message command) {
    String text = command.find("timeout");
    return text == null ? Deadline.FOREVER : Duration.parse(text);
  }

  private Message acquire(Message command) throws InterruptedException {
    Lockable<? extends LockHandle> lockable = lockable(command);
    long called = System.nanoTime();
    LockHandle handle =
        switch (command.get("form")) {
          case "try" -> lockable.tryAcquire();
          case "timed" -> lockable.tryAcquire(timeout(command));
          case "untimed" -> lockable.acquire();
          default -> throw new IllegalArgumentException("Unknown form: " + command);
        };
    return outcome(handle, called, System.nanoTime());
  }

  private void acquireAsync(Message command, Reply reply) {
    Lockable<? extends LockHandle> lockable = lockable(command);
    long called = System.nanoTime();
    CompletableFuture<? extends @Nullable LockHandle> future =
        lockable.tryAcquireAsync(timeout(command));
    pending.put(reply.id(), future);
    future.whenComplete(
        (handle, failure) -> {
          pending.remove(reply.id());
          if (failure != null) {
            refuse(failure, reply);
          } else {
            reply.done(outcome(handle, called, System.nanoTime()));
          }
        });
  }

  private static void refuse(Throwable failure, Reply reply) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof CancellationException) {
      reply.done(Message.EMPTY.with("outcome", Answer.CANCELLED));
    } else {
      reply.threw(cause == null ? failure : cause);
    }
  }

  private Message outcome(@Nullable LockHandle handle, long called, long returned) {
    Message times = Message.EMPTY.with("called", called).with("returned", returned);
    if (handle == null) {
      return times.with("outcome", Answer.REFUSED);
    }
    long number = handles.incrementAndGet();
    held.put(number, handle);
    return times
        .with("outcome", Answer.GRANTED)
        .with("handle", number)
        .with("text", handle)
        .with("upgradeable", handle instanceof UpgradeableLockHandle);
  }

  private static Message token(OptionalLong token) {
    return token.isPresent() ? Message.EMPTY.with("token", token.getAsLong()) : Message.EMPTY;
  }

  /** Answers when, and if, the lock is lost. */
  private static void watch(LockHandle handle, Reply reply) {
    var unused =
        handle
            .lost()
            .thenAccept(
                loss ->
                    reply.done(
                        Message.EMPTY
                            .with("reason", loss.reason())
                            .with("text", loss.message())
                            .with("noticed", loss.noticedAt())
                            .with("nanos", System.nanoTime())));
  }

  private Message upgrade(Message command) throws InterruptedException {
    UpgradeableLockHandle handle = upgradeable(command);
    boolean upgraded =
        command.find("timeout") == null ? handle.tryUpgrade() : handle.tryUpgrade(timeout(command));
    return Message.EMPTY.with("upgraded", upgraded);
  }

  private void upgradeAsync(Message command, Reply reply) {
    CompletableFuture<Boolean> future = upgradeable(command).tryUpgradeAsync(timeout(command));
    pending.put(reply.id(), future);
    future.whenComplete(
        (upgraded, failure) -> {
          pending.remove(reply.id());
          if (failure != null) {
            refuse(failure, reply);
          } else {
            reply.done(Message.EMPTY.with("upgraded", upgraded));
          }
        });
  }

  /** Ends the wait of a request, if it still waits. */
  void cancel(String request) {
    CompletableFuture<?> future = pending.get(request);
    if (future != null) {
      future.cancel(false);
    }
  }

  /** Ends and releases everything. */
  void clear() {
    pending.keySet().forEach(this::cancel);
    held.values().forEach(LockHandle::close);
    held.clear();
    for (int i = providers.size() - 1; i >= 0; i--) {
      providers.get(i).close();
    }
    providers.clear();
  }
}
