/**
 * Locks that exclude the threads of one JVM. Start at {@link
 * dev.holdfast.lock.inmemory.InMemoryLocks}; in unit tests, at {@link
 * dev.holdfast.lock.inmemory.FakeLocks}.
 */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.inmemory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
