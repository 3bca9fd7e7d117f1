package com.acme.zookeeper;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.Bounds;
import dev.holdfast.lock.tck.Capability;
import dev.holdfast.lock.tck.LockBackendFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What the kit needs to know of the backend: how to open it, and what it promises.
 *
 * <p>Configuration: {@code connect}, such as "127.0.0.1:2181", and {@code session}, how long the
 * server waits for a silent client before it frees its locks, such as "PT4S".
 */
public final class ZooKeeperBackend implements LockBackendFactory {

  /** Made by the kit, also in other processes. */
  public ZooKeeperBackend() {}

  @Override
  public LockProvider open(String namespace, Map<String, String> config)
      throws InterruptedException {
    String connect = config.get("connect");
    if (connect == null) {
      throw new IllegalArgumentException(
          "Say where ZooKeeper is: --config connect=host:port, or config(Map.of(\"connect\", ...)).");
    }
    Duration session = Duration.parse(config.getOrDefault("session", "PT4S"));
    return ZooKeeperLocks.open(connect, session, namespace);
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.of(
        Capability.CROSS_PROCESS,
        Capability.CRASH_RELEASE,
        Capability.FENCING,
        Capability.FIFO,
        Capability.FAIR_READER_WRITER);
  }

  @Override
  public Bounds bounds() {
    return Bounds.DEFAULT.pollInterval(Duration.ofMillis(50));
  }
}
