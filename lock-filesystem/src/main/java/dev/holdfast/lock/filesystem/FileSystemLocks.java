package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphore;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLock;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
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
 * Locks of all four kinds that exclude everybody who uses the same directory: threads, processes,
 * and the hosts that have it mounted. Thread-safe.
 */
public final class FileSystemLocks
    implements DistributedLockProvider,
        DistributedUpgradeableReaderWriterLockProvider,
        DistributedSemaphoreProvider {

  /** The greatest number of permits of a semaphore. */
  public static final int MAX_PERMITS = Region.MOST_PERMITS;

  private final LockDirectory directory;
  private final Settings settings;
  private final Executor executor;
  private final boolean recordsAcquisitionSites;

  /** This provider's door to the JVM-local stage, which it shares with all others. */
  private final InMemoryLocks local;

  private final InMemoryLocks entrances;

  /** Attempts that wait at a file; ended when this is closed. */
  private final Set<Attempt> waiting = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  private FileSystemLocks(Builder builder) {
    this.directory = LockDirectory.of(builder.directory);
    this.settings = builder.settings();
    this.executor = builder.executor;
    this.recordsAcquisitionSites = builder.recordsAcquisitionSites;
    this.local = InMemoryLocks.builder().sharing(directory.local()).build();
    this.entrances = InMemoryLocks.builder().sharing(directory.entrances()).build();
  }

  public static FileSystemLocks in(Path directory) {
    return builder(directory).build();
  }

  public static Builder builder(Path directory) {
    return new Builder(directory);
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

  @Override
  public void close() {
    closed = true;
    local.close();
    entrances.close();
    waiting.forEach(attempt -> attempt.end(closedException(attempt.id())));
    if (directory.lane().isInCaller()) {
      // Whoever is about to be granted something looks at `closed` under the guard of the cell.
      directory.cells().forEach(FileCell::passGuard);
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
    return executor;
  }

  DistributedLock entrance(LockId id) {
    return entrances.lock(id.kind() + " " + id.name());
  }

  @Nullable Throwable acquisitionSite() {
    return recordsAcquisitionSites ? new Throwable("acquired here") : null;
  }

  /** Runs foreign code on the executor, or elsewhere if that refuses. */
  void execute(Runnable code) {
    try {
      executor.execute(code);
    } catch (Throwable t) {
      Background.completions().execute(code);
    }
  }

  /** Waits for a request in the calling thread, or for the directory's own. */
  <T> @Nullable T await(Request<T> request, Duration timeout) throws InterruptedException {
    return directory.lane().isInCaller()
        ? request.await(timeout)
        : PendingRequest.join(PendingRequest.start(request, timeout, Runnable::run));
  }

  @Nullable String describeHolder(LockId id) {
    return null;
  }

  @Override
  public String toString() {
    return "file-system locks in " + directory + (closed ? " (closed)" : "");
  }

  /** The settings of a provider. Not thread-safe. */
  public static final class Builder {

    private final Path directory;
    private Executor executor = Background.completions();
    private boolean recordsAcquisitionSites;
    private Duration leastPoll = Duration.ofMillis(1);
    private Duration mostPoll = Duration.ofMillis(100);
    private TokenDurability tokens = TokenDurability.POWER;
    private Duration lossCheckInterval = Duration.ofSeconds(1);
    private Duration serverSilence = Duration.ofSeconds(30);
    private Duration patience = Duration.ofSeconds(10);
    private @Nullable String label;
    private @Nullable Duration cleanUpAfter;

    private Builder(Path directory) {
      this.directory = requireNonNull(directory, "directory");
    }

    private Settings settings() {
      return new Settings(
          leastPoll.toNanos(),
          mostPoll.toNanos(),
          tokens,
          lossCheckInterval,
          serverSilence,
          patience,
          label,
          cleanUpAfter);
    }

    @CanIgnoreReturnValue
    public Builder tokens(TokenDurability durability) {
      this.tokens = requireNonNull(durability, "durability");
      return this;
    }

    @CanIgnoreReturnValue
    public Builder executor(Executor executor) {
      this.executor = requireNonNull(executor, "executor");
      return this;
    }

    @CanIgnoreReturnValue
    public Builder recordAcquisitionSites(boolean record) {
      this.recordsAcquisitionSites = record;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder lossCheckInterval(Duration interval) {
      this.lossCheckInterval = interval;
      return this;
    }

    /**
     * After what time without an answer of the file system a hold counts as lost: those who were
     * asked for {@link dev.holdfast.lock.LockHandle#lost()} are told so, and the lock is released
     * as soon as there is an answer. Whether others have got it meanwhile is for their server to
     * know. On a file system of this machine it has no effect. The default is 30 seconds.
     *
     * @param silence positive; noticed at the next check that is due, see {@link
     *     #lossCheckInterval}
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    @CanIgnoreReturnValue
    public Builder serverSilence(Duration silence) {
      if (silence.isZero() || silence.isNegative()) {
        throw new IllegalArgumentException("A silence of " + silence + " is none.");
      }
      this.serverSilence = silence;
      return this;
    }

    /** For how long a release waits for a file system that does not answer. */
    @CanIgnoreReturnValue
    Builder patience(Duration patience) {
      this.patience = patience;
      return this;
    }

    /**
     * Makes the provider. This looks the directory up in the calling thread, and so waits for as
     * long as its server is away.
     *
     * @return the provider
     * @throws dev.holdfast.lock.LockException if the directory does not exist or cannot be used
     */
    public FileSystemLocks build() {
      return new FileSystemLocks(this);
    }
  }
}
