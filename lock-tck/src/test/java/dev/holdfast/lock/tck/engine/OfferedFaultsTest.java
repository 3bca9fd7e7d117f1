package dev.holdfast.lock.tck.engine;

import static dev.holdfast.lock.tck.engine.VerdictTest.certify;
import static dev.holdfast.lock.tck.fakes.Rules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.LockBackendFactory;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.fakes.FakeBackend;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What becomes of a rule whose fault is brought about, is not offered, or goes wrong. */
class OfferedFaultsTest {

  private static final LockId LOCK = new LockId("space", LockKind.MUTEX, "lock");

  /** Where a fault was brought about, and on what. */
  private static final Set<String> HAPPENED = ConcurrentHashMap.newKeySet();

  /** Offers one fault that works, and one that does not. */
  public static final class Faulty implements LockBackendFactory {

    /** Made by the kit. */
    public Faulty() {}

    @Override
    public LockProvider open(String namespace, Map<String, String> config) {
      return new FakeBackend().open(namespace, config);
    }

    @Override
    public Faults faults(String namespace, Map<String, String> config) {
      return new Faults() {
        @Override
        public void loseHandle(LockId lock, LockHandle handle) {
          HAPPENED.add(lock.name() + " in " + namespace);
        }

        @Override
        public void dropConnections() throws IOException {
          throw new IOException("no route");
        }
      };
    }
  }

  @Test
  void aFaultHappensInTheNameSpaceOfTheProvider() throws Exception {
    var strange = ConcurrentHashMap.<String>newKeySet();
    RuleResult result =
        run(
            Faulty.class,
            trial -> {
              LockProvider stranger = trial.openStranger();
              LockHandle handle = trial.mutex(stranger, "a").acquire();
              trial.faults(stranger).loseHandle(trial.mutex(stranger, "a").id(), handle);
              strange.add("a in " + trial.mutex(stranger, "a").id().namespace());
              handle.close();
            });
    assertEquals(Verdict.PASS, result.verdict(), result::message);
    assertTrue(HAPPENED.containsAll(strange), () -> strange + " is not in " + HAPPENED);
  }

  @Test
  void aFaultThatIsNotOfferedMakesTheRuleNotApplicable() throws Exception {
    RuleResult none =
        run(FakeBackend.class, trial -> trial.faults(trial.provider()).removeBackingStore(LOCK));
    assertEquals(Verdict.NOT_APPLICABLE, none.verdict(), none::message);
    assertTrue(none.message().contains("does not offer the fault removeBackingStore"));
    RuleResult other =
        run(Faulty.class, trial -> trial.faults(trial.provider()).replaceBackingStore(LOCK));
    assertEquals(Verdict.NOT_APPLICABLE, other.verdict(), other::message);
  }

  @Test
  void aFaultThatGoesWrongIsNoVerdictAboutTheBackend() throws Exception {
    RuleResult result =
        run(Faulty.class, trial -> trial.faults(trial.provider()).dropConnections());
    assertEquals(Verdict.HARNESS_ERROR, result.verdict(), result::message);
    assertTrue(result.message().contains("dropConnections"), result::message);
    assertTrue(result.message().contains("no route"), result::message);
  }

  private static RuleResult run(Class<? extends LockBackendFactory> factory, Check check)
      throws InterruptedException {
    return certify(BackendUnderTest.of(factory), List.of(rule("AAA-01", check))).rules().get(0);
  }
}
