/** What runs the rules of the catalogue and judges them. */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck.engine;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
