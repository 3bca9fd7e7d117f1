package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/** The workers of one trial. */
public final class Workers implements AutoCloseable {

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ENOUGH_BYTES = 1L << 29;
  private static final String PREFIX = "lock-tck-";

  private final WorkerPool pool;
  private final String namespace;
  private final WorkerLimits limits;
  private final List<Worker> hired = new CopyOnWriteArrayList<>();
  private final List<WorkerProcess> taken = new CopyOnWriteArrayList<>();
  private final ReentrantLock guard = new ReentrantLock();
  private @Nullable Path scratch;

  /**
   * No workers yet.
   *
   * @param pool where they come from
   * @param namespace their name space
   * @param limits how long they may take
   */
  public Workers(WorkerPool pool, String namespace, WorkerLimits limits) {
    this.pool = pool;
    this.namespace = namespace;
    this.limits = limits;
  }

  /** A worker whose provider has the trial's name space. */
  public Worker hire() throws InterruptedException {
    return hire(namespace);
  }

  /** So many workers whose providers have the trial's name space; they start at the same time. */
  public List<Worker> hire(int number) throws InterruptedException {
    prepare(number);
    List<Worker> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      all.add(hire());
    }
    return all;
  }

  /** A worker whose provider has this name space. */
  public Worker hire(String namespaceOfProvider) throws InterruptedException {
    WorkerProcess process = pool.take();
    taken.add(process);
    return hire(process, namespaceOfProvider);
  }

  /** Whether this system lets a worker be isolated. */
  public static boolean canIsolate() {
    return Isolation.isPossible();
  }

  /**
   * So many workers, each of which runs as in a container of its own: it does not see other
   * processes, its own id is one that others have as well, and nobody outside knows a process by
   * that id that is it. Their providers have the trial's name space; they start at the same time.
   */
  public List<Worker> hireIsolated(int number) throws InterruptedException {
    List<WorkerProcess> starting = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      WorkerProcess process = pool.startIsolated();
      taken.add(process);
      starting.add(process);
    }
    List<Worker> all = new ArrayList<>();
    for (WorkerProcess process : starting) {
      all.add(hire(process, namespace));
    }
    return all;
  }

  private Worker hire(WorkerProcess process, String namespaceOfProvider)
      throws InterruptedException {
    process.awaitStart(limits.start());
    Message command =
        Message.EMPTY
            .with("do", "open")
            .with("factory", pool.backend().factory().getName())
            .with("namespace", namespaceOfProvider)
            .withAll("config.", pool.backend().config());
    Worker worker;
    try {
      worker = new Worker(process, new Worker.Opening(command, limits));
    } catch (RemoteException e) {
      throw new WorkerFailure(
          "The backend could not be opened in another process: " + e.getMessage());
    }
    pool.clocks().add(worker.clock()); // now, since the dead cannot be asked
    hired.add(worker);
    return worker;
  }

  /** Starts processes in advance, so that so many can be hired without waiting. */
  public void prepare(int number) {
    pool.prepare(number);
  }

  /** Whether this is the provider of a worker. */
  public static boolean isRemote(LockProvider provider) {
    return provider instanceof RemoteProvider;
  }

  /** A directory for files that workers share; it is deleted at the end of the trial. */
  public Path scratch() {
    guard.lock();
    try {
      Path directory = scratch;
      if (directory == null) {
        directory =
            isRoomy(MEMORY)
                ? Files.createTempDirectory(MEMORY, PREFIX)
                : Files.createTempDirectory(PREFIX);
        scratch = directory;
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("There is no place for temporary files.", e);
    } finally {
      guard.unlock();
    }
  }

  /** Files there are never written to a disk, which would make those wait that write to them. */
  private static boolean isRoomy(Path directory) throws IOException {
    return Files.isWritable(directory)
        && Files.getFileStore(directory).getUsableSpace() >= ENOUGH_BYTES;
  }

  /**
   * After a check that found nothing: makes all workers that are left release what they hold, and
   * gives them back.
   *
   * @throws WorkerFailure if one cannot
   */
  public void settle() throws InterruptedException {
    for (Worker worker : hired) {
      if (worker.isAlive()) {
        worker.leave();
        if (!worker.process().isIsolated()) {
          taken.remove(worker.process());
          pool.giveBack(worker.process());
        }
      } else if (worker.killedAt() == 0) {
        // Nobody has asked it since, so nobody knows.
        worker.leave();
      }
    }
    hired.clear();
  }

  /** Kills all that are left. */
  @Override
  public void close() {
    for (WorkerProcess process : taken) {
      RemoteCalls.uninterrupted(
          () -> {
            process.kill();
            return process;
          });
    }
    taken.clear();
    hired.forEach(Worker::resume);
    hired.clear();
    Path directory = scratch;
    if (directory != null) {
      FileUtils.deleteQuietly(directory.toFile());
    }
  }
}
