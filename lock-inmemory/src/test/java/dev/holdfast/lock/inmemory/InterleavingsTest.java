package dev.holdfast.lock.inmemory;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockMode;
import java.lang.ref.SoftReference;
import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.Options;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;
import org.jetbrains.kotlinx.lincheck.paramgen.ThreadIdGen;
import org.jetbrains.kotlinx.lincheck.strategy.managed.modelchecking.ModelCheckingOptions;
import org.jetbrains.kotlinx.lincheck.strategy.stress.StressOptions;
import org.jetbrains.kotlinx.lincheck.transformation.LincheckJavaAgent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * Two threads, interleaved between any two accesses to shared memory: every outcome is one that the
 * {@link LockSpecification} has for some order of the same operations.
 *
 * <p>Lincheck reads the class files of the JDK, and knows their format up to Java 21.
 */
@EnabledForJreRange(max = JRE.JAVA_21)
class InterleavingsTest {

  private static final int SCENARIOS = Integer.getInteger("holdfast.interleavings.scenarios", 3);
  private static final int INTERLEAVINGS = 100;
  private static final int THREADS = 2;

  /** What is set up once per JVM must not be part of the first interleaving. */
  @BeforeAll
  static void warmUp() {
    for (Operations operations :
        new Operations[] {
          new MutexOperations(), new ReaderWriterOperations(), new SemaphoreOperations()
        }) {
      operations.end(0, 0);
      operations.endShared(0);
    }
  }

  /** The checker wants to start without knowing any class, see {@link RealSlots}. */
  @BeforeEach
  void forgetClasses() {
    LincheckJavaAgent.INSTANCE.getInstrumentedClasses().clear();
  }

  @Test
  void mutexModelChecked() {
    modelCheck(MutexOperations.class, SpecifiedMutex.class);
  }

  @Test
  void mutexStressed() {
    stress(MutexOperations.class, SpecifiedMutex.class);
  }

  @Test
  void readerWriterLockModelChecked() {
    modelCheck(ReaderWriterOperations.class, SpecifiedReaderWriter.class);
  }

  @Test
  void readerWriterLockStressed() {
    stress(ReaderWriterOperations.class, SpecifiedReaderWriter.class);
  }

  @Test
  void semaphoreModelChecked() {
    modelCheck(SemaphoreOperations.class, SpecifiedSemaphore.class);
  }

  @Test
  void semaphoreStressed() {
    stress(SemaphoreOperations.class, SpecifiedSemaphore.class);
  }

  private static void modelCheck(Class<?> operations, Class<?> specification) {
    var options = new ModelCheckingOptions().invocationsPerIteration(INTERLEAVINGS);
    RealSlots.modelChecking = true;
    try {
      LinChecker.check(operations, limited(options, specification));
    } finally {
      RealSlots.modelChecking = false;
    }
  }

  private static void stress(Class<?> operations, Class<?> specification) {
    var options = new StressOptions().invocationsPerIteration(INTERLEAVINGS);
    LinChecker.check(operations, limited(options, specification));
  }

  private static <O extends Options<O, ?>> O limited(O options, Class<?> specification) {
    return options
        .iterations(SCENARIOS)
        .threads(THREADS)
        .actorsBefore(2)
        .actorsPerThread(3)
        .actorsAfter(3)
        .sequentialSpecification(specification);
  }

