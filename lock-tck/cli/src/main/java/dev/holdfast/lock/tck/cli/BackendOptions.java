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

  @Option(
      names = "--no-capabilities",
      description = "Declares no capability, whatever the factory declares.")
  private boolean noCapabilities;

  @Option(
      names = "--bound",
      paramLabel = "<name=value>",
      description =
          "Declared instead of what the factory declares: pollInterval, abandonedRelease, bypass,"
              + " providerClose, crashRelease, lostDetection or lease, such as crashRelease=12s."
              + " May be repeated.")
  private Map<String, String> bounds = new LinkedHashMap<>();

  /** The loader of the classes of the backend, to be closed by the caller. */
  BackendLoader loader() {
    return BackendLoader.of(backendPath);
  }

  /** The backend of this name, or with this factory. */
  BackendUnderTest load(BackendLoader loader, String backend) {
    BackendUnderTest underTest = BackendUnderTest.of(loader.load(backend)).config(config);
    for (Map.Entry<String, String> bound : bounds.entrySet()) {
      underTest = underTest.bounds(underTest.bounds().with(bound.getKey(), bound.getValue()));
    }
    if (noCapabilities && !capabilities.isEmpty()) {
      throw new IllegalArgumentException(
          "--no-capabilities says that there are none, and --capability that there are.");
    }
    return capabilities.isEmpty() && !noCapabilities
        ? underTest
        : underTest.capabilities(Set.copyOf(capabilities).toArray(new Capability[0]));
  }
}
