package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Commands to another process, and its answers to them. Thread-safe. */
final class Conversation {

  private static final Duration IMPATIENCE = Duration.ofMillis(100);

  private final Wire wire;
  private final String partner;
  private final Map<String, CompletableFuture<Message>> open = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private volatile boolean ended;

  /** It did not answer in time, so it is not waited for that long again before it has answered. */
  private volatile boolean silent;

  /**
   * A conversation over this wire.
   *
   * @param partner the other process, for messages
   */
  Conversation(Wire wire, String partner) {
    this.wire = wire;
    this.partner = partner;
  }

  /** Receives answers until the other side has gone. */
  void listen() {
    try {
      for (Message answer = wire.receive(); answer != null; answer = wire.receive()) {
        CompletableFuture<Message> question = open.remove(answer.get("id"));
        if (question != null) {
          question.complete(answer);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // Like an end: there is no way to go on.
    } finally {
      ended = true;
      open.keySet().forEach(this::fail);
      wire.close();
    }
  }

  private void fail(String id) {
    CompletableFuture<Message> question = open.remove(id);
    if (question != null) {
      question.completeExceptionally(
          new VolumeTrouble(VolumeTrouble.Kind.GONE, partner + " has ended unexpectedly."));
    }
  }

  /** Sends a command without waiting for the answer. */
  CompletableFuture<Message> start(Message command) {
    String id = Long.toString(ids.incrementAndGet());
    var question = new CompletableFuture<Message>();
    open.put(id, question);
    try {
      wire.send(command.with("id", id));
    } catch (IOException e) {
      ended = true;
    }
    if (ended) {
      fail(id);
    }
    return question;
  }

  /**
   * Waits for an answer.
   *
   * @param what the command, for messages
   * @throws VolumeTrouble if there is none in time, or it tells of an error
   */
  Message await(CompletableFuture<Message> question, String what, Duration bound)
      throws InterruptedException {
    Message answer;
    try {
      answer = question.get((silent ? IMPATIENCE : bound).toNanos(), TimeUnit.NANOSECONDS);
      silent = false;
    } catch (TimeoutException e) {
      silent = true;
      throw new VolumeTrouble(
          VolumeTrouble.Kind.SILENCE,
          "The volume does not answer: %s has waited %d s for '%s'."
              .formatted(partner, bound.toSeconds(), what));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof VolumeTrouble trouble ? trouble : new IllegalStateException(e);
    }
    String threw = answer.find("threw");
    if (threw != null) {
      throw new VolumeTrouble(
          VolumeTrouble.Kind.ERROR, "'%s' failed in %s: %s".formatted(what, partner, threw));
    }
    return answer;
  }

  /** Says that there is nothing more to say; the other side takes that for the end. */
  void close() {
    wire.close();
  }
}
