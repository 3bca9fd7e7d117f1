package dev.holdfast.lock.tck;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.engine.WatchedTask;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is certified: a factory, its configuration, and what the backend declares. Immutable; each
 * method that sets something returns a changed copy.
 *
 * <pre>{@code
 * BackendUnderTest.of(AcmeBackendFactory.class)
 *     .config(Map.of("url", "jdbc:..."))
 *     .capabilities(CROSS_PROCESS, FENCING)
 *     .bounds(b -> b.pollInterval(ofMillis(50)))
 * }</pre>
 */
public final class BackendUnderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LockBackendFactory factory;
  private final Map<String, String> config;
  private final Set<Capability> capabilities;
  private final Bounds bounds;
  private final @Nullable Path waivers;

  /** What the factory declares. */
  private final Declared declared;

  private record Declared(Set<Capability> capabilities, Bounds bounds) {}

  private BackendUnderTest(
      LockBackendFactory factory,
      Declared declared,
      Map<String, String> config,
      Set<Capability> capabilities,
      Bounds bounds,
      @Nullable Path waivers) {
    this.factory = factory;
    this.declared = declared;
    this.config = Collections.unmodifiableMap(new TreeMap<>(config));
    this.capabilities = Collections.unmodifiableSet(capabilities);
    this.bounds = requireNonNull(bounds, "bounds");
    this.waivers = waivers;
  }

  /**
   * A backend with an empty configuration, the capabilities and bounds that its factory declares,
   * and no waivers.
   *
   * @param factory a public class with a public constructor without parameters, not null
   * @return the backend, not null
   * @throws IllegalArgumentException if the factory cannot be made; the message says what to do
   */
  public static BackendUnderTest of(Class<? extends LockBackendFactory> factory) {
    var task = WatchedTask.start("lock-tck factory", () -> ask(factory));
    try {
      return task.await(PATIENCE);
    } catch (TimeoutException e) {
      throw new IllegalArgumentException(
          "Making a %s and asking what it declares hangs: it has not ended within %d s."
              .formatted(factory.getName(), PATIENCE.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException(
          "Interrupted while a %s was made.".formatted(factory.getName()), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException cannotBeMade) {
        throw cannotBeMade;
      }
      throw new IllegalArgumentException(
          "%s could not say what it declares: it threw a %s."
              .formatted(factory.getName(), requireNonNullElse(e.getCause(), e).getClass()),
          e);
    }
  }

  private static BackendUnderTest ask(Class<? extends LockBackendFactory> factory) {
    LockBackendFactory made = make(factory);
    var declared = new Declared(copy(made.capabilities()), made.bounds());
    return new BackendUnderTest(
        made, declared, Map.of(), declared.capabilities(), declared.bounds(), /* waivers= */ null);
  }

  private static LockBackendFactory make(Class<? extends LockBackendFactory> factory) {
    try {
      return factory.getConstructor().newInstance();
    } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
      throw new IllegalArgumentException(
          "The kit cannot make a "
              + factory.getName()
              + ". A factory is a public class, not abstract, with a public constructor without"
              + " parameters; nested ones are static.",
          e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "The constructor of " + factory.getName() + " threw " + e.getCause(), e.getCause());
    }
  }

  private static Set<Capability> copy(Set<Capability> capabilities) {
    var copy = EnumSet.noneOf(Capability.class);
    copy.addAll(capabilities);
    return copy;
  }

  /**
   * The backend with this configuration.
   *
   * @param newConfig what the factory is given, plain strings; not null. It appears in the
   *     certificate, but values of keys that look like secrets are masked there.
   * @return the changed backend, not null
   */
  public BackendUnderTest config(Map<String, String> newConfig) {
    return new BackendUnderTest(factory, declared, newConfig, capabilities, bounds, waivers);
  }

  /**
   * The backend with these capabilities instead of those that the factory declares.
   *
   * @param others the capabilities, not null
   * @return the changed backend, not null
   */
  public BackendUnderTest capabilities(Capability... others) {
    return new BackendUnderTest(factory, declared, config, copy(Set.of(others)), bounds, waivers);
  }

  /**
   * The backend with these bounds instead of those that the factory declares.
   *
   * @param others the bounds, not null
   * @return the changed backend, not null
   */
  public BackendUnderTest bounds(Bounds others) {
    return new BackendUnderTest(factory, declared, config, capabilities, others, waivers);
  }

  /**
   * The backend with some of its bounds changed.
   *
   * @param change makes the new bounds of the present ones, not null
   * @return the changed backend, not null
   */
  public BackendUnderTest bounds(UnaryOperator<Bounds> change) {
    return bounds(change.apply(bounds));
  }

  /**
   * The backend with waivers: failures that are accepted for now. They are shown as WAIVED and
   * prevent a certificate like any other failure, but do not fail a build. A waiver that has
   * expired, names no rule or gives no reason is an error.
   *
   * @param file a JSON array of objects, each with {@code rule} (an id), {@code reason}, {@code
   *     expires} (a date such as 2027-01-31) and {@code link}, all of them required; not null
   * @return the changed backend, not null
   */
  public BackendUnderTest waivers(Path file) {
    return new BackendUnderTest(
        factory, declared, config, capabilities, bounds, requireNonNull(file, "file"));
  }

  /**
   * The class of the factory.
   *
   * @return the class, not null
   */
  public Class<? extends LockBackendFactory> factory() {
    return factory.getClass();
  }

  /**
   * The configuration.
   *
   * @return an unmodifiable map in the order of its keys, not null
   */
  public Map<String, String> config() {
    return config;
  }

  /**
   * What the factory declares, whatever was set instead.
   *
   * @return the capabilities, not null
   */
  public Set<Capability> declaredCapabilities() {
    return Collections.unmodifiableSet(declared.capabilities());
  }

  /**
   * The bounds that the factory declares, whatever was set instead.
   *
   * @return the bounds, not null
   */
  public Bounds declaredBounds() {
    return declared.bounds();
  }

  /**
   * What the backend declares.
   *
   * @return an unmodifiable set in the order of declaration, not null
   */
  public Set<Capability> capabilities() {
    return capabilities;
  }

  /**
   * The bounds that the backend declares.
   *
   * @return the bounds, not null
   */
  public Bounds bounds() {
    return bounds;
  }

  /**
   * The file with the waivers.
   *
   * @return the file, or empty if nothing is waived; not null
   */
  public Optional<Path> waivers() {
    return Optional.ofNullable(waivers);
  }

  /**
   * Opens a provider.
   *
   * @param namespace see {@link LockBackendFactory#open}
   * @return a new provider, not null; the caller closes it
   * @throws Exception what the factory throws
   */
  public LockProvider open(String namespace) throws Exception {
    return factory.open(namespace, config);
  }

  /**
   * The faults that the locks of a name space can be put through.
   *
   * @param namespace see {@link LockBackendFactory#open}
   * @return the faults, not null
   * @throws Exception what the factory throws
   */
  public Faults faults(String namespace) throws Exception {
    return factory.faults(namespace, config);
  }
}
