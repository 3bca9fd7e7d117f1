package dev.holdfast.lock.tck.history;

/**
 * How a history is written down: JSON Lines, in UTF-8.
 *
 * <p>The first line tells the format and its version:
 *
 * <pre>{@code
 * {"format":"holdfast-history","version":1,"strictTry":false,"entries":3}
 * }</pre>
 *
 * <p>It may have {@code completeUntil}, see {@link History#completeUntil()}. If it says how many
 * entries there are, a file that was cut short is noticed: no check is right about one, since a
 * hold whose end is missing seems to last for ever. Each further line is one entry, in any order:
 *
 * <pre>{@code
 * {"action":"ACQUIRE","kind":"MUTEX","name":"orders","client":"p1","pid":4711,"thread":"w2",
 *     "handle":7,"waiting":"TIMED","mode":"WRITE","called":100,"returned":250,"outcome":"OK",
 *     "token":9}
 * {"write":9,"kind":"MUTEX","name":"orders","client":"p1","pid":4711,"thread":"w2","handle":7,
 *     "called":260,"returned":270,"outcome":"OK"}
 * {"fault":"KILL","pid":4711,"called":300,"returned":320}
 * }</pre>
 *
 * <p>(each on one line). {@code permits} and {@code weight} are 1 and {@code waiting} is TRY unless
 * they are there; {@code returned} and {@code token} are missing if there are none, and so is the
 * {@code handle} of a fault that hits a process. Fields of other names are ignored, so that a
 * reader may add what it likes; a change that this reader would misunderstand raises the version.
 */
final class HistoryFormat {

  static final String NAME = "holdfast-history";
  static final int VERSION = 1;

  static final String FORMAT = "format";
  static final String VERSION_FIELD = "version";
  static final String STRICT_TRY = "strictTry";
  static final String COMPLETE_UNTIL = "completeUntil";
  static final String ENTRIES = "entries";

  static final String ACTION = "action";
  static final String WRITE = "write";
  static final String FAULT = "fault";
  static final String KIND = "kind";
  static final String LOCK_NAME = "name";
  static final String PERMITS = "permits";
  static final String CLIENT = "client";
  static final String PID = "pid";
  static final String THREAD = "thread";
  static final String HANDLE = "handle";
  static final String WAITING = "waiting";
  static final String MODE = "mode";
  static final String WEIGHT = "weight";
  static final String CALLED = "called";
  static final String RETURNED = "returned";
  static final String OUTCOME = "outcome";
  static final String TOKEN = "token";

  private HistoryFormat() {}
}
