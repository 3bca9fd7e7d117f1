package dev.holdfast.lock.tck.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.tck.LockTck;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitrary;
import org.HdrHistogram.Histogram;
import org.apache.commons.io.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.Launcher;
import org.opentest4j.AssertionFailedError;

/** The kit as a module finds what generates its programs, and everything else that it requires. */
@Timeout(60)
class ModulePathTest {

  private static final List<Class<?>> KIT_AND_WHAT_IT_NEEDS =
      List.of(
          LockTck.class,
          LockHandle.class,
          ObjectMapper.class,
          JsonParser.class,
          JsonProperty.class,
          IOUtils.class,
          Histogram.class,
          Arbitrary.class,
          Test.class,
          JUnitException.class,
          TestEngine.class,
          Launcher.class,
          AssertionFailedError.class);

  @Test
  void theKitResolvesAsAModule() throws Exception {
    List<String> path = new ArrayList<>();
    path.add(placeOf(Class.forName("net.jqwik.engine.JqwikTestEngine")));
    for (Class<?> type : KIT_AND_WHAT_IT_NEEDS) {
      path.add(placeOf(type));
    }
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                String.join(File.pathSeparator, path),
                "--add-modules",
                "dev.holdfast.lock.tck",
                "--list-modules")
            .redirectErrorStream(true)
            .start();
    try {
      String printed = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(java.waitFor(50, TimeUnit.SECONDS), "the JVM did not end");
      assertEquals(0, java.exitValue(), printed);
      assertTrue(printed.contains("net.jqwik.engine@1.9.3"), printed);
    } finally {
      Process unused = java.destroyForcibly();
    }
  }

  private static String placeOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
