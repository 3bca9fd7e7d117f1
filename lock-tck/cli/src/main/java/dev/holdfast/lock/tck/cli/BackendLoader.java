package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.LockBackendFactory;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the factories of backends: built-in ones by their name, others by their class. */
public final class BackendLoader implements AutoCloseable {

  /** Names, so that a backend is not loaded before it is wanted. */
  private static final Map<String, String> BUILT_IN =
      new TreeMap<>(
          Map.of(
              "inmemory", "dev.holdfast.lock.tck.cli.InMemoryBackend",
              "filesystem", "dev.holdfast.lock.tck.cli.FileSystemBackend"));

  private final URLClassLoader classes;

  private BackendLoader(URLClassLoader classes) {
    this.classes = classes;
  }

  /**
   * A loader that knows the built-in backends, and others.
   *
   * @param path jars, and directories of classes, that the others are in besides the class path
   * @return the loader
   * @throws IllegalArgumentException if a part of the path cannot be read
   */
  public static BackendLoader of(List<Path> path) {
    URL[] urls = path.stream().map(BackendLoader::url).toArray(URL[]::new);
    return new BackendLoader(new URLClassLoader(urls, BackendLoader.class.getClassLoader()));
  }

  private static URL url(Path part) {
    if (!Files.isReadable(part)) {
      throw new IllegalArgumentException(
          "--backend-path '%s' does not exist or cannot be read. Give a jar or a directory of classes."
              .formatted(part));
    }
    try {
      return part.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("--backend-path '%s' is no path.".formatted(part), e);
    }
  }

  /**
   * Where the classes come from.
   *
   * @return the class loader
   */
  public ClassLoader classLoader() {
    return classes;
  }

  /**
   * Finds a factory.
   *
   * @param backend the name of a built-in backend, or the full name of a class
   * @return the class of the factory
   * @throws IllegalArgumentException if there is none; the message says what to do
   */
  public Class<? extends LockBackendFactory> load(String backend) {
    Class<?> type = loadClass(backend);
    if (!LockBackendFactory.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          "%s is not a backend factory. Give a class that implements %s."
              .formatted(backend, LockBackendFactory.class.getName()));
    }
    return type.asSubclass(LockBackendFactory.class);
  }

  private Class<?> loadClass(String backend) {
    String name = BUILT_IN.getOrDefault(backend, backend);
    try {
      return Class.forName(name, /* initialize= */ true, classes);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          ("There is no backend '%s'. Give a built-in one (%s), or the full name of a factory class"
                  + " and its jar with --backend-path.")
              .formatted(backend, String.join(", ", BUILT_IN.keySet())),
          e);
    } catch (LinkageError e) {
      throw new IllegalArgumentException(
          "The class %s cannot be loaded (%s). Add what it needs with --backend-path."
              .formatted(name, e),
          e);
    }
  }

  /** Leaves the classes open: threads of the backend may outlive the run. */
  @Override
  public void close() {
    try {
      if (classes.getURLs().length == 0) {
        classes.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
