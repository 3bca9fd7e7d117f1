/**
 * Generated programs: what clients do to locks, as data. A sequential one is compared with a model
 * step by step; a concurrent one is run, recorded and judged by the checkers. One that fails is
 * shrunk, and stored for replay.
 */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck.program;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
