/** What was done to locks and when, as one record for each call: the material of the checkers. */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck.history;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
