package dev.holdfast.lock.filesystem;

import static java.util.Objects.requireNonNull;

import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockMode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a lock from outside, at one instant. By the time it is read it may be over.
 *
 * @param lock which lock, not null
 * @param file where its file is or would be, not null
 * @param state how it stands, not null
 * @param holders who holds it, as far as this machine's kernel tells; empty unless {@link
 *     State#HELD}; not null
 * @param waiting the process ids of those who wait for it, as far as this machine's kernel tells;
 *     not null
 * @param lastOwner who acquired it exclusively the last time, and may hold it still; null if nobody
 *     has, or if no tokens are written
 */
public record LockReport(
    LockId lock,
    Path file,
    State state,
    List<Holder> holders,
    List<Long> waiting,
    @Nullable LockOwner lastOwner) {

  /** How a lock stands. */
  public enum State {
    /** It has no file: nobody has ever acquired it, or the file was cleaned up. */
    ABSENT,
    /** Nobody on this machine holds it; only processes of other machines are out of sight. */
    FREE,
    /** Somebody on this machine holds it. */
    HELD,
    /** This system does not tell who locks a file: no Linux, or a file system with a server. */
    UNKNOWN
  }

  /**
   * A process that holds the lock.
   *
   * @param pid its process id
   * @param mode in which mode, not null
   * @param count how many permits; one for all other modes
   */
  public record Holder(long pid, LockMode mode, int count) {

    /**
     * Rejects nulls.
     *
     * @param pid its process id
     * @param mode in which mode, not null
     * @param count how many permits
     */
    public Holder {
      requireNonNull(mode, "mode");
    }

    @Override
    public String toString() {
      return "pid " + pid + " in mode " + mode + (count == 1 ? "" : " (" + count + " times)");
    }
  }

  /**
   * Rejects nulls.
   *
   * @param lock which lock, not null
   * @param file where its file is or would be, not null
   * @param state how it stands, not null
   * @param holders who holds it, not null
   * @param waiting who waits for it, not null
   * @param lastOwner who acquired it exclusively the last time, or null
   */
  public LockReport {
    requireNonNull(lock, "lock");
    requireNonNull(file, "file");
    requireNonNull(state, "state");
    holders = List.copyOf(holders);
    waiting = List.copyOf(waiting);
  }

  /** The holders as a phrase for a message; null if nothing is known of any. */
  @Nullable String describeHolders() {
    LockOwner owner = lastOwner;
    if (state == State.HELD) {
      return holders.stream()
          .map(
              holder ->
                  owner != null && isOwner(holder, owner) ? owner.toString() : holder.toString())
          .collect(Collectors.joining("; "));
    }
    return state == State.UNKNOWN && owner != null
        ? "somebody; the last one who acquired it exclusively was " + owner
        : null;
  }

  private static boolean isOwner(Holder holder, LockOwner owner) {
    OwnerProcess process = owner.process();
    return holder.mode() == LockMode.WRITE
        && process != null
        && process.pid() == holder.pid()
        && process.host().equals(ProcessIdentity.HOST);
  }

  /** A sentence that tells all of it. */
  @Override
  public String toString() {
    return lock
        + " ("
        + file
        + ") is "
        + state
        + (holders.isEmpty() ? "" : ", held by " + describeHolders())
        + (waiting.isEmpty() ? "" : ", awaited by pid " + waiting)
        + (lastOwner == null ? "" : "; last acquired exclusively by " + lastOwner)
        + ".";
  }
}
