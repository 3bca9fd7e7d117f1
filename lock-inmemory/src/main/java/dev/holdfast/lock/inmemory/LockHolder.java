package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.util.OptionalLong;

/**
 * An acquisition that is held.
 *
 * @param lock which lock, not null
 * @param mode what it excludes: WRITE for an upgradeable reader that is upgraded; not null
 * @param fencingToken the token of an exclusive one; not null
 * @param otherProcess whether it belongs to the {@linkplain FakeLocks#otherProcess() other process}
 * @param acquiredAt the line that acquired it, not null
 */
public record LockHolder(
    LockId lock,
    LockMode mode,
    OptionalLong fencingToken,
    boolean otherProcess,
    StackTraceElement acquiredAt) {}
