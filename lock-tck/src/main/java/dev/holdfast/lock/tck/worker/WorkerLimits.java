package dev.holdfast.lock.tck.worker;

import java.time.Duration;

/**
 * How long workers may take.
 *
 * @param start to start
 * @param answer to answer, beyond the time that the command itself asks for
 */
public record WorkerLimits(Duration start, Duration answer) {}
