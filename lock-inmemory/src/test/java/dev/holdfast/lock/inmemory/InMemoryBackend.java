package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.Faults;
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
        Capability.LOST_DETECTION,
        Capability.FIFO,
        Capability.FAIR_READER_WRITER,
        Capability.DOWNGRADE,
        Capability.ABANDONED_RELEASE);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ZERO).lostDetection(Duration.ofMillis(100));
  }

  @Override
  public Faults faults(String namespace, Map<String, String> config) {
    return new Faults() {
      @Override
      public void loseHandle(LockId lock, LockHandle handle) {
        if (!InMemoryLocks.lose(handle, "The kit has taken " + lock + " away.")) {
          throw new IllegalStateException("It is not held: " + handle);
        }
      }
    };
  }
}
