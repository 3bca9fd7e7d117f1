package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a provider behaves; see {@link FileSystemLocksBuilder}.
 *
 * @param leastPollNanos the least value of the longest pause between two tries
 * @param mostPollNanos the greatest value of the longest pause between two tries
 * @param tokens what the tokens survive
 * @param volumes what to do where locks cannot keep their promises
 * @param lossCheckInterval how often a hold is looked after
 * @param serverSilence after what time without an answer a hold counts as lost
 * @param patience for how long a release waits for a file system that does not answer
 * @param label what to tell others of this process; null for nothing
 * @param cleanUpAfter how long a file has to be unused for being deleted on close; null for never
 * @param executor where futures complete
 * @param recordsAcquisitionSites whether to keep the stack trace of each acquisition
 */
record Settings(
    long leastPollNanos,
    long mostPollNanos,
    TokenDurability tokens,
    VolumePolicy volumes,
    Duration lossCheckInterval,
    Duration serverSilence,
    Duration patience,
    @Nullable String label,
    @Nullable Duration cleanUpAfter,
    Executor executor,
    boolean recordsAcquisitionSites) {

  private static final System.Logger LOGGER = System.getLogger(Settings.class.getPackageName());

  /**
   * These settings, as far as they can be kept on a directory.
   *
   * @throws LockException if it is to be refused
   */
  Settings on(LockDirectory directory) {
    Volume volume = directory.volume();
    String obstacle = volume.obstacle();
    if (volumes == VolumePolicy.TRUST || (obstacle == null && !volume.mayReadStale())) {
      return this;
    }
    if (obstacle != null && volumes == VolumePolicy.REFUSE) {
      throw new LockException(
          "Locks in "
              + directory
              + " would not exclude other hosts: "
              + obstacle
              + ". Mount it otherwise, choose another volume, or, if this host alone uses it,"
              + " build the provider with volumes(VolumePolicy.TRUST).");
    }
    LOGGER.log(
        System.Logger.Level.WARNING,
        obstacle != null
            ? "Locks in " + directory + " do not exclude other hosts: " + obstacle + "."
            : "There are no fencing tokens in "
                + directory
                + ", since they could repeat: its clients may read what has been overwritten.");
    return new Settings(
        leastPollNanos,
        mostPollNanos,
        TokenDurability.NONE,
        volumes,
        lossCheckInterval,
        serverSilence,
        patience,
        label,
        cleanUpAfter,
        executor,
        recordsAcquisitionSites);
  }
}
