package dev.holdfast.lock.tck.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** An answer that is awaited; it knows what it is called. */
final class Question extends CompletableFuture<Message> {

  private final String id;

  Question(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /**
   * Waits for the answer.
   *
   * @param tooLate what to throw if there is none within the bound
   * @throws RuntimeException what came instead of an answer
   */
  Message await(Duration bound, Supplier<RuntimeException> tooLate) throws InterruptedException {
    try {
      return get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw tooLate.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e);
    }
  }
}
