package dev.holdfast.lock.tck.engine;

import static dev.holdfast.lock.tck.engine.VerdictTest.backend;
import static dev.holdfast.lock.tck.engine.VerdictTest.certify;
import static dev.holdfast.lock.tck.engine.VerdictTest.options;
import static dev.holdfast.lock.tck.fakes.Rules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.Lockable;
import dev.holdfast.lock.tck.Level;
import dev.holdfast.lock.tck.RuleResult;
import dev.holdfast.lock.tck.SubjectResult;
import dev.holdfast.lock.tck.Verdict;
import dev.holdfast.lock.tck.fakes.FakeBackend.Bug;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a check gets from the engine. */
@Timeout(60)
class TrialTest {

  @Test
  void siblingsShareLocksAndStrangersDoNot() throws Exception {
    assertPasses(
        trial -> {
          try (LockHandle held = trial.mutex("a").acquire()) {
            assertTrue(held.isHeld());
            assertNull(trial.mutex(trial.openSibling(), "a").tryAcquire(), "a sibling is separate");
            @Nullable LockHandle other = trial.mutex(trial.openStranger(), "a").tryAcquire();
            assertNotNull(other, "a stranger shares");
            other.close();
          }
        });
  }

  @Test
  void aClosedProviderCanBeReopened() throws Exception {
    assertPasses(
        trial -> {
          LockProvider stranger = trial.openStranger();
          LockHandle held = trial.mutex(stranger, "a").acquire();
          stranger.close();
          LockProvider again = trial.reopen(stranger);
          assertNull(trial.mutex(again, "a").tryAcquire(), "the name space is another one");
          held.close();
        });
  }

  @Test
  void namesAreFreshAndTrialsHaveNameSpacesOfTheirOwn() throws Exception {
    Set<String> names = Collections.synchronizedSet(new HashSet<>());
    var namespaces = Collections.synchronizedSet(new HashSet<String>());
    RuleResult result =
        certify(
                backend(Bug.NONE),
                List.of(
                    rule(
                        "MUT-01",
                        Level.MUST,
                        Set.of(Subject.MUTEX, Subject.SEMAPHORE_OF_ONE),
                        trial -> {
                          assertTrue(names.add(trial.freshName()), "a name was used before");
                          assertTrue(names.add(trial.freshName()), "a name was used before");
                          namespaces.add(trial.lockable("a").id().namespace());
                        })))
            .rules()
            .get(0);
    assertEquals(Verdict.PASS, result.verdict(), result::message);
    assertEquals(2, namespaces.size(), () -> "the trials share name spaces: " + namespaces);
  }

  @Test
  void randomNumbersDependOnSeedRuleAndSubjectOnly() throws Exception {
    assertEquals(drawn(1, "MUT-01"), drawn(1, "MUT-01"));
    assertNotEquals(drawn(1, "MUT-01"), drawn(2, "MUT-01"));
    assertNotEquals(drawn(1, "MUT-01"), drawn(1, "MUT-02"));
    List<Long> bySubject = drawn(1, "MUT-01");
    assertNotEquals(bySubject.get(0), bySubject.get(1));
  }

  private static List<Long> drawn(long seed, String id) throws InterruptedException {
    var drawn = new ArrayList<Long>();
    var rule =
        rule(
            id,
            Level.MUST,
            Set.of(Subject.MUTEX, Subject.SEMAPHORE_OF_ONE),
            trial -> drawn.add(trial.random().nextLong()));
    var unused = certify(backend(Bug.NONE), List.of(rule), options().withSeed(seed));
    return drawn;
  }

