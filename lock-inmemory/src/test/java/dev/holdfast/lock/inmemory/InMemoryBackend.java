package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens providers for the kit: a name space is a lock space. */
public final class InMemoryBackend implements LockBackendFactory {

  private static final Map<String, InMemoryLocks> SPACES = new ConcurrentHashMap<>();

  @Override
  public LockProvider open(String namespace, Map<String, String> config) {
    InMemoryLocks space = SPACES.computeIfAbsent(namespace, unused -> InMemoryLocks.create());
    return InMemoryLocks.builder().sharing(space).build();
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(
        Capability.FENCING,
        Capability.FIFO,
        Capability.FAIR_READER_WRITER,
        Capability.DOWNGRADE,
        Capability.ABANDONED_RELEASE);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ZERO);
  }
}
