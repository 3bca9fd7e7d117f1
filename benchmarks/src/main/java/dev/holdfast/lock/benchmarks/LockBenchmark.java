package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.tck.cli.BackendLoader;
import dev.holdfast.lock.tck.worker.MappedWitness;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/** Any workload on any contender. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH sets the fields, or has the set-up do so
public class LockBenchmark {

  /** Jars and directories of backends, as a system property: a path as the system writes it. */
  static final String BACKEND_PATH = "holdfast.backend.path";

  /** One acquisition and release, or what comes of it. */
  @Benchmark
  public boolean turn(Client client) throws Exception {
    return client.routine.next();
  }

  /** The locks, which all threads share. */
  @State(Scope.Benchmark)
  public static class Scene {

    /** What is done. */
    @Param("ACQUIRE")
    public Workload workload;

    /** Whose locks, see {@link Contenders}. */
    @Param({"ReentrantLock", "inmemory"})
    public String backend;

    /** What is configured for the backend, such as {@code user=tck&url=jdbc:acme}. */
    @Param("")
    public String config;

    /** Whether to look for overlaps instead of being quick. */
    @Param("false")
    public boolean control;

    private BenchmarkDirectory directory;
    private Locks locks;
    private List<Turn> turns;
    private MappedWitness witness;
    private final Sections.Counter counter = new Sections.Counter();

    /** Opens the locks. */
    @Setup
    public void open() throws Exception {
      directory = BenchmarkDirectory.make();
      var loader = BackendLoader.of(Contenders.path(BACKEND_PATH));
      Thread.currentThread().setContextClassLoader(loader.classLoader());
      Path files = directory.path();
      locks = new Contenders(loader, Contenders.settings(config), files).find(backend).open("run");
      turns = workload.turns(locks);
      if (control) {
        witness =
            MappedWitness.create(
                files.resolve("witness"),
                Collections.nCopies(workload.locks(), workload.permits()),
                MappedWitness.MOST_THREADS);
      }
    }

    /** Closes them. */
    @TearDown
    public void close() throws Exception {
      for (Turn turn : turns) {
        turn.close();
      }
      locks.close();
      directory.close();
    }
  }

  /** One of the threads. */
  @State(Scope.Thread)
  public static class Client {

    private Workload.Routine routine;

    /** Lets it do its part. */
    @Setup
    public void begin(Scene scene, Found found, ThreadParams threads) {
      int thread = threads.getThreadIndex();
      Sections sections =
          scene.control
              ? Sections.watching(
                  scene.witness, scene.witness.stand(0, thread), () -> found.overlaps++)
              : Sections.counting(scene.counter);
      routine = scene.workload.routine(scene.locks, scene.turns, sections, thread);
    }
  }

  /** What a control run has found. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Found {
    /** How often somebody was inside who should not have been. */
    public long overlaps;
  }
}
