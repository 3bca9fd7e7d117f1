/** The kit as a command. */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
