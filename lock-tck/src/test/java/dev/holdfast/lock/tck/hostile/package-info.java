/** A backend that does to its caller what no backend should, and the kit that survives it. */
@NullMarked
package dev.holdfast.lock.tck.hostile;

import org.jspecify.annotations.NullMarked;
