package dev.holdfast.lock.tck.program;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes a program that fails smaller, for whoever has to read it: leaves out clients, commands and
 * locks, calms the rest down, and keeps whatever still fails.
 */
final class Shrinker {

  /** Whether a candidate still fails, as far as that can be told. */
  @FunctionalInterface
  interface Oracle {
    boolean fails(Program candidate) throws Exception;
  }

  private final Oracle oracle;
  private final long deadline;
  private Program best;

  private Shrinker(Program program, Oracle oracle, long deadline) {
    this.best = program;
    this.oracle = oracle;
    this.deadline = deadline;
  }

  /**
   * The smallest program that was found until this instant of {@link System#nanoTime()}: if there
   * was time, one of which nothing can be left out.
   */
  static Program shrink(Program program, Oracle oracle, long deadline) throws Exception {
    Shrinker shrinker = new Shrinker(withoutUnused(program), oracle, deadline);
    while (shrinker.pass() && !shrinker.isOver()) {}
    return shrinker.best;
  }

  /** Tries everything once, and answers whether anything helped. */
  private boolean pass() throws Exception {
    Program before = best;
    leaveOutClients();
    leaveOutCommands();
    for (Program calmer : calmer(best).toList()) {
      if (!isOver() && oracle.fails(calmer)) {
        best = calmer;
        break;
      }
    }
    return !best.equals(before);
  }

  private boolean isOver() {
    return System.nanoTime() - deadline > 0;
  }

  private boolean accept(Program candidate) throws Exception {
    Program tidy = withoutUnused(candidate);
    if (isOver() || !oracle.fails(tidy)) {
      return false;
    }
    best = tidy;
    return true;
  }

  private void leaveOutClients() throws Exception {
    for (int client = best.clients().size() - 1; client >= 0; client--) {
      if (best.clients().size() > 1) {
        List<Client> fewer = new ArrayList<>(best.clients());
        Client unused = fewer.remove(client);
        boolean unusedToo = accept(new Program(best.locks(), fewer, best.jitterMicros()));
      }
    }
  }

  /** Halves, quarters, and so on down to single commands, from the end to the beginning. */
  private void leaveOutCommands() throws Exception {
    for (int chunk = Math.max(1, best.size() / 2); chunk > 0; chunk /= 2) {
      int end = best.size();
      while (end > 0 && !isOver()) {
        int begin = Math.max(0, end - chunk);
        boolean unused = accept(without(best, begin, end));
        end = begin;
      }
    }
  }

  /** The program without the commands from here to there, counted over all clients. */
  static Program without(Program program, int begin, int end) {
    List<Client> clients = new ArrayList<>();
    int number = 0;
    for (Client client : program.clients()) {
      List<Command> kept = new ArrayList<>();
      for (Command command : client.commands()) {
        if (number < begin || number >= end) {
          kept.add(command);
        }
        number++;
      }
      clients.add(new Client(client.sibling(), kept));
    }
    return new Program(program.locks(), clients, program.jitterMicros());
  }

  /** The same program with nothing in it that nobody uses: what happens is the same. */
  static Program withoutUnused(Program program) {
    TreeSet<Integer> used = new TreeSet<>();
    for (Client client : program.clients()) {
      for (Command command : client.commands()) {
        if (command.verb().isAcquisition()) {
          used.add(program.lockOf(command));
        }
      }
    }
    if (used.isEmpty()) {
      used.add(0);
    }
    List<Integer> kept = List.copyOf(used);
    List<Client> clients = new ArrayList<>();
    for (Client client : program.clients()) {
      clients.add(
          new Client(
              client.sibling(),
              client.commands().stream()
                  .map(
                      command ->
                          command.withLock(Math.max(0, kept.indexOf(program.lockOf(command)))))
                  .toList()));
    }
    return new Program(
        kept.stream().map(program.locks()::get).toList(), clients, program.jitterMicros());
  }

  /** The same with less variety. */
  private static Stream<Program> calmer(Program program) {
    List<Program> calmer = new ArrayList<>();
    if (program.clients().stream().anyMatch(Client::sibling)) {
      List<Client> alike =
          program.clients().stream().map(client -> new Client(false, client.commands())).toList();
      calmer.add(new Program(program.locks(), alike, program.jitterMicros()));
    }
    if (program.jitterMicros() > 0) {
      calmer.add(new Program(program.locks(), program.clients(), 0));
      calmer.add(new Program(program.locks(), program.clients(), program.jitterMicros() / 2));
    }
    return calmer.stream();
  }
}
