package dev.holdfast.lock.tck.engine;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.BackendUnderTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The providers that a trial has opened, and the name space of each. */
final class Providers {

  private static final AtomicInteger STRANGERS = new AtomicInteger();

  private final BackendUnderTest backend;
  private final String namespace;
  private final ReentrantLock guard = new ReentrantLock();
  private final IdentityHashMap<LockProvider, String> namespaces = new IdentityHashMap<>();
  private final List<LockProvider> inOrder = new ArrayList<>();

  Providers(BackendUnderTest backend, String namespace) {
    this.backend = backend;
    this.namespace = namespace;
  }

  LockProvider open() {
    return open(namespace);
  }

  LockProvider openStranger() {
    return open(namespace + "-s" + STRANGERS.incrementAndGet());
  }

  LockProvider open(String namespaceOfProvider) {
    LockProvider provider = open(backend, namespaceOfProvider);
    guard.lock();
    try {
      namespaces.put(provider, namespaceOfProvider);
      inOrder.add(provider);
    } finally {
      guard.unlock();
    }
    return provider;
  }

  static LockProvider open(BackendUnderTest backend, String namespace) {
    @Nullable LockProvider provider;
    try {
      provider = backend.open(namespace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Inconclusive("The trial was interrupted while a provider was opened.");
    } catch (Throwable e) {
      throw new BackendUnavailable(cannotOpen(backend, namespace) + ": it threw " + e + ".", e);
    }
    if (provider == null) {
      throw new BackendUnavailable(
          cannotOpen(backend, namespace) + ": it returned null.", new NullPointerException());
    }
    return provider;
  }

  private static String cannotOpen(BackendUnderTest backend, String namespace) {
    return "%s could not open a provider for name space '%s'"
        .formatted(backend.factory().getName(), namespace);
  }

  String namespaceOf(LockProvider provider) {
    guard.lock();
    try {
      String known = namespaces.get(provider);
      if (known == null) {
        throw new IllegalArgumentException("The trial has not opened this provider: " + provider);
      }
      return known;
    } finally {
      guard.unlock();
    }
  }

  /** Closes all, the latest first, and throws what the first failing close threw. */
  void close() throws Exception {
    List<LockProvider> opened;
    guard.lock();
    try {
      opened = List.copyOf(inOrder);
      inOrder.clear();
    } finally {
      guard.unlock();
    }
    var first = new AtomicReference<@Nullable Throwable>();
    Set<LockProvider> closed = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = opened.size() - 1; i >= 0; i--) {
      // A factory may hand out one provider twice.
      if (closed.add(opened.get(i))) {
        close(opened.get(i), first);
      }
    }
    Throwable failure = first.get();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw failure instanceof Exception e ? e : new IllegalStateException(failure);
    }
  }

  private static void close(LockProvider provider, AtomicReference<@Nullable Throwable> first) {
    try {
      provider.close();
    } catch (Throwable e) {
      boolean unused = first.compareAndSet(null, e);
    }
  }

  static Set<Primitive> offeredBy(LockProvider provider) {
    var offered = new HashSet<Primitive>();
    for (var primitive : Primitive.values()) {
      if (primitive.isOfferedBy(provider)) {
        offered.add(primitive);
      }
    }
    return Set.copyOf(offered);
  }
}
