package dev.holdfast.lock.tck.power;

import java.util.ArrayList;
import java.util.List;

/** What else the machine does during a run. */
enum Condition {
  /** As little as the rest of the machine permits. */
  IDLE("idle"),
  /** Four busy threads for each processor compete with the run. */
  LOADED("four busy threads a processor"),
  /** A heap of 256 MiB, a good part of which is garbage all the time. */
  GARBAGE("garbage all the time, heap of 256 MiB"),
  /** The run and its worker processes share one processor. */
  ONE_CPU("one processor");

  private static final int BUSY_THREADS = 4;

  private final String text;

  Condition(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /** Options of the JVM that runs, and what the command begins with. */
  List<String> command(String java) {
    return switch (this) {
      case IDLE, LOADED -> List.of(java);
      case GARBAGE -> List.of(java, "-Xmx256m");
      case ONE_CPU -> List.of("taskset", "--cpu-list", "0", java);
    };
  }

  /** What goes on beside the run, in the JVM that has started it. */
  Stress outside() {
    return this == LOADED
        ? Stress.of(BUSY_THREADS * Runtime.getRuntime().availableProcessors(), Thread::onSpinWait)
        : Stress.of(0, () -> {});
  }

  /** What goes on beside the run, in its own JVM. */
  Stress inside() {
    return this == GARBAGE ? Stress.of(1, new Garbage()) : Stress.of(0, () -> {});
  }

  /** Threads that do something again and again until they are closed. */
  static final class Stress implements AutoCloseable {

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    private Stress() {}

    private static Stress of(int count, Runnable again) {
      Stress stress = new Stress();
      for (int i = 0; i < count; i++) {
        Thread thread =
            new Thread(
                () -> {
                  while (!stress.over) {
                    again.run();
                  }
                },
                "stress-" + i);
        thread.setDaemon(true);
        thread.start();
        stress.threads.add(thread);
      }
      return stress;
    }

    @Override
    public void close() throws InterruptedException {
      over = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  /** Keeps 64 MiB alive, and lets go of the oldest of it. */
  private static final class Garbage implements Runnable {

    private static final int KEPT = 1024;
    private static final int SIZE = 64 * 1024;

    private final byte[][] kept = new byte[KEPT][];
    private int next;

    @Override
    public void run() {
      kept[next] = new byte[SIZE];
      next = (next + 1) % KEPT;
    }
  }
}