  /** What can be done to a lock of any kind. */
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "slot", gen = IntGen.class, conf = "0:2")
  public abstract static class Operations {

    // The checker trips over records when it looks for the objects of a test; it does not look
    // here.
    private final SoftReference<Slots> hidden;

    Operations(Slots slots) {
      this.hidden = new SoftReference<>(slots);
    }

    Slots slots() {
      return requireNonNull(hidden.get(), "The slots were collected.");
    }

    static int own(int thread) {
      return thread % THREADS;
    }

    /** See {@link Slots#end}. */
    @Operation
    public void end(@Param(name = "thread") int thread, @Param(name = "slot") int slot) {
      slots().end(own(thread), slot);
    }

    /** See {@link Slots#endShared}. */
    @Operation
    public void endShared(@Param(name = "slot") int slot) {
      slots().endShared(slot);
    }
  }

  /** What can be done to a mutex. */
  public static class MutexOperations extends Operations {

    /** To a real one. */
    public MutexOperations() {
      this(new RealSlots(true, 0, LockMode.WRITE));
    }

    MutexOperations(Slots slots) {
      super(slots);
    }

    /** See {@link Slots#tryAcquire}. */
    @Operation
    public boolean tryWrite(@Param(name = "thread") int thread) {
      return slots().tryAcquire(own(thread), LockMode.WRITE);
    }

    /** See {@link Slots#request}. */
    @Operation
    public void requestWrite(@Param(name = "thread") int thread) {
      slots().request(own(thread), LockMode.WRITE);
    }
  }

  /** What can be done to a semaphore. */
  public static class SemaphoreOperations extends Operations {
    private static final int PERMITS = 2;

    /** To a real one. */
    public SemaphoreOperations() {
      this(new RealSlots(false, PERMITS, LockMode.PERMIT, LockMode.PERMIT));
    }

    SemaphoreOperations(Slots slots) {
      super(slots);
    }

    /** See {@link Slots#tryAcquire}. */
    @Operation
    public boolean tryPermit(@Param(name = "thread") int thread) {
      return slots().tryAcquire(own(thread), LockMode.PERMIT);
    }

    /** See {@link Slots#request}. */
    @Operation
    public void requestPermit(@Param(name = "thread") int thread) {
      slots().request(own(thread), LockMode.PERMIT);
    }
  }

  /** What can be done to a reader-writer lock. */
  public static class ReaderWriterOperations extends MutexOperations {

    /** To a real one. */
    public ReaderWriterOperations() {
      this(new RealSlots(false, 0, LockMode.UPGRADEABLE, LockMode.READ));
    }

    ReaderWriterOperations(Slots slots) {
      super(slots);
    }

    /** See {@link Slots#tryAcquire}. */
    @Operation
    public boolean tryRead(@Param(name = "thread") int thread) {
      return slots().tryAcquire(own(thread), LockMode.READ);
    }

    /** See {@link Slots#request}. */
    @Operation
    public void requestRead(@Param(name = "thread") int thread) {
      slots().request(own(thread), LockMode.READ);
    }

    /** See {@link Slots#tryAcquire}. */
    @Operation
    public boolean tryUpgradeable(@Param(name = "thread") int thread) {
      return slots().tryAcquire(own(thread), LockMode.UPGRADEABLE);
    }

    /** See {@link Slots#request}. */
    @Operation
    public void requestUpgradeable(@Param(name = "thread") int thread) {
      slots().request(own(thread), LockMode.UPGRADEABLE);
    }

    /** See {@link Slots#tryUpgrade}. */
    @Operation
    public String tryUpgrade() {
      return slots().tryUpgrade();
    }

    /** See {@link Slots#requestUpgrade}. */
    @Operation
    public String requestUpgrade(@Param(name = "thread") int thread) {
      return slots().requestUpgrade(own(thread));
    }

    /** See {@link Slots#cancelUpgrade}. */
    @Operation
    public void cancelUpgrade(@Param(name = "thread") int thread) {
      slots().cancelUpgrade(own(thread));
    }

    /** See {@link Slots#downgrade}. */
    @Operation
    public String downgrade() {
      return slots().downgrade();
    }
  }

  /** A mutex as specified. */
  public static class SpecifiedMutex extends MutexOperations {
    /** As specified. */
    public SpecifiedMutex() {
      super(new SpecifiedSlots(0, LockMode.WRITE));
    }
  }

  /** A semaphore as specified. */
  public static class SpecifiedSemaphore extends SemaphoreOperations {
    /** As specified. */
    public SpecifiedSemaphore() {
      super(new SpecifiedSlots(SemaphoreOperations.PERMITS, LockMode.PERMIT, LockMode.PERMIT));
    }
  }

  /** A reader-writer lock as specified. */
  public static class SpecifiedReaderWriter extends ReaderWriterOperations {
    /** As specified. */
    public SpecifiedReaderWriter() {
      super(new SpecifiedSlots(0, LockMode.UPGRADEABLE, LockMode.READ));
    }
  }
}
