/**
 * Locks on the files of a directory, for threads, processes and hosts. Start at {@link
 * dev.holdfast.lock.filesystem.FileSystemLocks}.
 */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.filesystem;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
