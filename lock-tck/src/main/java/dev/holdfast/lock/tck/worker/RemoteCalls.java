package dev.holdfast.lock.tck.worker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the calls of proxies are made: by whom, and how they are ended. */
final class RemoteCalls {

  /**
   * Delivers answers: never the thread that reads them, since what follows upon one may ask again.
   */
  private static final ExecutorService DELIVERY =
      Executors.newCachedThreadPool(
          action -> {
            Thread thread = new Thread(action, "lock-tck delivery");
            thread.setDaemon(true);
            return thread;
          });

  /** Longer than any run, and short enough not to overflow. */
  private static final Duration LONGEST = Duration.ofDays(3_000);

  private RemoteCalls() {}

  /** A command by the actor that stands for the current thread. */
  static Message command(String what) {
    Message command =
        Message.EMPTY.with("do", what).with("actor", Thread.currentThread().getName());
    return Thread.currentThread().isInterrupted() ? command.with("interrupted", true) : command;
  }

  static Duration bounded(Duration timeout) {
    return timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
  }

  /** Waits for an answer; an interrupt is passed on, and what it does is up to the worker. */
  static Message interruptible(Worker worker, Message command, Duration own, String what)
      throws InterruptedException {
    boolean interrupted = Thread.interrupted();
    Question question = worker.send(command);
    Message answer;
    try {
      answer = worker.process().await(question, worker.bound(bounded(own)), what);
    } catch (InterruptedException e) {
      interrupted = true;
      worker.send(
          Message.EMPTY
              .with("do", "interrupt")
              .with("actor", command.get("actor"))
              .with("request", question.id()));
      answer =
          worker
              .process()
              .await(question, worker.bound(Duration.ZERO), what + ", and was interrupted");
    }
    Message end = ended(worker.checked(answer));
    if (interrupted) {
      Thread.currentThread().interrupt(); // it came too late, or was ignored
    }
    return end;
  }

  private static Message ended(Message answer) throws InterruptedException {
    if (Answer.INTERRUPTED.name().equals(answer.find("outcome"))) {
      throw new InterruptedException();
    }
    return answer;
  }

  /** Waits for the answer of a call that is not interruptible. */
  static Message uninterrupted(Worker worker, Message command, String what) {
    return uninterrupted(() -> worker.ask(command, Duration.ZERO, what));
  }

  /** Does what is not to be interrupted; keeps the interrupt status. */
  static <T> T uninterrupted(Callable<T> call) {
    boolean interrupted = Thread.interrupted();
    try {
      return call.call();
    } catch (InterruptedException e) {
      interrupted = true;
      throw new WorkerFailure("The kit was interrupted while it spoke to a worker.");
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * The future of an asynchronous call: completing it in any way ends the wait in the worker, and
   * what is granted all the same is given back.
   */
  static <T> CompletableFuture<@Nullable T> pending(
      Worker worker,
      Question question,
      Function<Message, @Nullable T> result,
      Function<T, Runnable> undo) {
    var future = new CompletableFuture<@Nullable T>();
    question.whenCompleteAsync(
        (answer, failure) -> {
          if (failure != null) {
            future.completeExceptionally(failure);
            return;
          }
          try {
            @Nullable T value = result.apply(worker.checked(answer));
            if (!future.complete(value) && value != null) {
              undo.apply(value).run();
            }
          } catch (RuntimeException e) {
            future.completeExceptionally(e);
          }
        },
        DELIVERY);
    future.whenComplete(
        (value, failure) -> {
          if (!question.isDone()) {
            worker.send(Message.EMPTY.with("do", "cancel").with("request", question.id()));
          }
        });
    return future;
  }
}
