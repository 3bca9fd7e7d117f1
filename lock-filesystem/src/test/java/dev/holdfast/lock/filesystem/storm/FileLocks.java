package dev.holdfast.lock.filesystem.storm;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockProvider;
import java.nio.file.Path;

/** The provider of this module, looked up by name: it need not be there yet. */
final class FileLocks {

  private static final String CLASS = "dev.holdfast.lock.filesystem.FileSystemLocks";

  private FileLocks() {}

  static boolean exist() {
    try {
      Class<?> unused = Class.forName(CLASS);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static Locks open(Path directory) {
    try {
      Object provider = Class.forName(CLASS).getMethod("in", Path.class).invoke(null, directory);
      return new Locks(
          (DistributedLockProvider) provider,
          (DistributedUpgradeableReaderWriterLockProvider) provider,
          (DistributedSemaphoreProvider) provider,
          (LockProvider) provider);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("There is no provider of lock files.", e);
    }
  }
}
