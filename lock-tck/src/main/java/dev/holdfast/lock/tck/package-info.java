/** Holds a lock backend to the rules of the catalogue and writes a certificate. */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
