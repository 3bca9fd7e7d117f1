package dev.holdfast.lock.tck.worker;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Takes commands, and answers each when it is done. The thread that brings them never runs code of
 * the backend: each actor has a thread of its own, which does one thing after another.
 *
 * <p>Its type consists of the platform's own, so that one that another class loader has loaded can
 * be used as well.
 */
final class CommandServer implements BiConsumer<String, Consumer<String>> {

  private static final long LONGEST_LEAVE_MILLIS = 3_000;

  private final Stage stage = new Stage();
  private final Map<String, Actor> actors = new ConcurrentHashMap<>();
  private final Map<String, BiConsumer<String, Consumer<String>>> copies =
      new ConcurrentHashMap<>();

  @Override
  public void accept(String line, Consumer<String> answers) {
    Message command;
    try {
      command = Message.parse(line);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
    Reply reply = new Reply(command.get("id"), answers);
    String copy = command.find("copy");
    try {
      if (copy != null) {
        copy(copy).accept(command.without("copy").toString(), answers);
      } else {
        obey(command, reply);
      }
    } catch (Throwable e) {
      reply.threw(e);
    }
  }

  private BiConsumer<String, Consumer<String>> copy(String name) {
    return copies.computeIfAbsent(name, unused -> WorkerClassPath.load(CommandServer.class));
  }

  private void obey(Message command, Reply reply) {
    switch (command.get("do")) {
      case "clock" -> reply.done(Message.EMPTY.with("nanos", System.nanoTime()));
      case "stacks" -> reply.done(Message.EMPTY.with("stacks", stacks()));
      case "state" -> {
        Actor actor = actors.get(command.get("actor"));
        reply.done(Message.EMPTY.with("state", actor == null ? Thread.State.NEW : actor.state()));
      }
      case "interrupt" -> {
        Actor actor = actors.get(command.get("actor"));
        if (actor != null) {
          actor.interrupt(command.get("request"));
        }
        reply.done(Message.EMPTY);
      }
      case "cancel" -> {
        stage.cancel(command.get("request"));
        reply.done(Message.EMPTY);
      }
      case "leave" -> leave(new Actor("leaving"), reply);
      default ->
          actors
              .computeIfAbsent(command.get("actor"), Actor::new)
              .execute(reply.id(), () -> stage.play(command, reply));
    }
  }

  private void leave(Actor actor, Reply reply) {
    actor.execute(
        reply.id(),
        () -> {
          leave(reply);
          actor.stop();
        });
  }

  private void leave(Reply reply) {
    try {
      boolean ended = true;
      for (Actor actor : actors.values()) {
        actor.stop();
      }
      for (Actor actor : actors.values()) {
        ended &= actor.awaitEnd();
      }
      if (!ended) {
        throw new IllegalStateException(
            "Threads do not end although they were interrupted." + stacks());
      }
      actors.clear();
      stage.clear();
      leaveCopies();
      reply.done(Message.EMPTY);
    } catch (Throwable e) {
      reply.threw(e);
    }
  }

  private void leaveCopies() throws InterruptedException {
    for (BiConsumer<String, Consumer<String>> copy : copies.values()) {
      BlockingQueue<String> answers = new LinkedBlockingQueue<>();
      copy.accept(Message.EMPTY.with("do", "leave").with("id", "copy").toString(), answers::add);
      String answer = answers.poll(LONGEST_LEAVE_MILLIS, TimeUnit.MILLISECONDS);
      if (answer == null || answer.contains("\"threw\"")) {
        throw new IllegalStateException("The copy does not leave: " + answer);
      }
    }
    copies.clear();
  }

  private static String stacks() {
    StringBuilder text = new StringBuilder();
    new LinkedHashMap<>(Thread.getAllStackTraces())
        .forEach(
            (thread, stack) -> {
              if (stack.length > 0 && thread != Thread.currentThread()) {
                text.append("\n  thread \"").append(thread.getName()).append("\" ");
                text.append(thread.getState());
                for (StackTraceElement frame : stack) {
                  text.append("\n    at ").append(frame);
                }
              }
            });
    return text.toString();
  }
}
