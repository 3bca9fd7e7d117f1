@NullMarked
package dev.holdfast.lock.tck.checker;

import org.jspecify.annotations.NullMarked;
