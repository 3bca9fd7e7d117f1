/**
 * Storms over lock files: processes that take one lock in all ways there are, while some of them
 * are killed at random instants, and what happened is judged afterwards.
 *
 * <p>Every build has a short one of each kind. The long ones, with strict bounds of fairness:
 * {@code mvn -pl lock-filesystem -am -Pstorm verify}, on a machine that does nothing else.
 */
@NullMarked
package dev.holdfast.lock.filesystem.storm;

import org.jspecify.annotations.NullMarked;
