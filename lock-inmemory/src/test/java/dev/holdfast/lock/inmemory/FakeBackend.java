package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Faults;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens fakes on which time passes by itself; promises what the plain backend does. */
public final class FakeBackend implements LockBackendFactory {

  private static final Map<String, FakeLocks> SPACES = new ConcurrentHashMap<>();

  private final InMemoryBackend plain = new InMemoryBackend();

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    return SPACES.computeIfAbsent(namespace, unused -> FakeLocks.withSystemClock()).another();
  }

  @Override
  public Set<Capability> capabilities() {
    return plain.capabilities();
  }

  @Override
  public Bounds bounds() {
    return plain.bounds();
  }

  @Override
  public Faults faults(String namespace, Map<String, String> config) {
    return plain.faults(namespace, config);
  }
}
