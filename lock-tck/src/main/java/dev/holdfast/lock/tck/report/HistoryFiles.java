package dev.holdfast.lock.tck.report;

import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.history.History;
import dev.holdfast.lock.tck.history.HistoryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The operations that prove each failure, as JSON Lines: for other checkers, and for looking at
 * them with other tools than this report.
 */
public final class HistoryFiles {

  /** The name of the directory. */
  public static final String DIRECTORY = "history";

  private HistoryFiles() {}

  /**
   * Writes a file for each failure that has a proof; no directory if there is none.
   *
   * @param certificate the certificate, not null
   * @param report the directory of the report, not null
   * @throws IOException if a file cannot be written
   */
  public static void write(Certificate certificate, Path report) throws IOException {
    for (var rule : certificate.rules()) {
      for (var result : rule.subjects()) {
        Optional<String> file = file(rule, result);
        if (file.isPresent()) {
          Files.createDirectories(report.resolve(DIRECTORY));
          History history = History.of(result.proof().orElseThrow().witness());
          boolean strict = certificate.capabilities().contains(Capability.STRICT_TRY);
          HistoryWriter.write(history.withStrictTry(strict), report.resolve(file.get()));
        }
      }
    }
  }

  /** Where the history stands, seen from the report; empty if there is none. */
  static Optional<String> file(RuleResult rule, SubjectResult result) {
    String name = (rule.id() + ' ' + result.subject()).strip().toLowerCase(Locale.ROOT);
    return result
        .proof()
        .map(proof -> DIRECTORY + "/" + name.replaceAll("[^a-z0-9]+", "-") + ".jsonl");
  }
}
