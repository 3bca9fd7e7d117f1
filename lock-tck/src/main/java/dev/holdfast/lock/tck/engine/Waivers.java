package dev.holdfast.lock.tck.engine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The waivers of a file, together with the built-in one for the {@link Canary}, which is read,
 * checked and applied in the same way. Everything that is wrong with a file is an error: a waiver
 * that silently does nothing is as bad as one that silently lives for ever.
 */
final class Waivers {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final List<String> FIELDS = List.of("rule", "reason", "expires", "link");

  private final Map<String, Waiver> byRule;

  private Waivers(Map<String, Waiver> byRule) {
    this.byRule = byRule;
  }

  static Waivers none() {
    return new Waivers(Map.of());
  }

  static Waivers read(Path file, Set<String> ruleIds, LocalDate today) {
    try {
      ArrayNode entries = array(MAPPER.readTree(Files.readString(file)));
      rejectOwn(entries);
      entries.add(forCanary(today));
      return parse(entries, ruleIds, today);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "The waiver file %s is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The waiver file %s cannot be read: %s".formatted(file, e), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The waiver file %s is invalid. %s".formatted(file, e.getMessage()), e);
    }
  }

  private static ArrayNode array(JsonNode root) {
    if (root instanceof ArrayNode entries) {
      return entries;
    }
    throw new IllegalArgumentException(
        "It has to be an array of objects with the fields " + String.join(", ", FIELDS) + ".");
  }

  private static void rejectOwn(ArrayNode entries) {
    for (var entry : entries) {
      if (entry.path("rule").asText().equals(Canary.ID)) {
        throw new IllegalArgumentException(
            Canary.ID + " is the kit's own check of waivers and cannot be waived.");
      }
    }
  }

  private static ObjectNode forCanary(LocalDate today) {
    return MAPPER
        .createObjectNode()
        .put("rule", Canary.ID)
        .put("reason", "Always fails, and shows by being waived that waivers work.")
        .put("expires", today.toString())
        .put("link", "built-in");
  }

  private static Waivers parse(ArrayNode entries, Set<String> ruleIds, LocalDate today) {
    var byRule = new LinkedHashMap<String, Waiver>();
    for (var entry : entries) {
      Waiver waiver = parse(entry);
      if (!ruleIds.contains(waiver.rule())) {
        throw new IllegalArgumentException(
            "There is no rule %s. Remove its waiver.".formatted(waiver.rule()));
      }
      if (waiver.expires().isBefore(today)) {
        throw new IllegalArgumentException(
            "The waiver of %s expired on %s. Make the backend obey, or extend the waiver."
                .formatted(waiver.rule(), waiver.expires()));
      }
      if (byRule.put(waiver.rule(), waiver) != null) {
        throw new IllegalArgumentException(
            "There are two waivers of %s. Keep one.".formatted(waiver.rule()));
      }
    }
    return new Waivers(byRule);
  }

  private static Waiver parse(JsonNode entry) {
    for (var field : entry.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new IllegalArgumentException(
            "There is no field '%s'; the fields are %s."
                .formatted(field.getKey(), String.join(", ", FIELDS)));
      }
    }
    String expires = text(entry, "expires");
    try {
      return new Waiver(
          text(entry, "rule"),
          text(entry, "reason"),
          LocalDate.parse(expires),
          text(entry, "link"));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'%s' is not a date such as 2027-01-31.".formatted(expires), e);
    }
  }

  private static String text(JsonNode entry, String field) {
    String text = entry.path(field).asText().strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "The field '%s' is missing in %s.".formatted(field, entry));
    }
    return text;
  }

  Optional<Waiver> of(String ruleId) {
    return Optional.ofNullable(byRule.get(ruleId));
  }

  /** The outcome of a rule, waived if it has failed and there is a waiver for it. */
  SubjectResult apply(String id, SubjectResult result) {
    Optional<Waiver> waiver = of(id);
    if (result.verdict() == Verdict.FAIL && waiver.isPresent()) {
      return Results.with(result, Verdict.WAIVED, waiver.get() + "\n" + result.message());
    }
    if (id.equals(Canary.ID)) {
      return Results.with(
          result,
          Verdict.HARNESS_ERROR,
          "The canary was not waived, so that waivers do not work. Its verdict was %s. %s"
              .formatted(result.verdict(), result.message()));
    }
    return result.verdict() == Verdict.PASS && waiver.isPresent()
        ? Results.warn(result, "The waiver of " + waiver.get().rule() + " is not needed.")
        : result;
  }
}
