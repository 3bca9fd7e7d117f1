package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Capability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that say what a backend is like. */
final class BackendOptions {

  @Option(
      names = "--config",
      paramLabel = "<key=value>",
      description = "Passed to the factory. May be repeated.")
  private Map<String, String> config = new LinkedHashMap<>();

  @Option(
      names = "--backend-path",
      paramLabel = "<jar>",
      description = "A jar or directory with classes of the backend. May be repeated.")
  private List<Path> backendPath = new ArrayList<>();

  @Option(
      names = "--capability",
      paramLabel = "<capability>",
      description =
          "Declared instead of what the factory declares: ${COMPLETION-CANDIDATES}."
              + " May be repeated.")
  private List<Capability> capabilities = new ArrayList<>();

  /** The loader of the classes of the backend, to be closed by the caller. */
  BackendLoader loader() {
    return BackendLoader.of(backendPath);
  }

  /** The backend of this name, or with this factory. */
  BackendUnderTest load(BackendLoader loader, String backend) {
    BackendUnderTest underTest = BackendUnderTest.of(loader.load(backend)).config(config);
    return capabilities.isEmpty()
        ? underTest
        : underTest.capabilities(Set.copyOf(capabilities).toArray(new Capability[0]));
  }
}
