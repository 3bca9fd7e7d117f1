/**
 * The in-memory locks in tests with JUnit 5: see {@link
 * dev.holdfast.lock.inmemory.junit.FakeLocksExtension}. To use it, have JUnit Jupiter on the class
 * or module path.
 */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.inmemory.junit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
