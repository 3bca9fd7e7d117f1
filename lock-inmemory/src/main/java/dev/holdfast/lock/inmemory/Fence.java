package dev.holdfast.lock.inmemory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * The resource that a lock protects, as far as fencing tokens go: it refuses every token that is
 * smaller than the greatest it has seen. Put it where the real resource would look at the token.
 * Thread-safe.
 *
 * <p>A refusal that the test has not {@linkplain #takeRefusals() taken} fails {@link
 * FakeLocks#verify()}, whatever the code under test has made of the exception.
 */
public final class Fence {

  private final GrantLog grants;

  @GuardedBy("this")
  private final List<StaleTokenException> refusals = new ArrayList<>();

  @GuardedBy("this")
  private long greatest = Long.MIN_VALUE;

  Fence(GrantLog grants) {
    this.grants = grants;
  }

  /**
   * Lets a write pass, or refuses it.
   *
   * @param token the fencing token that comes with the write
   * @throws StaleTokenException if a greater token was seen before
   */
  public synchronized void admit(long token) {
    if (token < greatest) {
      StaleTokenException refusal =
          new StaleTokenException(
              "A write with a stale token was refused: it came with "
                  + grants.describe(token)
                  + ", but before it came "
                  + grants.describe(greatest)
                  + ".",
              token);
      AcquisitionSite site = grants.site(token);
      if (site != null) {
        refusal.addSuppressed(site);
      }
      refusals.add(refusal);
      throw refusal;
    }
    greatest = token;
  }

  /**
   * Takes the refusals that the test has expected.
   *
   * @return what was refused since this was called last, in order; not null
   */
  public synchronized List<StaleTokenException> takeRefusals() {
    List<StaleTokenException> taken = List.copyOf(refusals);
    refusals.clear();
    return taken;
  }
}
