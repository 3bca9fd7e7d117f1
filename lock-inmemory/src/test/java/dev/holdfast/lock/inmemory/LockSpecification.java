package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one lock has to do, written as naively as possible: a list of holders, a list of requests in
 * the order of their arrival, and one rule that is applied from scratch after every step until
 * nothing changes. It knows nothing of how the machine does it.
 */
final class LockSpecification {

  /** How a request stands. */
  enum Stand {
    WAITING,
    GRANTED,
    WITHDRAWN,
    PROVIDER_CLOSED,
    HANDLE_ENDED
  }

  /** A request for a hold, or for the upgrade of one. */
  static final class Request {
    final LockMode mode;
    final int provider;
    final @Nullable Holder toUpgrade;
    final boolean closesAtOnce;
    Stand stand = Stand.WAITING;
    @Nullable Holder holder;

    Request(LockMode mode, int provider, @Nullable Holder toUpgrade, boolean closesAtOnce) {
      this.mode = mode;
      this.provider = provider;
      this.toUpgrade = toUpgrade;
      this.closesAtOnce = closesAtOnce;
    }
  }

  /** Somebody who was granted the lock. */
  static final class Holder {
    final LockMode mode;
    final int provider;
    boolean upgraded;
    boolean lost;

    Holder(LockMode mode, int provider) {
      this.mode = mode;
      this.provider = provider;
    }

    boolean isExclusive() {
      return mode == LockMode.WRITE || upgraded;
    }
  }

  private final List<Holder> holders = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private final List<Request> grantedInThisStep = new ArrayList<>();
  private @Nullable Request upgrade;
  private int permits;

  boolean isIdle() {
    return holders.isEmpty() && requests.isEmpty();
  }

  int waiting() {
    return requests.size() + (upgrade == null ? 0 : 1);
  }

  boolean holds(Holder holder) {
    return holders.contains(holder);
  }

  /** Whether the number of permits is the one in force, or is so from now on. */
  boolean agreesOn(int wanted) {
    if (isIdle()) {
      permits = wanted;
    }
    return permits == wanted;
  }

  /** Takes the grants since this was last asked, in their order. */
  List<Request> takeGrants() {
    List<Request> grants = List.copyOf(grantedInThisStep);
    grantedInThisStep.clear();
    return grants;
  }

  /** A request arrives; one that does not wait leaves again if it was not granted. */
  Request arrive(LockMode mode, int provider, boolean waits, boolean closesAtOnce) {
    var request = new Request(mode, provider, null, closesAtOnce);
    requests.add(request);
    settle();
    if (!waits && request.stand == Stand.WAITING) {
      withdraw(request);
    }
    return request;
  }

  boolean mayAskForUpgrade(Holder holder) {
    return holds(holder) && !holder.upgraded && upgrade == null;
  }

  /** An upgrade is asked for, by a holder that {@linkplain #mayAskForUpgrade may}. */
  Request arriveUpgrade(Holder holder, boolean waits) {
    var request = new Request(LockMode.WRITE, holder.provider, holder, false);
    upgrade = request;
    settle();
    if (!waits && request.stand == Stand.WAITING) {
      withdraw(request);
    }
    return request;
  }

  void withdraw(Request request) {
    end(request, Stand.WITHDRAWN);
    settle();
  }

  void close(Holder holder) {
    if (holders.remove(holder)) {
      if (upgrade != null && upgrade.toUpgrade == holder) {
        end(upgrade, Stand.HANDLE_ENDED);
      }
      settle();
    }
  }

  void lose(Holder holder) {
    holder.lost = holds(holder);
    close(holder);
  }

  boolean mayDowngrade(Holder holder) {
    return holds(holder) && holder.upgraded;
  }

  void downgrade(Holder holder) {
    holder.upgraded = false;
    settle();
  }

  void closeProvider(int provider) {
    for (Request request : List.copyOf(requests)) {
      if (request.provider == provider) {
        end(request, Stand.PROVIDER_CLOSED);
      }
    }
    if (upgrade != null && upgrade.provider == provider) {
      end(upgrade, Stand.PROVIDER_CLOSED);
    }
    settle();
  }

  private void end(Request request, Stand stand) {
    request.stand = stand;
    if (request == upgrade) {
      upgrade = null;
    } else {
      requests.remove(request);
    }
  }

  /** Grants whatever can be granted, and lets those go who close at once, until nothing changes. */
  private void settle() {
    List<Holder> leaving = new ArrayList<>();
    @Nullable Request next = nextToGrant();
    while (next != null || !leaving.isEmpty()) {
      if (next == null) {
        holders.remove(leaving.remove(0));
      } else {
        Holder holder = grant(next);
        if (next.closesAtOnce) {
          leaving.add(holder);
        }
      }
      next = nextToGrant();
    }
  }

  private @Nullable Request nextToGrant() {
    if (upgrade != null && holders.stream().noneMatch(holder -> holder.mode == LockMode.READ)) {
      return upgrade;
    }
    for (Request request : requests) {
      if (mayEnter(request)) {
        return request;
      }
    }
    return null;
  }

  private Holder grant(Request request) {
    Holder holder = request.toUpgrade;
    if (holder == null) {
      holder = new Holder(request.mode, request.provider);
      holders.add(holder);
    } else {
      holder.upgraded = true;
    }
    end(request, Stand.GRANTED);
    request.holder = holder;
    grantedInThisStep.add(request);
    return holder;
  }

  /** The rule: no conflict with a holder, an upgrade that waits, or an earlier request. */
  private boolean mayEnter(Request request) {
    if (request.mode == LockMode.PERMIT) {
      return requests.indexOf(request) == 0 && holders.size() < permits;
    }
    if (upgrade != null && request.mode == LockMode.READ) {
      return false;
    }
    for (Holder holder : holders) {
      if (excludes(holder.isExclusive() ? LockMode.WRITE : holder.mode, request.mode)) {
        return false;
      }
    }
    for (Request earlier : requests.subList(0, requests.indexOf(request))) {
      if (excludes(earlier.mode, request.mode)) {
        return false;
      }
    }
    return true;
  }

  private static boolean excludes(LockMode one, LockMode other) {
    boolean bothRead = one == LockMode.READ && other == LockMode.READ;
    boolean readerBesideUpgradeable =
        one != LockMode.WRITE && other != LockMode.WRITE && one != other;
    return !bothRead && !readerBesideUpgradeable;
  }
}
