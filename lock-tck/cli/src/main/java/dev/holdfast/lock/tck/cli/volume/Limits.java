package dev.holdfast.lock.tck.cli.volume;

/** How much of everything there may be. */
final class Limits {

  static final int HOSTS = 16;
  static final int DIRECTORIES = 8;
  static final int PROCESSES = 16;

  /** Each worker has a line of its own besides while there is traffic. */
  static final int CONNECTIONS = HOSTS * (1 + 2 * PROCESSES);

  private Limits() {}
}
