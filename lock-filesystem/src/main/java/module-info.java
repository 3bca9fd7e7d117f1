/** Locks on files of a shared directory. Exports nothing yet. */
@org.jspecify.annotations.NullMarked
module dev.holdfast.lock.filesystem {
  requires transitive dev.holdfast.lock;
  requires dev.holdfast.lock.inmemory;
}
