/**
 * Finds out whether file locks work on a volume, by processes that each use one mount of it.
 *
 * <p>{@code Coordinator} is whom all processes talk to, {@code Agent} starts and kills the workers
 * of one host, and {@code VolumeWorker} is what runs in them. {@code VolumeCheck} tells them what
 * to do, and makes a {@code VolumeReport} of what it sees; {@code Referee} is told by them who
 * holds what, and so puts entries and exits of all hosts into one order. Only workers touch the
 * volume: whoever has files open on a mount that hangs can neither be killed nor start processes.
 */
@NullMarked
@CheckReturnValue
package dev.holdfast.lock.tck.cli.volume;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
