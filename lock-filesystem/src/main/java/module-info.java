/** Locks on files of a shared directory. */
@org.jspecify.annotations.NullMarked
module dev.holdfast.lock.filesystem {
  requires transitive dev.holdfast.lock;
  requires dev.holdfast.lock.inmemory;

  exports dev.holdfast.lock.filesystem;
}
