package dev.holdfast.lock.inmemory;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The way of an outcome to the executor of its provider, which is foreign code and may do anything.
 */
final class HandOver {

  /*
   * An executor may run its tasks in the calling thread. Then a continuation that closes its handle
   * hands the lock over to the next one, whose continuation closes its handle, and so on: a long
   * queue would overflow the stack in the middle of a release. So the chain goes on in another
   * thread from time to time. Putting off the next hand-over until the present one is through would
   * not do: a continuation may block until the grant that it has just made possible is delivered.
   */
  private static final int DEEPEST = 16;

  private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

  private HandOver() {}

  /**
   * Executes the code, now or later.
   *
   * @param refused gets what the executor throws instead, on another thread
   */
  static void to(Executor executor, Runnable code, Consumer<Throwable> refused) {
    int depth = DEPTH.get();
    if (depth == DEEPEST) {
      Background.completions().execute(() -> to(executor, code, refused));
      return;
    }
    DEPTH.set(depth + 1);
    try {
      executor.execute(code);
    } catch (Throwable t) {
      // An Error too: whoever comes next in the queue must not be forgotten because of it.
      Background.completions().execute(() -> refused.accept(t));
    } finally {
      DEPTH.set(depth);
    }
  }
}
