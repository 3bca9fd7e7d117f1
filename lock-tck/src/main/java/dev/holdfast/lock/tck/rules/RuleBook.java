package dev.holdfast.lock.tck.rules;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.engine.NotVerifiable;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.engine.Subject;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The catalogue as a document: what {@code lock-tck/RULES.md} consists of. */
public final class RuleBook {

  private static final int WIDTH = 98;

  private final StringBuilder text = new StringBuilder();

  private RuleBook() {}

  /**
   * Writes the document.
   *
   * @param catalogue the rules, in their order; not null
   * @return Markdown whose lines end with a line feed, not null
   */
  public static String markdown(List<Rule> catalogue) {
    var book = new RuleBook();
    book.introduction(catalogue);
    chapters(catalogue).forEach(book::chapter);
    book.untested(catalogue);
    return book.text.toString();
  }

  private void introduction(List<Rule> catalogue) {
    line("# The rules");
    line("");
    line("<!-- Written by: java -jar lock-tck.jar rules --format markdown. Do not edit. -->");
    line("");
    paragraph(
        "The "
            + catalogue.size()
            + " rules that the kit holds a backend to. An id is stable and never reused. The kit"
            + " runs the rules in an order in which they build upon each other, so that the first"
            + " one that fails names the defect; here they stand by chapter.");
    line("");
    line("## Levels");
    line("");
    for (var level : Level.values()) {
      term(name(level), meaning(level));
    }
    line("");
    line("## Verdicts");
    line("");
    paragraph(
        "A rule is tried on each primitive, or each form of lock, that it names and the backend"
            + " offers. Each trial has one verdict, and the rule has the worst of them.");
    line("");
    for (var verdict : Verdict.values()) {
      term(verdict, meaning(verdict));
    }
    line("");
    paragraph(
        "A backend is certified if each rule that binds it has passed or does not apply. A"
            + " violation is final at its first observation: nothing is tried again until it works."
            + " Only an upper bound on time is measured again, and only if the machine stalled"
            + " during the measurement.");
    line("");
    line("## Capabilities");
    line("");
    paragraph(
        "A backend declares what it promises beyond the rules that bind everybody, and is held to"
            + " that. A capability that works although it is not declared is a warning.");
    line("");
    for (var capability : Capability.values()) {
      term(capability, meaning(capability));
    }
  }

  private static String meaning(Level level) {
    return switch (level) {
      case MUST -> "binds every backend.";
      case SHOULD -> "recommended: a violation is reported, but does not cost the certificate.";
      case IF_DECLARED -> "binds a backend that declares the capability.";
    };
  }

