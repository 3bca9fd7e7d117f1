package dev.holdfast.lock;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Error Prone, out of the box, says to users who swallow a handle. */
class SwallowedHandleTest {

  /** Error Prone looks into the compiler, which is closed without these. */
  private static final List<String> EXPORTED =
      List.of("api", "file", "main", "model", "parser", "processing", "tree", "util");

  private static final List<String> OPENED = List.of("code", "comp");

  private static final Pattern REPORT =
      Pattern.compile("Consumer\\.java:(\\d+): \\w+: \\[CheckReturnValue]");

  @TempDir private Path directory;

  @Test
  void eachSwallowedHandleIsAnErrorOfTheCompiler() throws Exception {
    Path source = consumer("ForgetfulConsumer.java");
    List<String> lines = Files.readAllLines(source);
    SortedSet<Integer> swallowing =
        IntStream.rangeClosed(1, lines.size())
            .filter(number -> lines.get(number - 1).endsWith("// swallowed"))
            .boxed()
            .collect(toCollection(TreeSet::new));

    Compilation compilation = compile(source);

    SortedSet<Integer> reported = new TreeSet<>();
    Matcher report = REPORT.matcher(compilation.output());
    while (report.find()) {
      reported.add(Integer.parseInt(report.group(1)));
    }
    assertEquals(swallowing, reported, compilation::output);
    assertEquals(1, compilation.status(), compilation::output);
  }

  @Test
  void properUseCompilesWithoutAWarning() throws Exception {
    Compilation compilation = compile(consumer("CarefulConsumer.java"));
    assertEquals("", compilation.output(), "the compiler complained");
    assertEquals(0, compilation.status());
  }

  private record Compilation(int status, String output) {}

  private Path consumer(String name) throws IOException {
    Path source = directory.resolve(name);
    try (InputStream resource = getClass().getResourceAsStream("/consumer/" + name)) {
      assertTrue(resource != null, () -> name + " is not on the class path");
      Files.copy(resource, source);
    }
    return source;
  }

  /** In a process of its own, so that this one needs no look into the compiler. */
  private Compilation compile(Path source) throws Exception {
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
    EXPORTED.forEach(name -> command.add("-J--add-exports=" + compilerPackage(name)));
    OPENED.forEach(name -> command.add("-J--add-opens=" + compilerPackage(name)));
    command.addAll(
        List.of(
            "-J-XX:TieredStopAtLevel=1",
            "-J-Duser.language=en",
            "-Xlint:all",
            "-Werror",
            "-Xmaxerrs",
            "1000",
            "-proc:none",
            "-XDcompilePolicy=simple",
            "--should-stop=ifError=FLOW",
            "-XDaddTypeAnnotationsToSymbol=true",
            "-Xplugin:ErrorProne",
            "-processorpath",
            classPath,
            "-classpath",
            classPath,
            "-d",
            directory.toString(),
            source.toString()));
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // It makes the compiler say something.
    Process compiler = builder.start();
    try {
      assertTrue(compiler.waitFor(2, TimeUnit.MINUTES), "the compiler ran for two minutes");
    } finally {
      compiler.destroyForcibly();
    }
    return new Compilation(
        compiler.exitValue(), Files.readString(output, StandardCharsets.UTF_8).strip());
  }

  private static String compilerPackage(String name) {
    return "jdk.compiler/com.sun.tools.javac." + name + "=ALL-UNNAMED";
  }
}
