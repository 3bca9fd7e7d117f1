package dev.holdfast.lock.benchmarks;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Memory that the processes of a measurement share. */
final class Board {

  /** What is written there. */
  enum Place {
    /** The last round in which the holder has taken the lock. */
    HELD(0),
    /** The last round in which the waiter was about to wait. */
    WAITING(1),
    /** The last round in which the waiter has let go of the lock. */
    OVER(2),
    /** When a holder was about to release, by the clock that all processes share. */
    RELEASED_AT(3),
    /** Which process that was: one more than its number, or 0 if there was none. */
    RELEASED_BY(4);

    /** In a cache line of its own. */
    private final int position;

    Place(int line) {
      this.position = line * LINE;
    }
  }

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final int LINE = 64;
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final ByteBuffer shared;

  Board(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
      shared = channel.map(MapMode.READ_WRITE, 0, (long) LINE * Place.values().length);
    }
  }

  void set(Place place, long value) {
    LONGS.setRelease(shared, place.position, value);
  }

  long get(Place place) {
    return (long) LONGS.getAcquire(shared, place.position);
  }

  /** Waits until the other process has come as far. */
  void await(Place place, long round) {
    long began = System.nanoTime();
    while (get(place) < round) {
      if (System.nanoTime() - began > PATIENCE_NANOS) {
        throw new IllegalStateException("The other process has not come to " + place + ".");
      }
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
  }
}
