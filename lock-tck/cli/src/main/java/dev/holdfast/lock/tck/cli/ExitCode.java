package dev.holdfast.lock.tck.cli;

import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.Verdict;
import java.util.Set;
import java.util.stream.Collectors;

/** What the command tells the shell. */
final class ExitCode {

  static final int CERTIFIED = 0;
  static final int FAILED = 1;
  static final int INCONCLUSIVE = 2;

  /** EX_USAGE of sysexits.h. */
  static final int USAGE = 64;

  private ExitCode() {}

  static int of(Certificate certificate) {
    if (certificate.isPartial()) {
      return ofSelected(certificate);
    }
    if (certificate.certified()) {
      return CERTIFIED;
    }
    return certificate.failed() || certificate.waived() ? FAILED : INCONCLUSIVE;
  }

  /** Nothing is certified, but whoever selects rules wants to know about just these. */
  private static int ofSelected(Certificate certificate) {
    Set<Verdict> verdicts =
        certificate.rules().stream()
            .filter(rule -> certificate.options().rules().contains(rule.id()))
            .map(RuleResult::verdict)
            .collect(Collectors.toSet());
    if (verdicts.contains(Verdict.FAIL) || verdicts.contains(Verdict.WAIVED)) {
      return FAILED;
    }
    boolean isClear =
        verdicts.contains(Verdict.PASS)
            && !verdicts.contains(Verdict.INCONCLUSIVE)
            && !verdicts.contains(Verdict.HARNESS_ERROR);
    return isClear ? CERTIFIED : INCONCLUSIVE;
  }
}
