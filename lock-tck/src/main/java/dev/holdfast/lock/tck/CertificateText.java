package dev.holdfast.lock.tck;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.holdfast.lock.tck.report.Replay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The readable form of a certificate, in columns of a fixed width. */
final class CertificateText {

  private static final int TEXT_WIDTH = 100;

  private final Certificate certificate;
  private final StringBuilder text = new StringBuilder();

  CertificateText(Certificate certificate) {
    this.certificate = certificate;
  }

  String render() {
    line("%s", certificate.headline());
    line("");
    field("backend", certificate.backend());
    field("config", pairs(certificate.config()));
    field("primitives", orNone(String.join(", ", certificate.primitives())));
    field("capabilities", orNone(names(certificate)));
    bounds(certificate.bounds());
    options(certificate.options());
    environment(certificate.environment());
    line("");
    table();
    details();
    summary();
    return text.toString();
  }

  private void bounds(Bounds bounds) {
    field(
        "bounds",
        ("poll interval %d ms, abandoned release %d ms, bypass %d, provider close %d ms,"
                + " crash release %d ms, lost detection %d ms, %s")
            .formatted(
                bounds.pollInterval().toMillis(),
                bounds.abandonedRelease().toMillis(),
                bounds.bypass(),
                bounds.providerClose().toMillis(),
                bounds.crashRelease().toMillis(),
                bounds.lostDetection().toMillis(),
                bounds.lease().isZero()
                    ? "no lease"
                    : "lease " + bounds.lease().toMillis() + " ms"));
  }

  private void options(RunOptions options) {
    field(
        "run",
        "profile %s, seed %d, time scale %s, watchdog %d s"
            .formatted(
                options.profile().name().toLowerCase(Locale.ROOT),
                options.seed(),
                options.timeScale(),
                options.watchdog().toSeconds()));
    if (certificate.isPartial()) {
      field("selected", String.join(", ", options.rules()));
    }
  }

  private void environment(RunEnvironment environment) {
    field("kit", environment.kitVersion() + ", sha256 " + environment.kitHash());
    field("java", environment.jdk());
    field("system", environment.os() + ", " + environment.cores() + " cores");
    field(
        "load",
        environment.loadAverage() < 0 ? "unknown" : "%.1f".formatted(environment.loadAverage()));
    field("worst stall", environment.worstStall().toMillis() + " ms");
    field("clocks", environment.clocks());
    field("time", environment.started() + " to " + environment.finished());
  }

  private void table() {
    row("rule", "level", "verdict", "evidence", "ms", "text");
    for (var rule : certificate.rules()) {
      row(
          rule.id(),
          rule.level(),
          rule.verdict(),
          rule.evidence(),
          rule.duration().toMillis(),
          cut(rule.text()));
    }
  }

  private void row(
      Object rule, Object level, Object verdict, Object evidence, Object millis, Object sentence) {
    line("%-8s %-11s %-14s %10s %9s  %s", rule, level, verdict, evidence, millis, sentence);
  }

  /** What the table has no room for; what several subjects have in common stands there once. */
  private void details() {
    var subjects = new LinkedHashMap<Detail, List<String>>();
    for (var rule : certificate.rules()) {
      for (var result : certificate.isSelected(rule) ? rule.subjects() : List.<SubjectResult>of()) {
        var detail = new Detail(result.verdict(), result.message(), result.warnings());
        if (detail.isWorthShowing()) {
          String subject = result.subject().isEmpty() ? "" : " (" + result.subject() + ")";
          subjects.computeIfAbsent(detail, unused -> new ArrayList<>()).add(rule.id() + subject);
        }
      }
    }
    subjects.forEach(this::detail);
  }

  private void detail(Detail detail, List<String> subjects) {
    line("");
    line("%s: %s", String.join(", ", subjects), detail.verdict());
    detail.message().lines().forEach(message -> line("  %s", message));
    detail.warnings().forEach(warning -> line("  Warning: %s", warning));
    if (detail.isBad()) {
      String first = subjects.get(0).split(" ", 2)[0];
      line("  Again: %s", Replay.command(first, certificate));
    }
  }

  private record Detail(Verdict verdict, String message, List<String> warnings) {

    boolean isWorthShowing() {
      return isBad() || !warnings.isEmpty();
    }

    boolean isBad() {
      return switch (verdict) {
        case PASS, NOT_APPLICABLE -> false;
        case FAIL, WAIVED, INCONCLUSIVE, HARNESS_ERROR -> true;
      };
    }
  }

  private void summary() {
    Map<Verdict, Long> counts =
        certificate.rules().stream()
            .collect(
                Collectors.groupingBy(RuleResult::verdict, TreeMap::new, Collectors.counting()));
    line("");
    line(
        "%d rules: %s",
        certificate.rules().size(),
        counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", ")));
    List<String> broken =
        certificate.rules().stream()
            .filter(rule -> rule.level() == Level.SHOULD && rule.verdict() == Verdict.FAIL)
            .map(RuleResult::id)
            .toList();
    if (!broken.isEmpty()) {
      line("Recommendations not followed: %s", String.join(", ", broken));
    }
  }

  private static String names(Certificate certificate) {
    return certificate.capabilities().stream()
        .sorted()
        .map(Enum::name)
        .collect(Collectors.joining(", "));
  }

  private static String pairs(Map<String, String> config) {
    return orNone(
        config.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(", ")));
  }

  private static String orNone(String list) {
    return list.isEmpty() ? "none" : list;
  }

  private static String cut(String sentence) {
    return sentence.length() <= TEXT_WIDTH
        ? sentence
        : sentence.substring(0, TEXT_WIDTH - 3) + "...";
  }

  private void field(String name, String value) {
    line("%-13s %s", name, value);
  }

  @FormatMethod
  private void line(@FormatString String format, Object... args) {
    text.append(format.formatted(args).stripTrailing()).append('\n');
  }
}
