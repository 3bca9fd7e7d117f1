package dev.holdfast.lock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.fakes.FakeBackend;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackendUnderTestTest {

  /** Declares something. */
  public static final class Declaring implements LockBackendFactory {
    /** Made by the kit. */
    public Declaring() {}

    @Override
    public LockProvider open(String namespace, Map<String, String> config) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.FIFO);
    }

    @Override
    public Bounds bounds() {
      return Bounds.DEFAULT.bypass(3);
    }
  }

  /** Cannot be made. */
  public static final class Throwing implements LockBackendFactory {
    /** Throws. */
    public Throwing() {
      throw new IllegalStateException("no driver");
    }

    @Override
    public LockProvider open(String namespace, Map<String, String> config) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Hidden implements LockBackendFactory {
    @Override
    public LockProvider open(String namespace, Map<String, String> config) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void whatTheFactoryDeclaresIsTheDefault() {
    var backend = BackendUnderTest.of(Declaring.class);
    assertEquals(Set.of(Capability.FIFO), backend.capabilities());
    assertEquals(3, backend.bounds().bypass());
    assertEquals(Set.of(), BackendUnderTest.of(FakeBackend.class).capabilities());
    assertEquals(Bounds.DEFAULT, BackendUnderTest.of(FakeBackend.class).bounds());
  }

  @Test
  void whatIsSetReplacesWhatTheFactoryDeclares() {
    var original = BackendUnderTest.of(Declaring.class);
    var changed =
        original
            .capabilities(Capability.FENCING)
            .bounds(bounds -> bounds.pollInterval(Duration.ofMillis(50)))
            .config(Map.of("a", "b"));
    assertEquals(Set.of(Capability.FENCING), changed.capabilities());
    assertEquals(Duration.ofMillis(50), changed.bounds().pollInterval());
    assertEquals(3, changed.bounds().bypass(), "other bounds have changed");
    assertEquals(Map.of("a", "b"), changed.config());
    assertEquals(Map.of(), original.config(), "the original has changed");
  }

  @Test
  void aFactoryThatCannotBeMadeIsExplained() {
    assertExplained(Hidden.class, "A factory is a public class");
    assertExplained(Throwing.class, "no driver");
  }

  private static void assertExplained(Class<? extends LockBackendFactory> factory, String part) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> BackendUnderTest.of(factory));
    assertTrue(
        thrown.toString().contains(part) && thrown.toString().contains(factory.getName()),
        thrown::toString);
  }

  @Test
  void negativeBoundsAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> Bounds.DEFAULT.bypass(-1));
    assertThrows(
        IllegalArgumentException.class, () -> Bounds.DEFAULT.providerClose(Duration.ofMillis(-1)));
  }
}