  @Test
  void aWaitingForkIsSeenAndInterruptedAtTheEnd() throws Exception {
    var seen = new AtomicReference<@Nullable Throwable>();
    assertPasses(
        trial -> {
          Lockable<LockHandle> lock = trial.mutex(trial.freshName());
          try (LockHandle held = lock.acquire()) {
            assertTrue(held.isHeld());
            trial.fork("waiter", () -> interrupted(lock, seen));
            trial.awaitBlocked("waiter");
            assertTrue(
                List.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)
                    .contains(trial.thread("waiter").getState()));
            trial.thread("waiter").interrupt();
          }
        });
    assertInstanceOf(InterruptedException.class, seen.get());
  }

  private static @Nullable LockHandle interrupted(
      Lockable<LockHandle> lock, AtomicReference<@Nullable Throwable> seen)
      throws InterruptedException {
    try {
      return lock.tryAcquire(Duration.ofDays(1));
    } catch (InterruptedException e) {
      seen.set(e);
      throw e;
    }
  }

  @Test
  void aForkThatWaitsInTheKitIsNotTakenForBlocked() throws Exception {
    SubjectResult result =
        run(
            trial -> {
              var never = new CountDownLatch(1);
              trial.fork(
                  "waiter",
                  () -> {
                    never.await();
                    return "";
                  });
              trial.awaitBlocked("waiter");
            });
    assertEquals(Verdict.INCONCLUSIVE, result.verdict(), result::message);
    assertTrue(result.message().contains("was not seen waiting"), result::message);
  }

  @Test
  void aForkThatEndsInsteadOfWaitingIsAViolation() throws Exception {
    SubjectResult result =
        run(
            trial -> {
              var ended = trial.fork("waiter", () -> "a handle");
              assertEquals("a handle", trial.join(ended));
              trial.awaitBlocked("waiter");
            });
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(result.message().contains("it returned a handle"), result::message);
  }

  @Test
  void whatAForkThrowsIsRethrownAsItIs() throws Exception {
    assertPasses(
        trial -> {
          var fork =
              trial.fork(
                  "w",
                  () -> {
                    throw new java.io.IOException("as it is");
                  });
          assertThrows(java.io.IOException.class, () -> trial.join(fork));
        });
  }

  @Test
  void anUpperBoundThatHoldsIsEvidence() throws Exception {
    SubjectResult result =
        run(trial -> trial.within(Duration.ofSeconds(1), "nothing", () -> Duration.ofMillis(1)));
    assertEquals(Verdict.PASS, result.verdict(), result::message);
    assertEquals(1, result.evidence());
  }

  @Test
  void anUpperBoundThatIsBrokenIsAViolation() throws Exception {
    SubjectResult result =
        run(
            // Far more than the machine can have stalled meanwhile.
            trial -> trial.within(Duration.ofMillis(5), "waking up", () -> Duration.ofDays(1)));
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(result.message().startsWith("waking up took"), result::message);
  }

  @Test
  void aLeakIsFoundByTheProbe() throws Exception {
    SubjectResult result =
        run(
            trial -> {
              LockHandle forgotten = trial.mutex("orders").acquire();
              assertTrue(forgotten.isHeld());
            });
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(
        result.message().startsWith("Conservation is broken")
            && result.message().contains("mutex 'orders' could not be acquired again"),
        result::message);
  }

  @Test
  void aLeakInOnePermitOfThreeIsFound() throws Exception {
    SubjectResult result =
        run(
            trial -> {
              LockHandle forgotten = trial.semaphore("pool", 3).acquire();
              assertTrue(forgotten.isHeld());
            });
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(
        result.message().contains("only 2 of the 3 permits of semaphore 'pool'"), result::message);
  }

  @Test
  void aPermitTooManyIsFound() throws Exception {
    SubjectResult result =
        VerdictTest.run(
                Bug.CLOSE_RELEASES_TWICE,
                rule(
                    "AAA-01",
                    trial -> {
                      LockHandle handle = trial.semaphore("pool", 2).acquire();
                      handle.close();
                      handle.close();
                    }))
            .subjects()
            .get(0);
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(
        result.message().contains("3 permits of semaphore 'pool' could be acquired at the same"),
        result::message);
  }

  @Test
  void anExemptLockMayStayHeld() throws Exception {
    assertPasses(
        trial -> {
          LockHandle held = trial.mutex("orders").acquire();
          assertTrue(held.isHeld());
          trial.exemptFromConservation("orders");
        });
  }

  @Test
  void locksOfAClosedProviderAreProbedThroughAnother() throws Exception {
    SubjectResult result =
        run(
            trial -> {
              LockHandle forgotten = trial.mutex("orders").acquire();
              assertTrue(forgotten.isHeld());
              trial.provider().close();
            });
    assertEquals(Verdict.FAIL, result.verdict());
    assertTrue(result.message().contains("Conservation is broken"), result::message);
  }

  @Test
  void theDrainedSemaphoreHasOnePermitLeft() throws Exception {
    RuleResult result =
        certify(
                backend(Bug.NONE),
                List.of(
                    rule(
                        "MUT-01",
                        Level.MUST,
                        Set.of(Subject.DRAINED_SEMAPHORE),
                        trial -> {
                          try (LockHandle held = trial.lockable("a").acquire()) {
                            assertTrue(held.isHeld());
                            assertNull(trial.lockable("a").tryAcquire(), "two permits were left");
                            assertNotSame(trial.provider(), trial.openSibling());
                          }
                        })))
            .rules()
            .get(0);
    assertEquals(Verdict.PASS, result.verdict(), result::message);
  }

  @Test
  void aRuleWithoutSubjectsHasNoLockable() throws Exception {
    SubjectResult result = run(trial -> assertNull(trial.lockable("a")));
    assertEquals(Verdict.HARNESS_ERROR, result.verdict());
    assertFalse(result.message().isEmpty());
  }

  private static void assertPasses(Check check) throws InterruptedException {
    SubjectResult result = run(check);
    assertEquals(Verdict.PASS, result.verdict(), result::message);
  }

  private static SubjectResult run(Check check) throws InterruptedException {
    return VerdictTest.run(Bug.NONE, rule("AAA-01", check)).subjects().get(0);
  }
}
