package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.lock.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The settings of a provider of file-system locks. Not thread-safe. */
public final class FileSystemLocksBuilder {

  private final Path directory;
  private Executor executor = Background.completions();
  private boolean recordsAcquisitionSites;
  private Duration leastPoll = Duration.ofMillis(1);
  private Duration mostPoll = Duration.ofMillis(100);
  private TokenDurability tokens = TokenDurability.POWER;
  private VolumePolicy volumes = VolumePolicy.REFUSE;
  private Duration lossCheckInterval = Duration.ofSeconds(1);
  private Duration serverSilence = Duration.ofSeconds(30);
  private Duration patience = Lane.PATIENCE;
  private @Nullable String label;
  private @Nullable Duration cleanUpAfter;

  FileSystemLocksBuilder(Path directory) {
    this.directory = requireNonNull(directory, "directory");
  }

  /**
   * Bounds the pause between two tries of a lock that others hold. Within them the pause grows with
   * the time waited, to no more than a tenth of it, and with the cost of a try, so that a network
   * file system is spared. 1 ms and 100 ms by default: on a local disk a try costs microseconds,
   * and the pause stays near the lesser bound. The first provider of this JVM that uses a lock
   * decides for all.
   *
   * @param least the longest pause where a try costs next to nothing; not null, positive
   * @param most the longest pause where it costs much; not null, not less than the other
   * @return this builder
   * @throws IllegalArgumentException if the bounds are not positive or not in order
   */
  @CanIgnoreReturnValue
  public FileSystemLocksBuilder poll(Duration least, Duration most) {
    requirePositive(least, "A poll pause");
    if (most.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "The greatest poll pause, " + most + ", is less than the least, " + least + ".");
    }
    this.leastPoll = least;
    this.mostPoll = most;
    return this;
  }

  /**
   * What fencing tokens survive; {@link TokenDurability#POWER} by default. All users of a directory
   * should agree on it.
   *
   * @param durability what they survive, not null
   * @return this builder
   */
  @CanIgnoreReturnValue
  public FileSystemLocksBuilder tokens(TokenDurability durability) {
    this.tokens = requireNonNull(durability, "durability");
    return this;
  }

  /**
   * What to do where it is known that locks cannot keep their promises; {@link VolumePolicy#REFUSE}
   * by default.
   *
   * @param policy what to do, not null
   * @return this builder
   */
  @CanIgnoreReturnValue
  public FileSystemLocksBuilder volumes(VolumePolicy policy) {
    this.volumes = requireNonNull(policy, "policy");
    return this;
  }

  /**
   * How often a lock whose loss somebody wants to know of is looked after; 1 s by default.
   *
   * @param interval the time between two looks; not null, positive
   * @return this builder
   * @throws IllegalArgumentException if it is not positive
   */
  @CanIgnoreReturnValue
  public FileSystemLocksBuilder lossCheckInterval(Duration interval) {
    requirePositive(interval, "The interval of loss checks");
    this.lossCheckInterval = interval;
    return this;
  }

  /**
   * After what time a lock counts as lost because the file system does not answer; 30 s by default.
   * Choose it shorter than the time after which the server gives the lock to others: 90 s is usual
   * for NFS.
   *
   * @param silence the time without an answer; not null, positive
   * @return this builder
   * @throws IllegalArgumentException if it is not positive
   */
  @CanIgnoreReturnValue
  public FileSystemLocksBuilder serverSilence(Duration silence) {
    requirePositive(silence, "The silence of a server");
    this.serverSilence = silence;
    return this;
  }

  /** For how long a release waits for a file system that does not answer. */
  @CanIgnoreReturnValue
  FileSystemLocksBuilder patience(Duration patience) {
    this.patience = patience;
    return this;
  }

  /**
   * Completes futures of acquisitions that had to wait, and announces losses, on this executor
   * instead of a pool of daemons that the JVM shares, in which 32 continuations may block at once.
   * If it rejects an outcome, the grant is given back and the future fails with a {@link
   * dev.holdfast.lock.LockException}.
   *
   * @param executor where to complete, not null
   * @return this builder
   */
  @CanIgnoreReturnValue
  public FileSystemLocksBuilder executor(Executor executor) {
    this.executor = requireNonNull(executor, "executor");
    return this;
  }

  /**
   * What to tell others of this process when they ask who holds a lock, besides its number and
   * host: for instance the name of the service. The first provider of this JVM that uses a lock
   * decides for all.
   *
   * @param label some words, cut off if they are long; null for none, the default
   * @return this builder
   */
  @CanIgnoreReturnValue
  public FileSystemLocksBuilder label(@Nullable String label) {
    this.label = label;
    return this;
  }

  /**
   * Records the stack trace of each acquisition, to be shown if the handle is abandoned. It costs
   * some microseconds for each acquisition. Off by default.
   *
   * @param record whether to do so
   * @return this builder
   */
  @CanIgnoreReturnValue
  public FileSystemLocksBuilder recordAcquisitionSites(boolean record) {
    this.recordsAcquisitionSites = record;
    return this;
  }

  /**
   * {@linkplain FileSystemLocks#cleanUp Cleans up} when the provider is closed. By default nothing
   * is ever deleted.
   *
   * @param unusedFor how long a file must not have changed; not null, not negative
   * @return this builder
   * @throws IllegalArgumentException if it is negative
   */
  @CanIgnoreReturnValue
  public FileSystemLocksBuilder cleanUpOnClose(Duration unusedFor) {
    Deadline.validate(unusedFor);
    this.cleanUpAfter = unusedFor;
    return this;
  }

  private static void requirePositive(Duration duration, String what) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(what + " has to be positive, but is " + duration + ".");
    }
  }

  /**
   * The provider.
   *
   * @return a new provider, not null
   * @throws dev.holdfast.lock.LockException if the directory does not exist, is not a directory,
   *     cannot be reached, or is on a volume that is {@linkplain #volumes refused}. If it is on a
   *     server that does not answer, this waits for it.
   */
  public FileSystemLocks build() {
    return new FileSystemLocks(
        directory,
        new Settings(
            leastPoll.toNanos(),
            mostPoll.toNanos(),
            tokens,
            volumes,
            lossCheckInterval,
            serverSilence,
            patience,
            label,
            cleanUpAfter,
            executor,
            recordsAcquisitionSites));
  }
}
