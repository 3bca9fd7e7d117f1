package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.benchmarks.Contender.Reach;
import dev.holdfast.lock.benchmarks.Contender.Role;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.cli.BackendLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds who is to take part. A contender is named by the label of a {@link Rival}, or by a backend:
 * the name of a built-in one, or the class of a factory. What is configured for that backend alone
 * may follow, such as {@code filesystem?fencing=NONE&directory=/srv/locks}.
 */
final class Contenders {

  static final String IN_MEMORY = "inmemory";
  static final String FILE_SYSTEM = "filesystem";

  private final BackendLoader loader;
  private final Map<String, String> config;
  private final Path directory;

  /**
   * A source of contenders.
   *
   * @param loader finds backends
   * @param config for all backends, but not for the one in memory, which has nothing to configure
   * @param directory for lock files of those who are not told another one
   */
  Contenders(BackendLoader loader, Map<String, String> config, Path directory) {
    this.loader = loader;
    this.config = config;
    this.directory = directory;
  }

  /**
   * A contender.
   *
   * @throws IllegalArgumentException if there is none of this name; the message says what to do
   */
  Contender find(String name) {
    Optional<Rival> rival = Rival.find(name);
    return rival.isPresent() ? of(rival.get()) : backend(name);
  }

  Contender of(Rival rival) {
    Map<String, String> settings =
        Map.of(RivalBackend.RIVAL, rival.label(), RivalBackend.DIRECTORY, directory.toString());
    return new Contender(
        rival.label(),
        rival.role(),
        rival.reach(),
        BackendUnderTest.of(RivalBackend.class).config(settings));
  }

  private Contender backend(String name) {
    int mark = name.indexOf('?');
    String backend = mark < 0 ? name : name.substring(0, mark);
    Map<String, String> settings = new LinkedHashMap<>();
    if (backend.equals(FILE_SYSTEM)) {
      settings.put(RivalBackend.DIRECTORY, directory.toString());
    }
    if (!backend.equals(IN_MEMORY)) {
      settings.putAll(config);
    }
    settings.putAll(settings(mark < 0 ? "" : name.substring(mark + 1)));
    BackendUnderTest underTest = BackendUnderTest.of(loader.load(backend)).config(settings);
    Reach reach =
        underTest.capabilities().contains(Capability.CROSS_PROCESS) ? Reach.PROCESSES : Reach.JVM;
    return new Contender(name, Role.BACKEND, reach, underTest);
  }

  /**
   * Reads settings.
   *
   * @param text such as {@code user=tck&url=jdbc:acme}
   */
  static Map<String, String> settings(String text) {
    Map<String, String> settings = new LinkedHashMap<>();
    Arrays.stream(text.split("&", -1))
        .filter(setting -> !setting.isEmpty())
        .forEach(
            setting -> {
              int equals = setting.indexOf('=');
              if (equals < 1) {
                throw new IllegalArgumentException(
                    "'%s' is no setting. Write key=value, with '&' between settings."
                        .formatted(setting));
              }
              settings.put(setting.substring(0, equals), setting.substring(equals + 1));
            });
    return settings;
  }

  /** The path that a system property has, such as one that is handed to another process. */
  static List<Path> path(String property) {
    return Arrays.stream(System.getProperty(property, "").split(java.io.File.pathSeparator, -1))
        .filter(part -> !part.isEmpty())
        .map(Path::of)
        .toList();
  }
}
