package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A worker as the coordinator sees it.
 *
 * @param visitor its name in reports
 * @param conversation what is said to it
 */
record Worker(Visitor visitor, Conversation conversation) {

  /** How long an operation may take before the volume counts as silent. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Message EMPTY = Message.EMPTY;

  CompletableFuture<Message> start(Message command) {
    return conversation.start(command);
  }

  Message await(CompletableFuture<Message> answer, String what, Duration bound)
      throws InterruptedException {
    return conversation.await(answer, what, bound);
  }

  Message ask(Message command) throws InterruptedException {
    return await(start(command), command.get("do"), PATIENCE);
  }

  /** Does something with a file. */
  Message ask(String what, String file) throws InterruptedException {
    return ask(EMPTY.with("do", what).with("file", file));
  }

  /** Does something that has no answer. */
  void tell(Message command) throws InterruptedException {
    Message unused = ask(command);
  }

  static Message command(String what, String file, long at, boolean shared) {
    return EMPTY
        .with("do", what)
        .with("file", file)
        .with("at", at)
        .with("size", 1)
        .with("shared", shared);
  }

  boolean tryLock(String file, long at, boolean shared) throws InterruptedException {
    return ask(command("lock", file, at, shared)).is("granted");
  }

  void release(String file, long at) throws InterruptedException {
    tell(EMPTY.with("do", "release").with("file", file).with("at", at));
  }

  /** Begins to try again and again. */
  CompletableFuture<Message> startAwait(String file, long at, boolean shared, Duration longest) {
    return start(command("await", file, at, shared).with("millis", longest.toMillis()));
  }

  @Override
  public String toString() {
    return visitor.toString();
  }
}
