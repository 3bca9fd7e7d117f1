/** Pure functions that tell legal histories from illegal ones, and prove it. */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck.checker;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
