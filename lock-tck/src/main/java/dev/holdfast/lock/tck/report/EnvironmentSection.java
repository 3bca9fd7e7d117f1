package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Certificate;
import java.util.Locale;
import java.util.stream.Collectors;

/** All that is needed to judge and to repeat the run. */
final class EnvironmentSection {

  private EnvironmentSection() {}

  static void write(Markup page, Certificate certificate) {
    var options = certificate.options();
    var environment = certificate.environment();
    page.open("section", "aria-labelledby", "environment");
    page.leaf("h2", "Environment", "id", "environment");
    page.open("dl", "class", "facts");
    fact(page, "Backend", Foreign.line(certificate.backend(), Foreign.LINE));
    fact(page, "Configuration", config(certificate));
    fact(
        page,
        "Declared capabilities",
        orNone(
            certificate.capabilities().stream()
                .sorted()
                .map(Enum::name)
                .collect(Collectors.joining(", "))));
    fact(page, "Kit", environment.kitVersion() + ", SHA-256 " + environment.kitHash());
    fact(page, "Java", environment.jdk());
    fact(page, "Operating system", environment.os());
    fact(page, "Cores", String.valueOf(environment.cores()));
    fact(page, "Load average at the end", load(environment.loadAverage()));
    fact(
        page,
        "Worst stall",
        Times.of(environment.worstStall())
            + ": by so much did a thread oversleep that sleeps a millisecond at a time");
    fact(page, "Clocks of worker processes", Foreign.line(environment.clocks(), Foreign.LINE));
    fact(page, "Declared bounds", bounds(certificate));
    fact(page, "Profile", options.profile().name().toLowerCase(Locale.ROOT));
    fact(page, "Seed", String.valueOf(options.seed()));
    fact(page, "Time scale", options.timeScale() + ": what upper bounds are multiplied by");
    fact(page, "Watchdog", Times.of(options.watchdog()));
    if (certificate.isPartial()) {
      fact(page, "Selected rules", String.join(", ", options.rules()));
    }
    fact(page, "Time", environment.started() + " to " + environment.finished());
    page.close().close();
  }

  private static String config(Certificate certificate) {
    return orNone(
        certificate.config().entrySet().stream()
            .map(entry -> Foreign.line(entry.getKey() + "=" + entry.getValue(), Foreign.LINE))
            .limit(50)
            .collect(Collectors.joining(", ")));
  }

  private static String bounds(Certificate certificate) {
    return certificate.bounds().byName().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private static String load(double load) {
    return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load);
  }

  private static String orNone(String list) {
    return list.isEmpty() ? "none" : list;
  }

  private static void fact(Markup page, String name, String value) {
    page.leaf("dt", name).leaf("dd", value);
  }
}
