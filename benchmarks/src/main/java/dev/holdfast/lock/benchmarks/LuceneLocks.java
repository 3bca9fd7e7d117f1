package dev.holdfast.lock.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.NativeFSLockFactory;

/** Locks of Lucene, which cannot be waited for. */
final class LuceneLocks implements Locks {

  private final Directory directory;

  LuceneLocks(Path path) throws IOException {
    this.directory = new NIOFSDirectory(path, NativeFSLockFactory.INSTANCE);
  }

  @Override
  public Set<Use> uses() {
    return EnumSet.of(Use.TRY);
  }

  @Override
  public Turn turn(Use use, String name, int permits) {
    return section -> {
      try (Lock held = directory.obtainLock(name)) {
        section.run();
        return true;
      } catch (LockObtainFailedException e) {
        return false;
      }
    };
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
