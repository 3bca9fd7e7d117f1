package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Capability;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a backend is given besides its configuration that its factory alone does not say: other
 * capabilities, other bounds, and a class path of its own. As options of the command line.
 */
final class Overrides {

  private Overrides() {}

  static List<String> of(BackendUnderTest backend) {
    List<String> options = new ArrayList<>();
    if (backend.factory().getClassLoader() instanceof URLClassLoader loader) {
      for (URL part : loader.getURLs()) {
        options.add("--backend-path");
        options.add(path(part));
      }
    }
    if (!backend.capabilities().equals(backend.declaredCapabilities())) {
      if (backend.capabilities().isEmpty()) {
        options.add("--no-capabilities");
      }
      for (Capability capability : backend.capabilities()) {
        options.add("--capability");
        options.add(capability.name());
      }
    }
    backend
        .bounds()
        .differences(backend.declaredBounds())
        .forEach(
            (bound, value) -> {
              options.add("--bound");
              options.add(bound + "=" + value);
            });
    return options;
  }

  private static String path(URL part) {
    try {
      return Path.of(part.toURI()).toString();
    } catch (URISyntaxException | RuntimeException e) {
      return part.toString(); // not a file
    }
  }
}
