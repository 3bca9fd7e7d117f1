package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.DistributedReaderWriterLockProvider;
import dev.holdfast.lock.DistributedSemaphoreProvider;
import dev.holdfast.lock.DistributedUpgradeableReaderWriterLockProvider;
import dev.holdfast.lock.LockProvider;
import java.util.Locale;

/** What a provider may offer; each is one of the provider interfaces. */
public enum Primitive {
  /** {@code DistributedLockProvider}. */
  MUTEX(DistributedLockProvider.class),
  /** {@code DistributedReaderWriterLockProvider}. */
  READER_WRITER(DistributedReaderWriterLockProvider.class),
  /** {@code DistributedUpgradeableReaderWriterLockProvider}. */
  UPGRADEABLE(DistributedUpgradeableReaderWriterLockProvider.class),
  /** {@code DistributedSemaphoreProvider}. */
  SEMAPHORE(DistributedSemaphoreProvider.class);

  private final Class<? extends LockProvider> type;

  Primitive(Class<? extends LockProvider> type) {
    this.type = type;
  }

  /**
   * Tells whether the provider implements the interface of this primitive.
   *
   * @param provider the provider, not null
   * @return whether it does
   */
  public boolean isOfferedBy(LockProvider provider) {
    return type.isInstance(provider);
  }

  /** The name in a message, such as "reader-writer". */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
