package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What the threads of one process do.
 *
 * @param threads how many they are, at most {@link Witness#MOST_THREADS}
 * @param modes in which modes they acquire, and how often in proportion
 * @param patient whether they always wait until the lock is granted
 * @param shortestHold microseconds; 0 lets many holds end at once
 * @param longestHold microseconds
 * @param longestPause microseconds between two acquisitions
 */
record Crew(
    Primitive primitive,
    int threads,
    Map<LockMode, Integer> modes,
    boolean patient,
    int shortestHold,
    int longestHold,
    int longestPause) {

  private static final int THREADS = 4;
  private static final int LONGEST_HOLD = 2_000;
  private static final int LONGEST_PAUSE = 1_000;

  /** Parts of a crew's description: one argument each, in the order of the components. */
  static final int ARGUMENTS = 7;

  static Crew ofMutex() {
    return stormy(Primitive.MUTEX, Map.of(LockMode.WRITE, 1));
  }

  static Crew ofReadersAndWriters() {
    return stormy(Primitive.READER_WRITER, Map.of(LockMode.READ, 70, LockMode.WRITE, 30));
  }

  static Crew ofUpgradeables() {
    return stormy(
        Primitive.READER_WRITER,
        Map.of(LockMode.READ, 50, LockMode.UPGRADEABLE, 35, LockMode.WRITE, 15));
  }

  static Crew ofSemaphore(int permits) {
    return stormy(Primitive.semaphore(permits), Map.of(LockMode.PERMIT, 1));
  }

  /** The crew that goes by this name on a command line: mutex, rw, upgradeable or semaphore:N. */
  static Crew named(String name) {
    return switch (name) {
      case "mutex" -> ofMutex();
      case "rw" -> ofReadersAndWriters();
      case "upgradeable" -> ofUpgradeables();
      default -> {
        if (!name.startsWith("semaphore:")) {
          throw new IllegalArgumentException(
              name + " is none of mutex, rw, upgradeable and semaphore:N.");
        }
        yield ofSemaphore(Integer.parseInt(name.substring("semaphore:".length())));
      }
    };
  }

  private static Crew stormy(Primitive primitive, Map<LockMode, Integer> modes) {
    return new Crew(primitive, THREADS, modes, false, 0, LONGEST_HOLD, LONGEST_PAUSE);
  }

  /** Threads that acquire in one mode only and wait for as long as it takes. */
  static Crew patient(Primitive primitive, int threads, LockMode mode) {
    return new Crew(primitive, threads, Map.of(mode, 1), true, 0, LONGEST_HOLD, 0);
  }

  Crew holding(int shortest, int longest) {
    return new Crew(primitive, threads, modes, patient, shortest, longest, longestPause);
  }

  Crew pausing(int longest) {
    return new Crew(primitive, threads, modes, patient, shortestHold, longestHold, longest);
  }

  LockMode anyMode(SplittableRandom random) {
    int all = modes.values().stream().mapToInt(Integer::intValue).sum();
    int chosen = random.nextInt(all);
    for (LockMode mode : LockMode.values()) {
      chosen -= modes.getOrDefault(mode, 0);
      if (chosen < 0) {
        return mode;
      }
    }
    throw new AssertionError("no mode of " + modes);
  }

  List<String> toArguments() {
    List<String> weights = new ArrayList<>();
    modes.forEach((mode, weight) -> weights.add(mode + "=" + weight));
    return List.of(
        primitive.toString(),
        Integer.toString(threads),
        String.join(",", weights),
        Boolean.toString(patient),
        Integer.toString(shortestHold),
        Integer.toString(longestHold),
        Integer.toString(longestPause));
  }

  static Crew fromArguments(List<String> arguments) {
    Map<LockMode, Integer> modes = new EnumMap<>(LockMode.class);
    for (String weight : arguments.get(2).split(",", -1)) {
      String[] parts = weight.split("=", 2);
      modes.put(LockMode.valueOf(parts[0]), Integer.valueOf(parts[1]));
    }
    return new Crew(
        Primitive.parse(arguments.get(0)),
        Integer.parseInt(arguments.get(1)),
        modes,
        Boolean.parseBoolean(arguments.get(3)),
        Integer.parseInt(arguments.get(4)),
        Integer.parseInt(arguments.get(5)),
        Integer.parseInt(arguments.get(6)));
  }
}
