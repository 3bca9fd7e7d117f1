package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.rules.RuleBook;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the catalogue. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "Lists the rules, or shows all about some of them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  java -jar lock-tck.jar rules",
      "  java -jar lock-tck.jar rules MUT-01 SEM-02",
      "  java -jar lock-tck.jar rules --format markdown > RULES.md",
    })
final class RulesCommand implements Runnable {

  private final Kit kit;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--format",
      paramLabel = "<format>",
      defaultValue = "TEXT",
      description = "text (the default), or markdown: all rules as a document.")
  private Format format = Format.TEXT;

  @Parameters(paramLabel = "<id>", arity = "0..*", description = "Rules such as MUT-01.")
  private List<String> ids = new ArrayList<>();

  private enum Format {
    TEXT,
    MARKDOWN
  }

  RulesCommand(Kit kit) {
    this.kit = kit;
  }

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case TEXT -> text(out);
      case MARKDOWN -> markdown(out);
    }
    out.flush();
  }

  private void markdown(PrintWriter out) {
    if (!ids.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "The document has all rules; leave out the ids.");
    }
    out.print(RuleBook.markdown(kit.catalogue()));
  }

  private void text(PrintWriter out) {
    if (ids.isEmpty()) {
      kit.catalogue()
          .forEach(rule -> out.printf("%-8s %-11s %s%n", rule.id(), rule.level(), rule.text()));
      return;
    }
    List<Rule> rules = ids.stream().map(this::find).toList();
    rules.forEach(rule -> out.print(describe(rule)));
  }

  private Rule find(String id) {
    return kit.catalogue().stream()
        .filter(rule -> rule.id().equalsIgnoreCase(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "There is no rule '%s'. 'rules' without an id lists them all.".formatted(id)));
  }

  private static String describe(Rule rule) {
    var text = new StringBuilder();
    text.append(rule.id()).append('\n');
    field(text, "level", rule.level().toString());
    if (rule.capability() != null) {
      field(text, "capability", rule.capability().toString());
    }
    field(text, "rule", rule.text());
    field(text, "why", rule.reason());
    rule.causes().forEach(cause -> field(text, "cause", cause));
    field(text, "primitives", names(rule.primitives()));
    field(text, "applied to", names(rule.subjects()));
    return text.append('\n').toString();
  }

  private static String names(java.util.Set<? extends Enum<?>> values) {
    return values.stream().sorted().map(Enum::toString).collect(Collectors.joining(", "));
  }

  private static void field(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append("  %-12s%s%n".formatted(name, value));
    }
  }
}
