package dev.holdfast.lock.tck.fakes.outside;

import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.LockTck;
import dev.holdfast.lock.tck.engine.Rule;
import dev.holdfast.lock.tck.fakes.FakeBackend;
import java.util.ArrayList;
import java.util.List;

/** Tries to get certified without being tested. */
public final class CleverVendor extends LockTck {

  /** The rules that this vendor would like. */
  public static final List<Rule> NOTHING = new ArrayList<>();

  /** Made by the test. */
  public CleverVendor() {}

  @Override
  protected BackendUnderTest backend() {
    return BackendUnderTest.of(FakeBackend.class);
  }

  /** Not an override: the kit's method of this name is out of sight. */
  @SuppressWarnings("MissingOverride")
  List<Rule> catalogue() {
    return NOTHING;
  }

  /** This, as the kit sees it. */
  public LockTck asLockTck() {
    return this;
  }
}
