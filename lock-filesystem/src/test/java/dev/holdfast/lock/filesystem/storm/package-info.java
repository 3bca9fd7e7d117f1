/**
 * Storms over lock files: processes that take one lock in all ways there are, while some of them
 * are killed at random instants, and what happened is judged afterwards.
 */
@NullMarked
package dev.holdfast.lock.filesystem.storm;

import org.jspecify.annotations.NullMarked;
