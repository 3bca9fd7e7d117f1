package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockException;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.ProviderClosedException;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Locks of all four kinds that exclude everybody who uses the same directory: threads, class
 * loaders, processes, and the hosts that have it mounted. Thread-safe.
 *
 * <pre>{@code
 * try (FileSystemLocks locks = FileSystemLocks.in(Path.of("/srv/shared/locks"));
 *     LockHandle held = locks.lock("nightly report").acquire()) {
 *   writeReport(held.fencingToken());
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>The directory</b> has to exist, and should be used for nothing else. Each lock has a
 *       file of 4 KiB in it, which stays: deleting a lock file by hand while it is used lets two
 *       holders in. {@link #cleanUp} deletes them safely.
 *   <li><b>Mounts.</b> Hosts exclude each other if the volume carries POSIX locks from one to the
 *       other, as local disks, NFS with its lock service, GlusterFS or MooseFS do. Some grant every
 *       lock to everybody (sshfs, bindfs without lock forwarding, NFS with {@code nolock}): there
 *       only the processes of one host exclude each other. Where the mount tells, the directory is
 *       refused; see {@link VolumePolicy}.
 *   <li><b>Fairness.</b> Within this JVM as in {@link InMemoryLocks}. Between processes nobody
 *       queues, but nobody is starved: a process leaves the lock to others after 10 ms or 16
 *       hand-overs if anybody else waits, and waiting writers stop new readers.
 *   <li><b>Fencing tokens</b> come with mutexes, write locks and upgrades, and increase for each
 *       name, also after crashes, restarts and the deletion of the file; see {@link
 *       TokenDurability}.
 *   <li><b>Loss</b> is looked for once somebody asks for {@code lost()}: a file that was deleted,
 *       replaced or overwritten, a lock that the kernel no longer lists (on Linux), a server that
 *       forgets us or is silent. Never open a lock file in the same process: closing it again drops
 *       all its locks.
 *   <li><b>Names</b> have at most 1,014 characters, semaphores at most {@link #MAX_PERMITS}
 *       permits.
 *   <li><b>Threads.</b> A blocked caller tries the file himself; for futures one daemon of the JVM
 *       does. On file systems with a server, system calls are made by one daemon for each
 *       directory, so that timeouts hold when the server does not answer. One more daemon looks
 *       after what is held. All of them end when there is nothing to do.
 *   <li><b>Descriptors.</b> One for each lock that is held or awaited, and the 64 used last.
 *   <li><b>Several copies</b> of this library, in class loaders of one JVM, exclude each other; but
 *       readers of different copies do, too.
 * </ul>
 *
 * <p>Tested on Linux. Windows and macOS are not.
 */
public final class FileSystemLocks
    implements DistributedLockProvider,
        DistributedUpgradeableReaderWriterLockProvider,
        DistributedSemaphoreProvider {

  /** The greatest number of permits of a semaphore. */
  public static final int MAX_PERMITS = Region.MOST_PERMITS;

  private static final Duration DESCRIPTION_PATIENCE = Duration.ofMillis(200);

  private final LockDirectory directory;
  private final Settings settings;

  /** This provider's door to the JVM-local stage, which it shares with all others. */
  private final InMemoryLocks local;

  private final InMemoryLocks entrances;

  /** Attempts that wait at a file; ended when this is closed. */
  private final Set<Attempt> waiting = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  FileSystemLocks(Path directory, Settings settings) {
    this.directory = LockDirectory.of(directory);
    this.settings = settings.on(this.directory);
    this.local = InMemoryLocks.builder().sharing(this.directory.local()).build();
    this.entrances = InMemoryLocks.builder().sharing(this.directory.entrances()).build();
  }

  /**
   * A provider with default settings.
   *
   * @param directory where the lock files are; an existing directory, not null. Symbolic links are
   *     resolved now, and not again.
   * @return a new provider, not null
   * @throws LockException if it does not exist, is not a directory, cannot be reached, or is on a
   *     volume whose locks exclude nobody else; see {@link VolumePolicy}
   */
  public static FileSystemLocks in(Path directory) {
    return builder(directory).build();
  }

  /**
   * The way to a provider with other settings.
   *
   * @param directory where the lock files are; not null
   * @return a new builder with the default settings, not null
   */
  public static FileSystemLocksBuilder builder(Path directory) {
    return new FileSystemLocksBuilder(directory);
  }

  @Override
  public DistributedLock lock(String name) {
    LockId id = id(LockKind.MUTEX, name);
    return new FileLockable.Plain(
        this,
        id,
        local.lock(name),
        Approach.Kind.EXCLUSIVE,
        cell -> new ExclusiveApproach(cell, Climb.MUTEX));
  }

  @Override
  public DistributedUpgradeableReaderWriterLock readerWriterLock(String name) {
    LockId id = id(LockKind.READER_WRITER, name);
    return new FileReaderWriterLock(this, id, local.readerWriterLock(name));
  }

  @Override
  public DistributedSemaphore semaphore(String name, int permits) {
    LockId id = id(LockKind.SEMAPHORE, name);
    if (permits > MAX_PERMITS) {
      throw new IllegalArgumentException(
          "A semaphore on files has at most "
              + MAX_PERMITS
              + " permits, but "
              + permits
              + " were asked for of "
              + id
              + ".");
    }
    return new FileLockable.Semaphore(this, id, local.semaphore(name, permits));
  }

  private LockId id(LockKind kind, String name) {
    requireNonNull(name, "name");
    requireOpen();
    if (name.length() > HeaderLayout.MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "A name has at most "
              + HeaderLayout.MAX_NAME_LENGTH
              + " characters, but this one has "
              + name.length()
              + ".");
    }
    return new LockId(directory.path().toString(), kind, name);
  }

  /**
   * Tells who holds a lock and who waits for it, without disturbing anybody: nothing is locked that
   * anybody else could want. Works on locks of this directory whoever uses them.
   *
   * @param kind the kind of lock; not null, not COMPOSITE
   * @param name its name, not null
   * @return what is known at this instant, not null
   * @throws IllegalStateException if this provider is closed
   * @throws LockException if the file cannot be read
   */
  public LockReport inspect(LockKind kind, String name) {
    return directory.inspect(id(kind, name), settings, settings.patience());
  }

  /**
   * Deletes the lock files that nobody has used for a while. Safe while others use the directory:
   * what anybody holds or waits for stays, and whoever is about to use a file that is deleted finds
   * out. A try at that very instant may answer null. Tokens go on to increase.
   *
   * @param unusedFor how long a file must not have changed; not null, not negative. The acquisition
   *     of a reader or a permit changes nothing.
   * @return how many files were deleted
   * @throws IllegalArgumentException if the time is negative
   * @throws IllegalStateException if this provider is closed
   * @throws LockException if the directory cannot be read, or a file not be deleted
   */
  @CanIgnoreReturnValue
  public int cleanUp(Duration unusedFor) {
    Deadline.validate(unusedFor);
    requireOpen();
    return directory.cleanUp(settings, unusedFor);
  }

  /**
   * Ends all waits of this provider with a {@link ProviderClosedException}. What is held stays held
   * until its handles are closed. Idempotent.
   */
  @Override
  public void close() {
    boolean first = !closed;
    closed = true;
    local.close();
    entrances.close();
    waiting.forEach(attempt -> attempt.end(closedException(attempt.id())));
    if (directory.lane().isInCaller()) {
      // Whoever is about to be granted something looks at `closed` under the guard of the cell.
      directory.cells().forEach(FileCell::passGuard);
    }
    Duration unusedFor = settings.cleanUpAfter();
    if (first && unusedFor != null) {
      int unused = directory.cleanUp(settings, unusedFor);
    }
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This provider of file-system locks is closed.");
    }
  }

  void requireMayGrant(LockId id) {
    if (closed) {
      throw closedException(id);
    }
  }

  ProviderClosedException closedException(LockId id) {
    return new ProviderClosedException(id);
  }

  /** An attempt has to wait. */
  void begins(Attempt attempt) {
    waiting.add(attempt);
    if (closed) {
      attempt.end(closedException(attempt.id()));
    }
  }

  void ends(Attempt attempt) {
    waiting.remove(attempt);
  }

  LockDirectory directory() {
    return directory;
  }

  Settings settings() {
    return settings;
  }

  Executor executor() {
    return settings.executor();
  }

  DistributedLock entrance(LockId id) {
    return entrances.lock(id.kind() + " " + id.name());
  }

  @Nullable Throwable acquisitionSite() {
    return settings.recordsAcquisitionSites() ? new Throwable("acquired here") : null;
  }

  /** Runs foreign code on the executor, or elsewhere if that refuses. */
  void execute(Runnable code) {
    try {
      settings.executor().execute(code);
    } catch (Throwable t) {
      Background.completions().execute(code);
    }
  }

  /** Waits for a request in the calling thread, or for the directory's own. */
  <T> @Nullable T await(Request<T> request, Duration timeout) throws InterruptedException {
    return directory.lane().isInCaller()
        ? request.await(timeout)
        : PendingRequest.join(PendingRequest.start(request, timeout, DirectExecutor.INSTANCE));
  }

  /** For the message of a timeout, which must not come much later because of it. */
  @Nullable String describeHolder(LockId id) {
    return directory.inspect(id, settings, DESCRIPTION_PATIENCE).describeHolders();
  }

  @Override
  public String toString() {
    return "file-system locks in " + directory + (closed ? " (closed)" : "");
  }
}
