package dev.holdfast.lock.tck.rules;

import dev.holdfast.lock.LockMode;
import java.util.OptionalLong;

/**
 * A span of time in which a handle was definitely held in a mode: from the return of the call that
 * took it until the call that gave it up. A handle that changes its mode has several.
 *
 * @param from when the grant was known, by {@link System#nanoTime()}
 * @param to when the holder was about to give it up
 * @param mode the weakest mode that the handle had for all of the span
 * @param token the fencing token, if the mode is exclusive and the backend has tokens
 * @param who the handle and its thread, as messages name them
 */
record Hold(long from, long to, LockMode mode, OptionalLong token, Object who) {}
