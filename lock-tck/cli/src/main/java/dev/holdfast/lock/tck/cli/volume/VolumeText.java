package dev.holdfast.lock.tck.cli.volume;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The report as plain text. */
final class VolumeText {

  private static final int WIDTH = 98;
  private static final String INDENT = " ".repeat(30);

  private VolumeText() {}

  static String of(VolumeReport report) {
    var text = new StringBuilder();
    text.append(report.verdict()).append(": ").append(report.headline()).append("\n\nMounts\n");
    for (Mount mount : report.mounts()) {
      text.append("  ").append(mount.number()).append("  ").append(mount).append('\n');
      text.append("     options: ").append(String.join(",", mount.options())).append('\n');
    }
    text.append("\nWhat was looked at\n");
    report.findings().forEach(finding -> text.append(line(finding)));
    Set<Property.Weight> proven = EnumSet.noneOf(Property.Weight.class);
    for (Finding finding : report.findings()) {
      // Where there is no exclusion, all proofs look alike.
      if (!finding.evidence().isEmpty() && proven.add(finding.property().weight())) {
        proof(text, finding);
      }
    }
    list(text, "Notes", report.notes());
    list(text, "What to do", report.advice());
    return text.toString();
  }

  private static void proof(StringBuilder text, Finding finding) {
    text.append("\nProof: ").append(finding.property().title()).append('\n');
    text.append("  ").append(finding.property().promise());
    text.append(" What happened, by one clock:\n");
    finding.evidence().forEach(event -> text.append("  ").append(event).append('\n'));
  }

  /** The line of a finding, for a report or while the check goes on. */
  static String line(Finding finding) {
    String what = finding.outcome().words() + ", " + finding.observed();
    if (finding.outcome() == Outcome.CONDITIONAL) {
      what = finding.outcome().words() + " " + finding.observed();
    } else if (Character.isUpperCase(finding.observed().charAt(0))) {
      what = finding.outcome().words() + ": " + finding.observed();
    }
    return String.format(Locale.ROOT, "  %-28s", finding.property().title())
        + String.join("\n" + INDENT, wrapped(what, WIDTH - INDENT.length()))
        + "\n";
  }

  private static void list(StringBuilder text, String title, List<String> entries) {
    if (!entries.isEmpty()) {
      text.append('\n').append(title).append('\n');
      entries.forEach(
          entry ->
              text.append("  - ")
                  .append(String.join("\n    ", wrapped(entry, WIDTH - 4)))
                  .append('\n'));
    }
  }

  private static List<String> wrapped(String sentence, int width) {
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder();
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + word.length() >= width && !line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
