package dev.holdfast.lock.inmemory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.holdfast.lock.LockHandle;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small module that uses the library compiles and runs on the module path. */
class ModulePathTest {

  @Test
  void aConsumerCompilesAndRunsOnTheModulePath(@TempDir Path classes) throws Exception {
    String library = pathOf(LockHandle.class, InMemoryLocks.class);
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    int compiled =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                out,
                out,
                "-Xlint:all,-try",
                "-Werror",
                "--release",
                "17",
                "-d",
                classes.toString(),
                "--module-path",
                library
                    + File.pathSeparator
                    // Only the compiler looks at these.
                    + pathOf(NullMarked.class, CheckReturnValue.class),
                source("module-info.java"),
                source("com/example/consumer/Main.java"));
    assertEquals(0, compiled, messages::toString);

    Process run =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--module-path",
                    classes + File.pathSeparator + library,
                    "--module",
                    "com.example.consumer/com.example.consumer.Main"))
            .redirectErrorStream(true)
            .start();
    try {
      String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(run.waitFor(60, SECONDS), "the consumer did not end");
      assertEquals("dev.holdfast.lock dev.holdfast.lock.inmemory", printed.strip());
      assertEquals(0, run.exitValue(), printed);
    } finally {
      run.destroyForcibly();
    }
  }

  private static String source(String file) throws Exception {
    return Path.of(ModulePathTest.class.getResource("/consumer/" + file).toURI()).toString();
  }

  private static String pathOf(Class<?>... classes) {
    return Arrays.stream(classes)
        .flatMap(type -> Stream.of(type.getProtectionDomain().getCodeSource().getLocation()))
        .map(location -> new File(location.getPath()).getPath())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
