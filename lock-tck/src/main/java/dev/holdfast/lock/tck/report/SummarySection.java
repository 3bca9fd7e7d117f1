package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.RunOptions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was certified, the outcome in a sentence, what it means, and what to do next. */
final class SummarySection {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH);

  private final Digest digest;
  private final Certificate certificate;

  SummarySection(Digest digest) {
    this.digest = digest;
    this.certificate = digest.certificate();
  }

  void write(Markup page) {
    page.open("header");
    page.leaf("h1", "Lock compatibility report");
    page.open("p", "class", "backend").text("Backend: ").leaf("code", backend()).close();
    page.leaf("p", subject(), "class", "soft");
    banner(page);
    counts(page);
    page.close();
    contents(page);
    page.open("section", "aria-labelledby", "meaning");
    page.leaf("h2", "What this means", "id", "meaning");
    page.leaf("p", meaning());
    page.leaf("h3", "What to do next");
    page.open("ol");
    steps(page);
    page.close().close();
  }

  private String backend() {
    return Foreign.line(certificate.backend(), 200);
  }

  private String subject() {
    RunOptions options = certificate.options();
    var environment = certificate.environment();
    Duration taken = Duration.between(environment.started(), environment.finished());
    String offers =
        certificate.primitives().isEmpty()
            ? "It offers none of the primitives that the kit knows, or could not be opened."
            : "It offers: " + String.join(", ", certificate.primitives()) + ".";
    return "Held to %s rules about locks on %s, by kit %s in profile %s with seed %d, in %s. %s"
        .formatted(
            certificate.isPartial()
                ? options.rules().size() + " of " + certificate.rules().size()
                : certificate.rules().size(),
            DATE.format(environment.started().atOffset(ZoneOffset.UTC)),
            environment.kitVersion(),
            options.profile().name().toLowerCase(Locale.ROOT),
            options.seed(),
            Times.of(taken),
            offers);
  }

  private void banner(Markup page) {
    String style = certificate.certified() ? "good" : certificate.failed() ? "bad" : "warn";
    page.open("p", "class", "banner " + style);
    page.leaf("strong", certificate.headline());
    page.text(because()).close();
  }

  private String because() {
    if (certificate.certified()) {
      int ignored = digest.count(Status.NOT_FOLLOWED);
      return ignored == 0
          ? "All that were tested passed."
          : "All binding ones passed; %s not followed."
              .formatted(plural(ignored, "recommendation"));
    }
    if (certificate.failed()) {
      return "%s broken. What was seen stands below, under \u201CFindings\u201D."
          .formatted(plural(digest.count(Status.FAILED), "rule"));
    }
    if (certificate.waived()) {
      return "%s broken and waived until a date. A waiver is not a pass."
          .formatted(plural(digest.count(Status.WAIVED), "rule"));
    }
    if (digest.count(Status.NOT_RUN) > 0) {
      return "The run ended early: %s not reached."
          .formatted(plural(digest.count(Status.NOT_RUN), "rule"));
    }
    if (certificate.isPartial()) {
      return "%s selected; a certificate takes all of them."
          .formatted(plural(certificate.options().rules().size(), "rule"));
    }
    return "%s without a clear outcome, see below."
        .formatted(
            plural(digest.count(Status.INCONCLUSIVE) + digest.count(Status.KIT_ERROR), "rule"));
  }

  private static String plural(int count, String noun) {
    return count == 1 ? "1 " + noun + " is" : Times.count(count) + " " + noun + "s are";
  }

  private void counts(Markup page) {
    page.open("ul", "class", "counts", "aria-label", "Rules by outcome");
    digest
        .counts()
        .forEach(
            (status, count) ->
                page.open("li")
                    .leaf("b", Times.count(count))
                    .leaf("span", status.label(), "class", status.style())
                    .close());
    page.close();
  }

  private void contents(Markup page) {
    page.open("nav", "aria-label", "Contents").open("ul");
    if (!digest.findings().isEmpty()) {
      link(page, "findings", "Findings");
    }
    link(page, "rules", "All rules");
    link(page, "power", "How sure is a pass?");
    link(page, "latencies", "Latencies");
    link(page, "bounds", "Bounds");
    link(page, "environment", "Environment");
    page.close().close();
  }

  private static void link(Markup page, String target, String text) {
    page.open("li").leaf("a", text, "href", "#" + target).close();
  }

  private String meaning() {
    if (certificate.certified()) {
      return "The kit did its best to make this backend break its promises, with races, timeouts,"
          + " cancellations and heavy traffic, and it did not succeed. That is strong evidence and"
          + " no proof: how rare a bug could still be is said under \u201CHow sure is a"
          + " pass?\u201D. Rules marked \u201Cdoes not apply\u201D concern what this backend does"
          + " not claim to offer; do not rely on those.";
    }
    if (certificate.failed()) {
      return "The kit saw this backend do what a rule forbids. A failure is not bad luck that another"
          + " run could undo: each was observed, and what was observed is shown below. Code that"
          + " relies on a broken rule may lose data or hang, however rarely it happens.";
    }
    if (certificate.waived()) {
      return "The backend breaks rules, and its authors have put down why that is accepted for now,"
          + " until when, and where it is tracked. It is no certificate.";
    }
    return "Nothing was seen that breaks a rule, but too little was seen to certify. This says"
        + " nothing against the backend, and nothing for it.";
  }

  private void steps(Markup page) {
    List<Runnable> steps = new ArrayList<>();
    if (certificate.certified()) {
      steps.add(
          () ->
              page.text(
                  "Nothing has to be done. Before a release, run a longer profile (certify, an"
                      + " hour): more opportunities exclude rarer bugs."));
    } else if (!digest.findings().isEmpty()) {
      Digest.Rated first = digest.findings().get(0);
      steps.add(
          () -> {
            page.text("Read the first finding, ");
            page.leaf("a", first.rule().id(), "href", "#" + first.anchor());
            page.text(": one cause often breaks several rules.");
          });
      steps.add(() -> page.text(remedy(first.status())));
      steps.add(
          () -> {
            page.text("Run just this rule again: ");
            page.leaf("code", Replay.command(first.rule().id(), certificate));
            page.text(", or your test with ");
            page.leaf("code", Replay.properties(first.rule().id(), certificate.options()));
          });
      steps.add(() -> page.text("Then run all rules: only a complete run certifies."));
    } else {
      steps.add(() -> page.text("Run all rules to the end: only a complete run certifies."));
    }
    steps.forEach(
        step -> {
          page.open("li");
          step.run();
          page.close();
        });
  }

  private static String remedy(Status status) {
    return switch (status) {
      case INCONCLUSIVE ->
          "Run it again on a quieter machine, in a longer profile, or with a greater time scale.";
      case KIT_ERROR ->
          "See whether the backend could be opened. If it could, this is an error of the kit: report"
              + " it with its stack trace.";
      case WAIVED -> "Mend what is waived before the waiver expires.";
      default ->
          "Compare what happened with the typical causes that are listed there, and mend it.";
    };
  }
}
