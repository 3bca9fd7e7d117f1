package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockProvider;

/**
 * Code of the kit that is run in a worker, next to the backend: for what has to be quicker than
 * commands. Implemented by classes with a constructor without parameters that need not be public.
 */
@FunctionalInterface
public interface WorkerTask {

  /**
   * Does it, in a thread of its own, which is interrupted when the trial ends.
   *
   * @param provider the worker's provider
   * @param arguments what {@link Worker#start} was given
   * @return the result, which is what {@link Worker#start} completes with
   * @throws Exception what counts as thrown by the backend
   */
  Message run(LockProvider provider, Message arguments) throws Exception;
}
