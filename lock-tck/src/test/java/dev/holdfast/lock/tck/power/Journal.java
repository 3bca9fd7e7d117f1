package dev.holdfast.lock.tck.power;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcomes of all runs so far, one line of JSON each. What is in it need not be done again.
 *
 * @param file the file, which need not exist
 */
record Journal(Path file) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  List<Outcome> read() throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        outcomes.add(MAPPER.readValue(line, Outcome.class));
      }
    }
    return outcomes;
  }

  void append(Outcome outcome) throws IOException {
    byte[] line = (MAPPER.writeValueAsString(outcome) + "\n").getBytes(UTF_8);
    var unused = Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static String write(Plan plan) throws JsonProcessingException {
    return MAPPER.writeValueAsString(plan);
  }

  static Plan readPlan(String json) throws JsonProcessingException {
    return MAPPER.readValue(json, Plan.class);
  }
}
