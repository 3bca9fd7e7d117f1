package dev.holdfast.lock.inmemory;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.inmemory.LockSpecification.Holder;
import dev.holdfast.lock.inmemory.LockSpecification.Request;
import dev.holdfast.lock.inmemory.LockSpecification.Stand;
import java.util.ArrayList;
import java.util.List;

/** Slots of a specified lock. */
final class SpecifiedSlots implements Slots {

  private final LockSpecification lock = new LockSpecification();
  private final List<Holder> shared = new ArrayList<>();
  private final List<List<Request>> slots = List.of(new ArrayList<>(), new ArrayList<>());
  private final List<List<Request>> upgrades = List.of(new ArrayList<>(), new ArrayList<>());

  SpecifiedSlots(int permits, LockMode... held) {
    boolean unused = lock.agreesOn(permits);
    for (LockMode mode : held) {
      Holder holder = lock.arrive(mode, 0, false, false).holder;
      if (holder == null) {
        throw new AssertionError("A new lock is not free for " + mode);
      }
      shared.add(holder);
    }
  }

  @Override
  public boolean tryAcquire(int thread, LockMode mode) {
    Request request = lock.arrive(mode, 0, false, false);
    boolean granted = request.stand == Stand.GRANTED;
    if (granted) {
      slots.get(thread).add(request);
    }
    return granted;
  }

  @Override
  public void request(int thread, LockMode mode) {
    slots.get(thread).add(lock.arrive(mode, 0, true, false));
  }

  @Override
  public void end(int thread, int slot) {
    if (slot < slots.get(thread).size()) {
      Request request = slots.get(thread).get(slot);
      if (request.holder != null) {
        lock.close(request.holder);
      } else if (request.stand == Stand.WAITING) {
        lock.withdraw(request);
      }
    }
  }

  @Override
  public void endShared(int hold) {
    lock.close(shared.get(hold % shared.size()));
  }

  @Override
  public String tryUpgrade() {
    Holder holder = shared.get(0);
    if (!lock.mayAskForUpgrade(holder)) {
      return "refused";
    }
    return lock.arriveUpgrade(holder, false).stand == Stand.GRANTED ? "upgraded" : "not now";
  }

  @Override
  public String requestUpgrade(int thread) {
    Holder holder = shared.get(0);
    if (!lock.mayAskForUpgrade(holder)) {
      return "refused";
    }
    upgrades.get(thread).add(lock.arriveUpgrade(holder, true));
    return "requested";
  }

  @Override
  public void cancelUpgrade(int thread) {
    List<Request> own = upgrades.get(thread);
    if (!own.isEmpty() && own.get(own.size() - 1).stand == Stand.WAITING) {
      lock.withdraw(own.get(own.size() - 1));
    }
  }

  @Override
  public String downgrade() {
    Holder holder = shared.get(0);
    if (!lock.mayDowngrade(holder)) {
      return "refused";
    }
    lock.downgrade(holder);
    return "downgraded";
  }
}
