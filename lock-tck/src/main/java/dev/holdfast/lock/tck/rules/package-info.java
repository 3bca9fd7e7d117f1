/** The rules of the catalogue and their checks, one class a chapter. */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck.rules;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
