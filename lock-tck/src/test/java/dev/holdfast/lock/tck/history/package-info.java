@NullMarked
package dev.holdfast.lock.tck.history;

import org.jspecify.annotations.NullMarked;
