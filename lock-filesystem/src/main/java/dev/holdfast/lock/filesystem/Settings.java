package dev.holdfast.lock.filesystem;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a provider behaves; see {@link FileSystemLocksBuilder}.
 *
 * @param leastPollNanos the least value of the longest pause between two tries
 * @param mostPollNanos the greatest value of the longest pause between two tries
 * @param tokens what the tokens survive
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
    Duration lossCheckInterval,
    Duration serverSilence,
    Duration patience,
    @Nullable String label,
    @Nullable Duration cleanUpAfter,
    Executor executor,
    boolean recordsAcquisitionSites) {}
