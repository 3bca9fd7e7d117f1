package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.filesystem.FileSystemLocks;
import dev.holdfast.lock.inmemory.InMemoryLocks;
import java.nio.file.Path;

/** Where the locks of a storm come from. */
enum Backend {
  /** The backend of this module. */
  FILES {
    @Override
    Locks open(Path directory) {
      return Locks.of(FileSystemLocks.in(directory));
    }
  },

  /**
   * Locks that know nothing of other processes: sound as long as there is one, thoroughly broken
   * beside a second one, and with tokens that start anew after a crash.
   */
  ONE_PROCESS {
    @Override
    Locks open(Path directory) {
      return Locks.of(InMemoryLocks.create());
    }
  };

  abstract Locks open(Path directory);
}