  private static String meaning(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "no violation was seen, and enough happened that would have shown one.";
      case FAIL -> "the rule was broken; the message is the proof.";
      case NOT_APPLICABLE ->
          "the rule is about a capability or primitive that the backend does not declare or offer,"
              + " or about something that this Java cannot do.";
      case WAIVED ->
          "the rule was broken, and a waiver says why that is accepted for now; no certificate.";
      case INCONCLUSIVE ->
          "too little was seen to tell: too few events, a stalled machine, no time left; no"
              + " certificate.";
      case HARNESS_ERROR -> "the kit failed, or the backend could not be opened; no certificate.";
    };
  }

  private static String meaning(Capability capability) {
    return switch (capability) {
      case CROSS_PROCESS -> "locks exclude between the processes of a host.";
      case CRASH_RELEASE -> "what a dead process held becomes free by itself.";
      case FENCING -> "each exclusive grant carries a number that is greater than all before it.";
      case LOST_DETECTION -> "a handle tells when its lock is lost.";
      case FIFO -> "conflicting waiters are served in the order of their arrival.";
      case FAIR_READER_WRITER -> "neither readers nor writers can keep the others out for long.";
      case STRICT_TRY -> "a try fails only because of a hold that exists at that moment.";
      case DOWNGRADE -> "an upgraded handle can be downgraded.";
      case ABANDONED_RELEASE -> "a handle that was forgotten and became garbage is released.";
    };
  }

  private static Map<String, List<Rule>> chapters(List<Rule> catalogue) {
    return catalogue.stream()
        .collect(
            Collectors.groupingBy(
                rule -> rule.id().substring(0, 3), LinkedHashMap::new, Collectors.toList()));
  }

  private void chapter(String letters, List<Rule> rules) {
    line("");
    line("## %s", title(letters));
    rules.stream().sorted(Comparator.comparing(Rule::id)).forEach(this::rule);
  }

  private static String title(String letters) {
    return switch (letters) {
      case "ACQ" -> "Acquisition";
      case "ARG" -> "Arguments";
      case "ASY" -> "Asynchronous acquisition";
      case "CAN" -> "Cancellation";
      case "CRS" -> "Crashes and pauses";
      case "FEN" -> "Fencing tokens";
      case "HDL" -> "Handles";
      case "INT" -> "Interruption";
      case "LIF" -> "Life cycle";
      case "LIV" -> "Liveness";
      case "LST" -> "Loss";
      case "MEM" -> "Memory";
      case "MUT" -> "Mutual exclusion";
      case "NAM" -> "Names";
      case "PRV" -> "Providers";
      case "RES" -> "Resources";
      case "RWL" -> "Reader-writer locks";
      case "SEM" -> "Semaphores";
      case "TMO" -> "Timeouts";
      case "URW" -> "Upgradeable reader-writer locks";
      default -> letters;
    };
  }

  private void rule(Rule rule) {
    line("");
    line("### %s", rule.id());
    line("");
    paragraph(rule.text());
    line("");
    item("Level", level(rule));
    item("Applies to", appliesTo(rule));
    item("Why", rule.reason());
    item("Typical causes", String.join(" ", rule.causes()));
    if (rule.check() instanceof NotVerifiable untested) {
      item("Not tested", untested.why());
    }
  }

  private static String level(Rule rule) {
    Capability capability = rule.capability();
    return capability == null ? name(rule.level()) : name(rule.level()) + ": " + capability;
  }

  private static String name(Level level) {
    return level.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String appliesTo(Rule rule) {
    if (rule.subjects().equals(EnumSet.allOf(Subject.class))) {
      return "every exclusive lock (" + names(rule.subjects()) + ")";
    }
    if (!rule.subjects().isEmpty()) {
      return names(rule.subjects());
    }
    return rule.primitives().isEmpty() ? "the provider" : names(rule.primitives());
  }

  private static String names(Set<? extends Enum<?>> values) {
    return values.stream().sorted().map(Enum::toString).collect(Collectors.joining(", "));
  }

  private void untested(List<Rule> catalogue) {
    List<String> untested =
        catalogue.stream()
            .filter(rule -> rule.check() instanceof NotVerifiable)
            .map(Rule::id)
            .sorted()
            .toList();
    if (!untested.isEmpty()) {
      line("");
      line("## Not tested");
      line("");
      paragraph(
          "These rules bind, but cannot be shown from outside; the reasons stand with them: "
              + String.join(", ", untested)
              + ".");
    }
  }

  private void term(Object name, String meaning) {
    line("%s", wrapped("- **" + name + "**: " + meaning, "  "));
  }

  private void item(String name, String value) {
    line("%s", wrapped("- " + name + ": " + escaped(value), "  "));
  }

  private void paragraph(String words) {
    line("%s", wrapped(escaped(words), ""));
  }

  private static String escaped(String words) {
    return words.replace("<", "\\<").replace("*", "\\*");
  }

  /** Breaks lines, so that a change of a sentence is a small difference. */
  private static String wrapped(String words, String indent) {
    var lines = new StringJoiner("\n" + indent);
    String current = "";
    for (String word : words.split(" ", -1)) {
      if (!current.isEmpty() && current.length() + 1 + word.length() > WIDTH) {
        lines.add(current);
        current = word;
      } else {
        current = current.isEmpty() ? word : current + ' ' + word;
      }
    }
    return lines.add(current).toString();
  }

  @FormatMethod
  private void line(@FormatString String format, Object... args) {
    text.append(format.formatted(args)).append('\n');
  }
}
