/** Locks on files of a shared directory. So far only the naming of the lock files. */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.filesystem;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
