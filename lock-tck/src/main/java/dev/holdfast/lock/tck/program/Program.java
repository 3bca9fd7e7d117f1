package dev.holdfast.lock.tck.program;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.engine.Primitive;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What some clients do to some locks. Whatever is deleted from a program, the rest is a program as
 * long as a lock and a client are left.
 *
 * @param locks the locks, from 1 to 16; not null
 * @param clients the clients, from 1 to 16; not null
 * @param jitterMicros up to how long each client waits before each command, at random; from 0 to
 *     10,000
 */
public record Program(List<LockSpec> locks, List<Client> clients, int jitterMicros) {

  private static final int MOST = 16;
  private static final int MOST_JITTER = 10_000;
  private static final int MOST_COMMANDS = 10_000;

  /**
   * Checks the numbers.
   *
   * @param locks see above
   * @param clients see above
   * @param jitterMicros see above
   */
  public Program {
    locks = List.copyOf(locks);
    clients = List.copyOf(clients);
    requireBetween("locks", locks.size(), 1, MOST);
    requireBetween("clients", clients.size(), 1, MOST);
    requireBetween("microseconds of jitter", jitterMicros, 0, MOST_JITTER);
    requireBetween("commands", size(clients), 0, MOST_COMMANDS);
  }

  private static void requireBetween(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "A program has from %d to %d %s, not %d.".formatted(least, most, what, value));
    }
  }

  private static int size(List<Client> clients) {
    return clients.stream().mapToInt(client -> client.commands().size()).sum();
  }

  /**
   * The number of commands.
   *
   * @return how many there are, of all clients
   */
  public int size() {
    return size(clients);
  }

  /**
   * What a provider has to offer for the program to run.
   *
   * @return the primitives, not null
   */
  public Set<Primitive> primitives() {
    Set<Primitive> needed = EnumSet.noneOf(Primitive.class);
    locks.forEach(lock -> needed.add(lock.primitive()));
    return needed;
  }

  /** The lock that a command is about. */
  int lockOf(Command command) {
    return command.lock() % locks.size();
  }

  LockSpec specOf(Command command) {
    return locks.get(lockOf(command));
  }

  LockMode modeOf(Command command) {
    return specOf(command).nearest(command.mode());
  }

  /** How listings call a lock: 'a', 'b', and so on. */
  static String nameOf(int lock) {
    return String.valueOf((char) ('a' + lock));
  }
}
