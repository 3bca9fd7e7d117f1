package dev.holdfast.lock.tck.cli.volume;

/**
 * A process of the check, as reports name it.
 *
 * @param number its number
 * @param pid its process id
 * @param host the host that it runs on
 * @param mount the number of the mount that it uses
 * @param directory the directory of that mount
 */
record Visitor(int number, long pid, String host, int mount, String directory) {

  @Override
  public String toString() {
    return "process %d (pid %d on %s, through %s)".formatted(number, pid, host, directory);
  }
}
