package dev.holdfast.lock.inmemory;

/**
 * What the code under test has done with one name.
 *
 * @param acquisitions how often it was granted a handle
 * @param timeouts how many acquisitions have ended without a handle because their time was up,
 *     tries for "now" included
 * @param losses how many of its handles were lost
 */
public record LockCounts(long acquisitions, long timeouts, long losses) {}
