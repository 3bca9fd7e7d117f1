package dev.holdfast.lock.inmemory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.holdfast.lock.LockId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which acquisition was granted which token; the latest thousand are remembered. Thread-safe. */
final class GrantLog {

  private static final int REMEMBERED = 1_000;

  private record Grant(LockId id, @Nullable AcquisitionSite site) {}

  @GuardedBy("this")
  private final Map<Long, Grant> grants =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Grant> eldest) {
          return size() > REMEMBERED;
        }
      };

  synchronized void add(long token, Hold hold) {
    grants.put(token, new Grant(hold.lockable.id(), hold.acquiredAt));
  }

  synchronized @Nullable AcquisitionSite site(long token) {
    Grant grant = grants.get(token);
    return grant == null ? null : grant.site();
  }

  /** The token and where it comes from, as a phrase. */
  synchronized String describe(long token) {
    Grant grant = grants.get(token);
    return "token "
        + token
        + (grant == null
            ? " (of an acquisition that is not known)"
            : " of " + Text.of(grant.id()) + ", acquired at " + Text.lineOf(grant.site()));
  }
}
