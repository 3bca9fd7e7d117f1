package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.Lockable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/** One process's part in a contest for an exclusive lock, with a witness that all of them map. */
final class Contest {

  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final Lockable<? extends LockHandle> lock;
  private final ByteBuffer witness;

  Contest(Lockable<? extends LockHandle> lock, Path witness) throws IOException {
    this.lock = lock;
    try (FileChannel channel =
        FileChannel.open(
            witness,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      this.witness = channel.map(FileChannel.MapMode.READ_WRITE, 0, 16);
    }
  }

  /** Takes the lock again and again; answers how often it was inside, and how often not alone. */
  String run(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    int grants = 0;
    int overlaps = 0;
    while (System.nanoTime() < end) {
      try (LockHandle held = lock.acquire()) {
        grants += held.isHeld() ? 1 : 0;
        if ((long) WORDS.getAndAdd(witness, 0, 1L) != 0) {
          overlaps++;
        }
        LockSupport.parkNanos(10_000);
        long unused = (long) WORDS.getAndAdd(witness, 0, -1L);
      }
    }
    return grants + " " + overlaps;
  }
}
