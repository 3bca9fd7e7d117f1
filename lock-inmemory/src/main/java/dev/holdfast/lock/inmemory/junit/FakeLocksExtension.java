package dev.holdfast.lock.inmemory.junit;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.inmemory.FakeLocks;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Passes fresh {@link FakeLocks} to each test that has a parameter of this type, and fails the test
 * if the code under test has left a handle or a wait behind, has met a deadlock, or has come with a
 * stale token; see {@link FakeLocks#verify()}.
 *
 * <pre>{@code
 * @ExtendWith(FakeLocksExtension.class)
 * class ReportJobTest {
 *   @Test
 *   void isBusyWhileAnotherInstanceRuns(FakeLocks locks) { ... }
 * }
 * }</pre>
 *
 * <p>The methods before and after each test get the same locks as the test itself, which are
 * verified after all of them; tests that run in parallel do not see each other. Constructors, and
 * methods before and after all tests, get none. When a test is over, its locks are closed and all
 * are lost, which ends what still waits.
 */
@SuppressWarnings("exports") // JUnit is there if this class is used
public final class FakeLocksExtension implements ParameterResolver, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(FakeLocksExtension.class);

  private final Supplier<FakeLocks> source;

  /** For {@code @ExtendWith}: passes locks on which the test moves the time. */
  public FakeLocksExtension() {
    this(FakeLocks::create);
  }

  private FakeLocksExtension(Supplier<FakeLocks> source) {
    this.source = source;
  }

  /**
   * For {@code @RegisterExtension}: passes other locks than those of {@link FakeLocks#create()}.
   *
   * @param source makes new ones each time, for instance {@code FakeLocks::withSystemClock}; not
   *     null
   * @return a new extension, not null
   */
  public static FakeLocksExtension of(Supplier<FakeLocks> source) {
    return new FakeLocksExtension(requireNonNull(source, "source"));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == FakeLocks.class
        && context.getTestMethod().isPresent();
  }

  @Override
  public FakeLocks resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(FakeLocks.class, absent -> source.get(), FakeLocks.class);
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    @Nullable FakeLocks locks =
        context.getStore(NAMESPACE).remove(FakeLocks.class, FakeLocks.class);
    if (locks != null) {
      try {
        locks.verify();
      } finally {
        locks.close();
        locks.otherProcess().close();
        locks.loseAll();
      }
    }
  }
}
