package dev.holdfast.lock.benchmarks;

import java.util.EnumSet;
import java.util.Set;
import org.springframework.integration.support.locks.DefaultLockRegistry;

/** Locks of Spring Integration, within a JVM. */
final class SpringLocks implements Locks {

  private final DefaultLockRegistry registry = new DefaultLockRegistry();

  @Override
  public Set<Use> uses() {
    return EnumSet.of(Use.TRY, Use.ACQUIRE, Use.TIMED);
  }

  @Override
  public Turn turn(Use use, String name, int permits) {
    return JdkLocks.turn(registry.obtain(name), use);
  }

  @Override
  public void close() {}
}
