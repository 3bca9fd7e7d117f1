package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import java.util.ArrayList;

/** Changed copies of outcomes. */
final class Results {

  private Results() {}

  static SubjectResult with(SubjectResult result, Verdict verdict, String message) {
    return new SubjectResult(
        result.subject(),
        verdict,
        result.evidence(),
        result.duration(),
        message,
        result.warnings(),
        result.measurements(),
        result.proof(),
        result.program());
  }

  static SubjectResult warn(SubjectResult result, String warning) {
    var warnings = new ArrayList<>(result.warnings());
    warnings.add(warning);
    return new SubjectResult(
        result.subject(),
        result.verdict(),
        result.evidence(),
        result.duration(),
        result.message(),
        warnings,
        result.measurements(),
        result.proof(),
        result.program());
  }
}
