package dev.holdfast.lock.tck.doubles;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Certificate;
import dev.holdfast.lock.tck.Certification;
import dev.holdfast.lock.tck.ProgressListener;
import dev.holdfast.lock.tck.RunOptions;
import dev.holdfast.lock.tck.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit does not reject a backend that obeys. */
class HonestBackendsTest {

  static List<BackendUnderTest> backends() {
    return List.of(
        BackendUnderTest.of(ReferenceBackend.class),
        BackendUnderTest.of(StrictBackend.class),
        BackendUnderTest.of(SemaphoreBackend.class),
        BackendUnderTest.of(ReentrantReadWriteLockBackend.class),
        LeaseBackend.underTest(Map.of()));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void breaksNoRule(BackendUnderTest backend) throws InterruptedException {
    Certificate certificate =
        Certification.run(backend, RunOptions.defaults(), ProgressListener.SILENT);
    List<String> broken =
        certificate.rules().stream()
            .filter(result -> result.isBinding())
            .filter(
                result ->
                    result.verdict() == Verdict.FAIL || result.verdict() == Verdict.HARNESS_ERROR)
            .map(result -> result.id() + ": " + result.message())
            .toList();
    assertTrue(broken.isEmpty(), () -> String.join(System.lineSeparator(), broken));
  }
}
