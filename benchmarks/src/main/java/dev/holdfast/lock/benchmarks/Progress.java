package dev.holdfast.lock.benchmarks;

import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells whoever waits what is being done. */
final class Progress {

  private final PrintWriter console;
  private final long began = System.nanoTime();

  Progress(PrintWriter console) {
    this.console = console;
  }

  /** Tells it, with the time since the beginning. */
  @FormatMethod
  void tell(String what, Object... arguments) {
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    console.printf(Locale.ROOT, "%3d:%02d  ", seconds / 60, seconds % 60);
    console.printf(Locale.ROOT, what, arguments);
    console.println();
    console.flush();
  }
}
