package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.Faults;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a backend, with a difference between one that is not offered and one that fails:
 * the former makes a rule {@linkplain NotApplicable not applicable}, the latter is {@linkplain
 * BackendUnavailable no verdict about the backend's locks}.
 */
final class OfferedFaults implements Faults {

  private final String backend;
  private final Faults faults;

  private OfferedFaults(String backend, Faults faults) {
    this.backend = backend;
    this.faults = faults;
  }

  static Faults of(BackendUnderTest backend, String namespace) {
    String name = backend.factory().getName();
    @Nullable Faults faults;
    try {
      faults = backend.faults(namespace);
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (Exception | LinkageError e) {
      throw new BackendUnavailable("The faults of " + name + " cannot be had: " + e + ".", e);
    }
    if (faults == null) {
      throw new BackendUnavailable(
          name + " answers null instead of its faults.", new NullPointerException());
    }
    return new OfferedFaults(name, faults);
  }

  @Override
  public void loseHandle(LockId lock, LockHandle handle) {
    inflict("loseHandle", () -> faults.loseHandle(lock, handle));
  }

  @Override
  public void expireLease(LockId lock, LockHandle handle) {
    inflict("expireLease", () -> faults.expireLease(lock, handle));
  }

  @Override
  public void dropConnections() {
    inflict("dropConnections", faults::dropConnections);
  }

  @Override
  public void removeBackingStore(LockId lock) {
    inflict("removeBackingStore", () -> faults.removeBackingStore(lock));
  }

  @Override
  public void replaceBackingStore(LockId lock) {
    inflict("replaceBackingStore", () -> faults.replaceBackingStore(lock));
  }

  private void inflict(String name, Fault fault) {
    try {
      fault.happen();
    } catch (UnsupportedOperationException e) {
      throw new NotApplicable("The backend does not offer the fault " + name + ".");
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (Exception | LinkageError e) {
      throw new BackendUnavailable(
          "The fault " + name + " of " + backend + " could not be brought about: " + e + ".", e);
    }
  }

  private static Inconclusive interrupted() {
    Thread.currentThread().interrupt();
    return new Inconclusive("The trial was interrupted while it brought a fault about.");
  }

  private interface Fault {
    void happen() throws Exception;
  }
}
