package dev.holdfast.lock.filesystem;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs tasks in the calling thread. An asynchronous channel over it reads and writes in the thread
 * that asks, without a change of threads, and yet is not closed when that thread is interrupted.
 */
final class DirectExecutor extends AbstractExecutorService {

  static final DirectExecutor INSTANCE = new DirectExecutor();

  private DirectExecutor() {}

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  /** Does nothing: it is shared by all channels, and has nothing to shut down. */
  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
