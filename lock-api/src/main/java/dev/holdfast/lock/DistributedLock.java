package dev.holdfast.lock;

/**
 * Something that is acquired as a whole: a mutex, or one side of a reader-writer lock. Not
 * reentrant.
 */
public interface DistributedLock extends Lockable<LockHandle> {}
