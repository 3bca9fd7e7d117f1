package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.worker.Message;
import dev.holdfast.lock.tck.worker.WorkerTask;
import java.io.IOException;

/** Starts a child process that sleeps; waits for the end of one that does not. */
final class StartChild implements WorkerTask {

  @Override
  public Message run(LockProvider provider, Message arguments) throws Exception {
    Process child;
    try {
      child = new ProcessBuilder("sleep", arguments.get("seconds")).start();
    } catch (IOException e) {
      return Message.EMPTY.with("unavailable", e);
    }
    if (arguments.number("seconds") == 0) {
      int unused = child.waitFor();
    }
    return Message.EMPTY.with("child", child.pid());
  }
}
