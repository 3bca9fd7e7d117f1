package dev.holdfast.lock.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * Writes what was measured.
 *
 * @param directory where to
 */
record Output(Path directory) {

  static final String REPORT = "report.html";
  private static final String RESULTS = "RESULTS.md";
  private static final String JMH = "jmh.json";
  private static final String PROCESSES = "processes.json";

  void write(Results results, List<RunResult> raw) throws IOException {
    try (var out = new PrintStream(directory.resolve(JMH).toFile(), StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(raw);
    }
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(
            directory.resolve(PROCESSES).toFile(),
            Map.of(
                "machine", results.machine(),
                "crowds", results.crowds(),
                "handOffs", results.handOffs(),
                "waiters", results.waiters()));
    Files.writeString(directory.resolve(RESULTS), markdown(results));
    Files.writeString(directory.resolve(REPORT), Page.render(results));
  }

  static String markdown(Results results) {
    return new Tables(results)
        .all().stream().map(Table::markdown).collect(Collectors.joining("\n", "# Results\n\n", ""));
  }
}
