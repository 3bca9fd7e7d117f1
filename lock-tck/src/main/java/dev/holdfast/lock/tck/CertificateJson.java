package dev.holdfast.lock.tck;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The JSON form of certificates. Written field by field: the format is public, and must not change
 * because a record does.
 */
final class CertificateJson {

  private static final int FORMAT = 3;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private CertificateJson() {}

  static String write(Certificate certificate) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("certified", certificate.certified());
    root.put("failed", certificate.failed());
    root.put("waived", certificate.waived());
    root.put("inconclusive", certificate.inconclusive());
    root.put("backend", certificate.backend());
    ObjectNode config = root.putObject("config");
    certificate.config().forEach(config::put);
    ArrayNode capabilities = root.putArray("capabilities");
    certificate.capabilities().stream().sorted().map(Enum::name).forEach(capabilities::add);
    writeBounds(certificate.bounds(), root.putObject("bounds"));
    ArrayNode primitives = root.putArray("primitives");
    certificate.primitives().forEach(primitives::add);
    writeOptions(certificate.options(), root.putObject("options"));
    ArrayNode overrides = root.putArray("overrides");
    certificate.overrides().forEach(overrides::add);
    writeEnvironment(certificate.environment(), root.putObject("environment"));
    ArrayNode rules = root.putArray("rules");
    certificate.rules().forEach(rule -> writeRule(rule, rules.addObject()));
    try {
      // Jackson separates lines as the platform does; equal certificates are equal files.
      return MAPPER.writeValueAsString(root).replace("\r\n", "\n") + "\n";
    } catch (JacksonException e) {
      throw new IllegalStateException("A tree of plain values could not be written.", e);
    }
  }

  private static void writeBounds(Bounds bounds, ObjectNode node) {
    node.put("pollInterval", bounds.pollInterval().toString());
    node.put("abandonedRelease", bounds.abandonedRelease().toString());
    node.put("bypass", bounds.bypass());
    node.put("providerClose", bounds.providerClose().toString());
    node.put("crashRelease", bounds.crashRelease().toString());
    node.put("lostDetection", bounds.lostDetection().toString());
    node.put("lease", bounds.lease().toString());
  }

  private static void writeOptions(RunOptions options, ObjectNode node) {
    node.put("profile", options.profile().name());
    node.put("seed", options.seed());
    node.put("timeScale", options.timeScale());
    node.put("watchdog", options.watchdog().toString());
    ArrayNode rules = node.putArray("rules");
    options.rules().forEach(rules::add);
  }

  private static void writeEnvironment(RunEnvironment environment, ObjectNode node) {
    node.put("kitVersion", environment.kitVersion());
    node.put("kitHash", environment.kitHash());
    node.put("jdk", environment.jdk());
    node.put("os", environment.os());
    node.put("cores", environment.cores());
    node.put("loadAverage", environment.loadAverage());
    node.put("worstStallMillis", environment.worstStall().toMillis());
    node.put("started", environment.started().toString());
    node.put("finished", environment.finished().toString());
    node.put("workerClocks", environment.clocks());
  }

  private static void writeRule(RuleResult rule, ObjectNode node) {
    node.put("id", rule.id());
    node.put("level", rule.level().name());
    rule.capability().ifPresent(capability -> node.put("capability", capability.name()));
    node.put("text", rule.text());
    node.put("reason", rule.reason());
    ArrayNode causes = node.putArray("causes");
    rule.causes().forEach(causes::add);
    node.put("stress", rule.stress());
    node.put("verdict", rule.verdict().name());
    node.put("evidence", rule.evidence());
    rule.excludedRate().ifPresent(rate -> node.put("excludedRate", rate));
    node.put("durationMillis", rule.duration().toMillis());
    node.put("message", rule.message());
    ArrayNode subjects = node.putArray("subjects");
    rule.subjects().forEach(subject -> writeSubject(subject, subjects.addObject()));
  }

  private static void writeSubject(SubjectResult subject, ObjectNode node) {
    node.put("subject", subject.subject());
    node.put("verdict", subject.verdict().name());
    node.put("evidence", subject.evidence());
    node.put("durationMillis", subject.duration().toMillis());
    node.put("message", subject.message());
    ArrayNode warnings = node.putArray("warnings");
    subject.warnings().forEach(warnings::add);
    ArrayNode latencies = node.putArray("latencies");
    subject
        .measurements()
        .latencies()
        .forEach(latency -> writeLatency(latency, latencies.addObject()));
    ObjectNode observed = node.putObject("observed");
    subject.measurements().observed().forEach((bound, value) -> observed.put(bound.name(), value));
  }

  private static void writeLatency(Latency latency, ObjectNode node) {
    node.put("kind", latency.kind().name());
    node.put("count", latency.count());
    node.put("medianNanos", latency.median().toNanos());
    node.put("p90Nanos", latency.p90().toNanos());
    node.put("p99Nanos", latency.p99().toNanos());
    node.put("p999Nanos", latency.p999().toNanos());
    node.put("longestNanos", latency.longest().toNanos());
  }

  static Certificate read(String json) {
    try {
      return readRoot(MAPPER.readTree(json));
    } catch (JacksonException | DateTimeException e) {
      throw new IllegalArgumentException("This is not a certificate: " + e.getMessage(), e);
    }
  }

  private static Certificate readRoot(JsonNode root) {
    int format = get(root, "format").asInt();
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "This certificate has format %d; this kit reads format %d.".formatted(format, FORMAT));
    }
    var config = new TreeMap<String, String>();
    for (Map.Entry<String, JsonNode> entry : get(root, "config").properties()) {
      config.put(entry.getKey(), entry.getValue().asText());
    }
    return new Certificate(
        text(root, "backend"),
        config,
        Set.copyOf(list(root, "capabilities", node -> Capability.valueOf(node.asText()))),
        readBounds(get(root, "bounds")),
        list(root, "primitives", JsonNode::asText),
        readOptions(get(root, "options")),
        readEnvironment(get(root, "environment")),
        list(root, "rules", CertificateJson::readRule),
        list(root, "overrides", JsonNode::asText));
  }

  private static Bounds readBounds(JsonNode node) {
    return new Bounds(
        Duration.parse(text(node, "pollInterval")),
        Duration.parse(text(node, "abandonedRelease")),
        get(node, "bypass").asInt(),
        Duration.parse(text(node, "providerClose")),
        Duration.parse(text(node, "crashRelease")),
        Duration.parse(text(node, "lostDetection")),
        Duration.parse(text(node, "lease")));
  }

  private static RunOptions readOptions(JsonNode node) {
    return new RunOptions(
        Profile.valueOf(text(node, "profile")),
        get(node, "seed").asLong(),
        get(node, "timeScale").asDouble(),
        Duration.parse(text(node, "watchdog")),
        new LinkedHashSet<>(list(node, "rules", JsonNode::asText)));
  }

  private static RunEnvironment readEnvironment(JsonNode node) {
    return new RunEnvironment(
        text(node, "kitVersion"),
        text(node, "kitHash"),
        text(node, "jdk"),
        text(node, "os"),
        get(node, "cores").asInt(),
        get(node, "loadAverage").asDouble(),
        Duration.ofMillis(get(node, "worstStallMillis").asLong()),
        Instant.parse(text(node, "started")),
        Instant.parse(text(node, "finished")),
        text(node, "workerClocks"));
  }

  private static RuleResult readRule(JsonNode node) {
    return new RuleResult(
        text(node, "id"),
        Level.valueOf(text(node, "level")),
        node.has("capability")
            ? Optional.of(Capability.valueOf(text(node, "capability")))
            : Optional.empty(),
        text(node, "text"),
        text(node, "reason"),
        list(node, "causes", JsonNode::asText),
        get(node, "stress").asBoolean(),
        list(node, "subjects", CertificateJson::readSubject));
  }

  private static SubjectResult readSubject(JsonNode node) {
    return new SubjectResult(
        text(node, "subject"),
        Verdict.valueOf(text(node, "verdict")),
        get(node, "evidence").asLong(),
        Duration.ofMillis(get(node, "durationMillis").asLong()),
        text(node, "message"),
        list(node, "warnings", JsonNode::asText),
        readMeasurements(node),
        Optional.empty());
  }

  private static Measurements readMeasurements(JsonNode node) {
    var observed = new TreeMap<Bound, Double>();
    for (Map.Entry<String, JsonNode> entry : get(node, "observed").properties()) {
      observed.put(Bound.valueOf(entry.getKey()), entry.getValue().asDouble());
    }
    return new Measurements(list(node, "latencies", CertificateJson::readLatency), observed);
  }

  private static Latency readLatency(JsonNode node) {
    return new Latency(
        Latency.Kind.valueOf(text(node, "kind")),
        get(node, "count").asLong(),
        nanos(node, "medianNanos"),
        nanos(node, "p90Nanos"),
        nanos(node, "p99Nanos"),
        nanos(node, "p999Nanos"),
        nanos(node, "longestNanos"));
  }

  private static Duration nanos(JsonNode node, String field) {
    return Duration.ofNanos(get(node, field).asLong());
  }

  private static String text(JsonNode node, String field) {
    return get(node, field).asText();
  }

  private static JsonNode get(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null) {
      throw new IllegalArgumentException(
          "This is not a certificate: the field '%s' is missing.".formatted(field));
    }
    return value;
  }

  private static <T> List<T> list(JsonNode node, String field, Function<JsonNode, T> element) {
    var list = new ArrayList<T>();
    get(node, field).forEach(item -> list.add(element.apply(item)));
    return list;
  }
}
