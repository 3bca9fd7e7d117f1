package dev.holdfast.lock.tck.worker;

import java.io.File;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Where the classes of the kit and of the backend are. */
final class WorkerClassPath {

  private WorkerClassPath() {}

  /**
   * The class path of this process, with its module path and with what the class loaders of the
   * backend have besides.
   */
  static String of(Class<?> backend) {
    Set<String> entries = new LinkedHashSet<>(ofThisProcess());
    for (ClassLoader loader = backend.getClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof URLClassLoader urls) {
        Arrays.stream(urls.getURLs()).map(WorkerClassPath::file).forEach(entries::add);
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private static List<String> ofThisProcess() {
    return Stream.of("java.class.path", "jdk.module.path")
        .map(System::getProperty)
        .filter(path -> path != null && !path.isEmpty())
        .flatMap(path -> Arrays.stream(path.split(File.pathSeparator, -1)))
        .toList();
  }

  private static String file(URL url) {
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException | RuntimeException e) {
      throw new IllegalStateException(
          "The backend is loaded from " + url + ", which another process cannot load it from.", e);
    }
  }

  /** One of these whose class, and all that it uses, is loaded anew. */
  @SuppressWarnings("unchecked") // its type is the platform's
  static BiConsumer<String, Consumer<String>> load(
      Class<? extends BiConsumer<String, Consumer<String>>> type) {
    URL[] urls = ofThisProcess().stream().map(WorkerClassPath::url).toArray(URL[]::new);
    // Never closed: threads of the backend may go on to use it.
    @SuppressWarnings("resource")
    var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    try {
      Constructor<?> constructor = loader.loadClass(type.getName()).getDeclaredConstructor();
      constructor.setAccessible(true);
      return (BiConsumer<String, Consumer<String>>) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The classes cannot be loaded once more.", e);
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(entry, e);
    }
  }
}
