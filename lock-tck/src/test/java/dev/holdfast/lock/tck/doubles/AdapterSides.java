package dev.holdfast.lock.tck.doubles;

import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.DistributedReaderWriterLock;

/** Both sides of a reader-writer lock. */
record AdapterSides(String name, DistributedLock readLock, DistributedLock writeLock)
    implements DistributedReaderWriterLock {}
