package dev.holdfast.lock.tck.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.Properties;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Keeps jqwik's engine from leaving a {@code .jqwik-database} in the working directory of whoever
 * tests with the kit, since the engine is on the class path for the sake of its generators only. It
 * does so by the system property {@value #PROPERTY}, unless that is set already, or configured in a
 * {@code junit-platform.properties}: whoever runs properties of their own decides.
 */
public final class NoJqwikDatabase implements LauncherSessionListener {

  /** Where jqwik looks for the name of its file; an empty one means none. */
  static final String PROPERTY = "jqwik.database";

  private static final String CONFIGURATION = "junit-platform.properties";

  /** Made by the launcher. */
  public NoJqwikDatabase() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty(PROPERTY) == null && !isConfigured()) {
      System.setProperty(PROPERTY, "");
    }
  }

  private static boolean isConfigured() {
    try {
      ClassLoader context = Thread.currentThread().getContextClassLoader();
      ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
      Enumeration<URL> files = loader.getResources(CONFIGURATION);
      while (files.hasMoreElements()) {
        if (configures(files.nextElement())) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true; // the launcher will complain
    }
  }

  private static boolean configures(URL file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = file.openStream()) {
      properties.load(in);
    }
    return properties.containsKey(PROPERTY);
  }
}
