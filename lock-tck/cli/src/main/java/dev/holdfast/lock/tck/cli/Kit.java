package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.engine.Rule;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the commands use of the kit.
 *
 * @param catalogue all rules
 * @param certifier runs them
 * @param progress is told how the run gets on
 */
record Kit(List<Rule> catalogue, Certifier certifier, ProgressListener progress) {

  /** Runs the catalogue, and writes the report if it is told where to. */
  @FunctionalInterface
  interface Certifier {
    Certificate run(
        BackendUnderTest backend,
        RunOptions options,
        ProgressListener listener,
        @Nullable Path reportDirectory)
        throws InterruptedException;
  }
}
