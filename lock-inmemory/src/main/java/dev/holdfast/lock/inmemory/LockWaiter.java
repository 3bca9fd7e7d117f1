package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.time.Duration;

/**
 * An acquisition or upgrade that waits.
 *
 * @param lock which lock, not null
 * @param mode what it will exclude: WRITE for an upgrade; not null
 * @param timeout for how long at most, {@link Deadline#FOREVER} if there is no limit; not null
 * @param otherProcess whether it belongs to the {@linkplain FakeLocks#otherProcess() other process}
 * @param askedAt the line that asked for it, for an upgrade the one that acquired the handle; not
 *     null
 */
public record LockWaiter(
    LockId lock,
    LockMode mode,
    Duration timeout,
    boolean otherProcess,
    StackTraceElement askedAt) {}
