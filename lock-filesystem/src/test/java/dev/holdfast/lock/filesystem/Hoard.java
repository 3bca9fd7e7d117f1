package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that holds very many locks at once. */
final class Hoard {

  private Hoard() {}

  /** Arguments: the directory, and how many. Ends with 1 if something is not as it should be. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]).toRealPath();
    int count = Integer.parseInt(args[1]);
    // To force each file would be a test of the disk.
    try (FileSystemLocks locks =
        FileSystemLocks.builder(directory).tokens(TokenDurability.PROCESS).build()) {
      long before = used();
      long began = System.nanoTime();
      List<LockHandle> held = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        held.add(locks.lock("name" + i).acquire());
      }
      long acquired = System.nanoTime();
      long heap = used() - before;
      int descriptors = Trial.descriptors(directory);
      require(descriptors == count, descriptors + " descriptors of " + count + " locks");
      for (int i = 0; i < count; i += 997) {
        @Nullable LockHandle again = locks.lock("name" + i).tryAcquire();
        require(again == null, i + " was acquired twice");
      }
      for (LockHandle handle : held) {
        require(handle.isHeld(), handle.toString());
      }
      long closing = System.nanoTime();
      held.forEach(LockHandle::close);
      long closed = System.nanoTime();
      int left = Trial.descriptors(directory);
      require(left <= IdleCells.SIZE, left + " descriptors are left");
      System.out.printf(
          "%d locks at once: acquired in %d ms, closed in %d ms, %d bytes of heap each,"
              + " %d descriptors, then %d%n",
          count,
          (acquired - began) / 1_000_000,
          (closed - closing) / 1_000_000,
          heap / count,
          descriptors,
          left);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      System.out.println(otherwise);
      System.exit(1);
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
