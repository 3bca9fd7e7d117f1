/** The locks of one JVM: the reference implementation of the lock API. */
@org.jspecify.annotations.NullMarked
module dev.holdfast.lock.inmemory {
  requires transitive dev.holdfast.lock;
  requires static org.junit.jupiter.api;

  exports dev.holdfast.lock.inmemory;
  exports dev.holdfast.lock.inmemory.junit;
}
