/**
 * Locks that exclude the threads of one JVM. Start at {@link
 * dev.holdfast.lock.inmemory.InMemoryLocks}.
 */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.inmemory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
