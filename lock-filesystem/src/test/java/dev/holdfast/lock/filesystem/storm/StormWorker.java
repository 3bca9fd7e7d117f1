package dev.holdfast.lock.filesystem.storm;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process of a storm. */
final class StormWorker {

  static final String READY = "ready";
  static final String CLOCK = "clock";
  static final String GO = "go ";

  private static final int PATIENCE_SECONDS = 20;
  private static final int FAILED = 3;
  private static final int STUCK = 4;

  private StormWorker() {}

  /**
   * Arguments: the backend, its directory, the file of the witness, that of the history, the number
   * of this process, the seed, and those of the crew. Says "ready", answers each "clock" with the
   * time, and begins on "go", which is followed by the time to end.
   */
  public static void main(String[] args) throws Exception {
    Backend backend = Backend.valueOf(args[0]);
    Crew crew = Crew.fromArguments(List.of(args).subList(6, 6 + Crew.ARGUMENTS));
    Witness witness = Witness.in(Path.of(args[2]), crew.primitive());
    History history = History.in(Path.of(args[3]));
    int worker = Integer.parseInt(args[4]);
    SplittableRandom random = new SplittableRandom(Long.parseLong(args[5]));
    try (Locks locks = backend.open(Path.of(args[1]))) {
      System.out.println(READY);
      long end = awaitGo();
      CountDownLatch ended = new CountDownLatch(crew.threads());
      for (int i = 0; i < crew.threads(); i++) {
        StormThread thread =
            new StormThread(locks, crew, witness.stand(worker, i), history, i, random.split());
        new Thread(() -> runToEnd(thread, end, ended), "storm-" + i).start();
      }
      long patience = end - System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      if (!ended.await(patience, TimeUnit.NANOSECONDS)) {
        System.err.println(ended.getCount() + " threads do not end.");
        Thread.getAllStackTraces().forEach(StormWorker::print);
        Runtime.getRuntime().halt(STUCK);
      }
    }
  }

  /** Answers when to end. */
  private static long awaitGo() throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while (true) {
      String line = input.readLine();
      if (line == null) {
        throw new IllegalStateException("The storm has gone.");
      }
      if (line.startsWith(GO)) {
        return Long.parseLong(line.substring(GO.length()));
      }
      System.out.println(System.nanoTime());
    }
  }

  private static void runToEnd(StormThread thread, long end, CountDownLatch ended) {
    try {
      thread.run(end);
      ended.countDown();
    } catch (Throwable t) {
      System.err.println("A thread of the storm has failed.");
      t.printStackTrace();
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private static void print(Thread thread, StackTraceElement[] stack) {
    System.err.println(thread);
    for (StackTraceElement element : stack) {
      System.err.println("    at " + element);
    }
  }
}
