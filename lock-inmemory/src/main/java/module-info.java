/** The locks of one JVM: the reference implementation of the lock API. */
@org.jspecify.annotations.NullMarked
module dev.holdfast.lock.inmemory {
  requires transitive dev.holdfast.lock;

  exports dev.holdfast.lock.inmemory;
}
