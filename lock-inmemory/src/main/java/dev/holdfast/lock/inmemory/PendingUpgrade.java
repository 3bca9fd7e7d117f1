package dev.holdfast.lock.inmemory;

/** An asynchronous upgrade that waits. It keeps the handle reachable. */
final class PendingUpgrade extends PendingFuture<Boolean> {

  private final InMemoryUpgradeableHandle handle;

  PendingUpgrade(InMemoryLockable<?> lockable, InMemoryUpgradeableHandle handle) {
    super(lockable, handle.hold());
    this.handle = handle;
  }

  @Override
  Boolean grantOf(Waiter waiter) {
    return true;
  }

  @Override
  String undone() {
    return "the upgrade of a handle of " + waiter().lockable.id() + "; it is as it was before.";
  }

  @Override
  Boolean notNow() {
    return false;
  }

  @Override
  protected void giveBack(Boolean upgraded) {
    if (upgraded) {
      handle.hold().cell.giveUpgradeBack(handle.hold(), waiter().token);
    }
  }
}
