package dev.holdfast.lock.tck.program;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockMode;

/**
 * One thing that a client does. Every command makes sense in every program: locks are counted
 * modulo their number, a mode that the lock does not have stands for the nearest, and a command
 * that finds nothing to act upon in its slot does nothing.
 *
 * @param verb what to do, not null
 * @param lock which lock to acquire, modulo the number of locks
 * @param mode the mode to acquire it in, not null
 * @param slot where the client keeps the handle or future, from 0 to 3
 * @param micros the timeout, or how long to pause; from 0 to 100,000
 */
public record Command(Verb verb, int lock, LockMode mode, int slot, int micros) {

  /** So many handles and futures a client keeps. */
  static final int SLOTS = 4;

  private static final int MOST_MICROS = 100_000;
  private static final int MOST_LOCKS = 16;

  /**
   * Checks the numbers.
   *
   * @param verb see above
   * @param lock see above
   * @param mode see above
   * @param slot see above
   * @param micros see above
   */
  public Command {
    requireNonNull(verb, "verb");
    requireNonNull(mode, "mode");
    requireBetween("lock", lock, MOST_LOCKS - 1);
    requireBetween("slot", slot, SLOTS - 1);
    requireBetween("micros", micros, MOST_MICROS);
  }

  private static void requireBetween(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          "The %s of a command is from 0 to %d, not %d.".formatted(what, most, value));
    }
  }

  /** A command about a slot. */
  static Command of(Verb verb, int slot) {
    return new Command(verb, 0, LockMode.WRITE, slot, 0);
  }

  /** A command that takes some time. */
  static Command lasting(Verb verb, int slot, int micros) {
    return new Command(verb, 0, LockMode.WRITE, slot, micros);
  }

  Command withLock(int other) {
    return new Command(verb, other, mode, slot, micros);
  }

  long nanos() {
    return micros * 1_000L;
  }
}
