package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.inmemory.ModelledLock.Step;
import dev.holdfast.lock.inmemory.ModelledLock.Verb;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Random programs of one thread over one lock, whose futures complete on the spot: after every step
 * the lock stands exactly as the {@link LockSpecification} says.
 */
class LockMachineModelTest {

  private static final int TRIES = 3_000;

  @Property(tries = TRIES)
  void aMutexDoesWhatTheSpecificationSays(@ForAll("mutexPrograms") List<Step> program) {
    new ModelledLock(LockKind.MUTEX).run(program);
  }

  @Property(tries = 2 * TRIES)
  void aReaderWriterLockDoesWhatTheSpecificationSays(
      @ForAll("readerWriterPrograms") List<Step> program) {
    new ModelledLock(LockKind.READER_WRITER).run(program);
  }

  @Property(tries = TRIES)
  void aSemaphoreDoesWhatTheSpecificationSays(@ForAll("semaphorePrograms") List<Step> program) {
    new ModelledLock(LockKind.SEMAPHORE).run(program);
  }

  @Provide
  Arbitrary<List<Step>> mutexPrograms() {
    return programs(LockMode.WRITE);
  }

  @Provide
  Arbitrary<List<Step>> readerWriterPrograms() {
    return programs(LockMode.READ, LockMode.UPGRADEABLE, LockMode.WRITE);
  }

  @Provide
  Arbitrary<List<Step>> semaphorePrograms() {
    return programs(LockMode.PERMIT);
  }

  private static Arbitrary<List<Step>> programs(LockMode... modes) {
    Arbitrary<Verb> verbs =
        Arbitraries.frequency(
            Tuple.of(6, Verb.ACQUIRE),
            Tuple.of(2, Verb.ACQUIRE_DERIVED),
            Tuple.of(2, Verb.ACQUIRE_WITHIN_AN_AGE),
            Tuple.of(3, Verb.ACQUIRE_AND_CLOSE_AT_ONCE),
            Tuple.of(3, Verb.TRY),
            Tuple.of(1, Verb.TRY_ASYNC),
            Tuple.of(8, Verb.CLOSE),
            Tuple.of(3, Verb.CANCEL),
            Tuple.of(1, Verb.COMPLETE),
            Tuple.of(1, Verb.COMPLETE_EXCEPTIONALLY),
            Tuple.of(4, Verb.UPGRADE),
            Tuple.of(1, Verb.UPGRADE_NOW),
            Tuple.of(2, Verb.DOWNGRADE),
            Tuple.of(1, Verb.LOSE),
            Tuple.of(1, Verb.CLOSE_PROVIDER));
    return Combinators.combine(
            verbs,
            Arbitraries.of(modes),
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 15))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }
}
