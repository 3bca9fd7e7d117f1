package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.tck.worker.Message;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A host that takes part, by its agent.
 *
 * @param name its name
 * @param directories its mounts of the volume
 * @param processes how many workers it wants to have
 * @param conversation what is said to the agent
 */
record Host(String name, List<String> directories, int processes, Conversation conversation) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  Host {
    directories = List.copyOf(directories);
    if (directories.isEmpty() || directories.size() > Limits.DIRECTORIES) {
      throw new IllegalArgumentException(
          "A host has 1 to %d directories.".formatted(Limits.DIRECTORIES));
    }
    if (processes < 1 || processes > Limits.PROCESSES) {
      throw new IllegalArgumentException(
          "A host has 1 to %d processes.".formatted(Limits.PROCESSES));
    }
  }

  /** The host that an agent has introduced. */
  static Host of(Message hello, Wire wire) {
    int count = Math.toIntExact(Math.min(hello.number("directories"), Limits.DIRECTORIES + 1L));
    List<String> directories =
        IntStream.range(0, count).mapToObj(i -> hello.get("directory." + i)).toList();
    String name = hello.get("host");
    return new Host(
        name,
        directories,
        Math.toIntExact(hello.number("processes")),
        new Conversation(wire, "The agent of host " + name));
  }

  /** Starts a worker, which will call back. */
  void start(int number, String run, int directory) throws InterruptedException {
    ask(
        Message.EMPTY
            .with("do", "start")
            .with("number", number)
            .with("run", run)
            .with("directory", directory));
  }

  /** Kills a worker with SIGKILL. */
  void kill(int number) throws InterruptedException {
    ask(Message.EMPTY.with("do", "kill").with("number", number));
  }

  /** Tells how it ended. */
  void end(Message result) throws InterruptedException {
    ask(result.with("do", "end"));
  }

  private void ask(Message command) throws InterruptedException {
    Message unused = conversation.await(conversation.start(command), command.get("do"), PATIENCE);
  }
}
