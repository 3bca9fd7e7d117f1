package dev.holdfast.lock.tck.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices when the machine, not the backend, is slow: a thread sleeps one millisecond at a time and
 * records by how much it overslept. Garbage collections, a loaded processor and a suspended virtual
 * machine all show up as overshoot.
 */
public final class StallMonitor implements AutoCloseable {

  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<Window> windows = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::watch, "lock-tck-stall-monitor");
  private final Window whole = new Window(System.nanoTime());
  private volatile long napBegan = System.nanoTime();
  private volatile boolean closed;

  private StallMonitor() {}

  /**
   * A monitor that has begun to watch.
   *
   * @return the monitor, to be closed by the caller
   */
  public static StallMonitor start() {
    var monitor = new StallMonitor();
    monitor.windows.add(monitor.whole);
    monitor.thread.setDaemon(true);
    monitor.thread.start();
    return monitor;
  }

  /**
   * The worst overshoot since the start.
   *
   * @return the overshoot, not null
   */
  public Duration worst() {
    return whole.worst();
  }

  Window open() {
    var window = new Window(System.nanoTime());
    windows.add(window);
    return window;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void watch() {
    while (!closed) {
      napBegan = System.nanoTime();
      try {
        TimeUnit.NANOSECONDS.sleep(NAP_NANOS);
      } catch (InterruptedException e) {
        return;
      }
      long overshoot = System.nanoTime() - napBegan - NAP_NANOS;
      if (overshoot > 0) {
        windows.forEach(window -> window.record(overshoot));
      }
    }
  }

  /** A span of time in which stalls are counted. */
  final class Window implements AutoCloseable {

    private final long opened;
    private final AtomicLong worst = new AtomicLong();
    private final AtomicLong total = new AtomicLong();

    private Window(long opened) {
      this.opened = opened;
    }

    private void record(long overshoot) {
      // The nap may have begun before the window was opened.
      long inside = Math.min(overshoot, System.nanoTime() - opened);
      worst.accumulateAndGet(inside, Math::max);
      total.addAndGet(inside);
    }

    Duration worst() {
      return Duration.ofNanos(Math.max(worst.get(), underWay()));
    }

    /** All overshoots together: how much time the machine took away, roughly. */
    Duration total() {
      return Duration.ofNanos(total.get() + underWay());
    }

    /** Whoever asks right after a stall may be scheduled before the monitor is. */
    private long underWay() {
      if (closed) {
        return 0;
      }
      long now = System.nanoTime();
      return Math.max(0, Math.min(now - napBegan - NAP_NANOS, now - opened));
    }

    @Override
    public void close() {
      windows.remove(this);
    }
  }
}
