package dev.holdfast.lock.tck.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A program as people read it. */
final class Listing {

  private Listing() {}

  /** All of the program, each line ending with a line break. */
  static String of(Program program) {
    StringBuilder text = new StringBuilder(head(program));
    for (int client = 0; client < program.clients().size(); client++) {
      text.append("  client ").append(client);
      text.append(
          program.clients().get(client).sibling() ? ", with a provider of its own\n" : "\n");
      for (Command command : program.clients().get(client).commands()) {
        text.append("    ").append(describe(program, client, command)).append('\n');
      }
    }
    return text.toString();
  }

  /** What there is beside the commands. */
  static String head(Program program) {
    List<String> locks = new ArrayList<>();
    for (int lock = 0; lock < program.locks().size(); lock++) {
      locks.add(Program.nameOf(lock) + " = " + program.locks().get(lock));
    }
    String jitter =
        program.jitterMicros() == 0
            ? ""
            : "  jitter: up to " + program.jitterMicros() + " us before each command\n";
    return "  locks: " + String.join(", ", locks) + "\n" + jitter;
  }

  /** A command, such as "s1 = b.readLock().tryAcquire(250 us)". */
  static String describe(Program program, int client, Command command) {
    Verb verb = command.verb();
    int next = (client + 1) % program.clients().size();
    String slot = "s" + command.slot();
    if (verb.isAcquisition()) {
      String lock = Program.nameOf(program.lockOf(command));
      String side = program.specOf(command).side(program.modeOf(command));
      return slot + " = " + lock + side + "." + verb.with(command.micros());
    }
    return switch (verb) {
      case SLEEP, SPIN -> verb.with(command.micros());
      case INTERRUPT -> "interrupt client " + next;
      case CLOSE_FOREIGN -> slot + " of client " + next + ".close()";
      default -> slot + "." + verb.with(command.micros());
    };
  }

  /** Such as "1 command" or "2 commands". */
  static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** A command that stands in a column of its own, with what came of it. */
  static String line(String mark, int number, String command, String outcome) {
    return String.format(Locale.ROOT, "%s %3d  %-44s %s", mark, number, command, outcome)
            .stripTrailing()
        + "\n";
  }
}
