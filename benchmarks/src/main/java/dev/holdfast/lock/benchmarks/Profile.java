package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** How much time a run takes. */
enum Profile {
  /** To see that all works, and about how fast. */
  QUICK(2, 3, Duration.ofMillis(100)),
  /** To compare. */
  FULL(5, 5, Duration.ofMillis(300));

  private static final Set<Workload> HAVE_TARGETS =
      EnumSet.of(Workload.TRY, Workload.ACQUIRE, Workload.CONTENDED, Workload.READ_100);

  private final int rounds;
  private final int iterations;
  private final Duration iteration;

  Profile(int rounds, int iterations, Duration iteration) {
    this.rounds = rounds;
    this.iterations = iterations;
    this.iteration = iteration;
  }

  /** How often each contender is measured, in turn with those it is compared with. */
  int rounds() {
    return rounds;
  }

  /** The same within one JVM; where there are no targets, fewer will do. */
  int rounds(Workload workload) {
    if (HAVE_TARGETS.contains(workload)) {
      return rounds;
    }
    return switch (this) {
      case QUICK -> 1;
      case FULL -> 3;
    };
  }

  /** Whether it is measured how long single turns take. */
  boolean samples(Workload workload) {
    return this == FULL || workload == Workload.CONTENDED;
  }

  /**
   * Whether somebody takes part in what is measured within one JVM. Those who look ten times in a
   * second whether a lock is free take long to have all threads come to an end.
   */
  boolean admits(Rival rival, Workload workload) {
    return this == FULL
        || !workload.isContended()
        || !EnumSet.of(Rival.MAVEN_FILE, Rival.MAVEN_FILE_OPEN, Rival.MAVEN_FILE_DEFAULT)
            .contains(rival);
  }

  /** Whether a workload is measured with those of this reach: a glance looks at what is judged. */
  boolean covers(Workload workload, Reach reach) {
    return this == FULL
        || switch (workload) {
          case TRY -> reach != Reach.JVM;
          case ACQUIRE, READ_100 -> reach == Reach.JVM;
          default -> true;
        };
  }

  /** Whether very many futures are to wait for locks of this reach. */
  boolean crowdsFutures(Reach reach) {
    return this == FULL || reach == Reach.JVM;
  }

  /** What is measured within one JVM. */
  Set<Workload> workloads() {
    return switch (this) {
      case QUICK ->
          EnumSet.complementOf(
              EnumSet.of(Workload.READ_50, Workload.PERMITS_1, Workload.PERMITS_16));
      case FULL -> EnumSet.allOf(Workload.class);
    };
  }

  /**
   * How long a contender runs in each round before it counts. The compilers of the JVM take seconds
   * to bring system calls and what is around them to their final speed.
   */
  Duration warmUp(Workload workload) {
    boolean isJudged = HAVE_TARGETS.contains(workload);
    return switch (this) {
      case QUICK -> isJudged ? Duration.ofMillis(2_500) : Duration.ofMillis(300);
      case FULL -> isJudged ? Duration.ofSeconds(5) : Duration.ofSeconds(2);
    };
  }

  /** Iterations in each round that count. */
  int iterations() {
    return iterations;
  }

  /** How long one of them takes. */
  Duration iteration() {
    return iteration;
  }

  /** How long a crowd of processes uses a lock before it counts. */
  Duration warmUp() {
    return iteration.multipliedBy(3);
  }

  /** For how long it counts then, in each round. */
  Duration crowd() {
    return iteration.multipliedBy(10);
  }

  /**
   * A number of processes.
   *
   * @param processes how many
   * @param threads of each
   */
  record Crowd(int processes, int threads) {}

  /** With how many processes. */
  List<Crowd> crowds() {
    return switch (this) {
      case QUICK -> List.of(new Crowd(4, 4));
      case FULL -> List.of(new Crowd(2, 1), new Crowd(2, 4), new Crowd(4, 4), new Crowd(8, 2));
    };
  }

  /** For how long a lock is held before it passes to another process. */
  List<Duration> holds() {
    return switch (this) {
      case QUICK -> List.of(Duration.ofMillis(5));
      case FULL -> List.of(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20));
    };
  }

  /** How many blocks of hand-offs. */
  int blocks() {
    return switch (this) {
      case QUICK -> 5;
      case FULL -> 15;
    };
  }

  /** With how many threads a workload is measured. */
  List<Integer> threads(Workload workload, Reach reach) {
    if (!workload.isContended()) {
      return List.of(1);
    }
    return switch (workload) {
      case CONTENDED ->
          switch (this) {
            case QUICK -> List.of(reach == Reach.JVM ? 4 : 8);
            case FULL -> List.of(2, 4, 8, 16);
          };
      case PERMITS_1, PERMITS_4, PERMITS_16 -> List.of(8);
      case TRY,
          ACQUIRE,
          ASYNC,
          READ_100,
          READ_95,
          READ_50,
          UPGRADE,
          NAMES_64,
          TIMEOUTS,
          CANCELS,
          FRESH_NAMES ->
          List.of(4);
    };
  }
}
