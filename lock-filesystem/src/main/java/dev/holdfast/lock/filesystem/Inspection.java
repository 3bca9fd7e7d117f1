package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockMode;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at a lock without disturbing anybody. */
final class Inspection {

  /*
   * Trying a lock to see whether it is held would keep others from getting it in that moment. So the
   * kernel's table is read instead. For that, the probe is locked: shared, where nobody locks anything
   * exclusively.
   */

  private Inspection() {}

  /** Inspects the lock of a cell; called where system calls are made. */
  static LockReport of(FileCell cell) {
    cell.guard.lock();
    try {
      return look(cell);
    } finally {
      cell.guard.unlock();
    }
  }

  private static LockReport look(FileCell cell) {
    LockFile file = OpenFiles.openExisting(cell.path(), cell.id());
    if (file == null) {
      return new LockReport(
          cell.id(), cell.path(), LockReport.State.ABSENT, List.of(), List.of(), null);
    }
    try {
      return report(cell, file, table(cell, file));
    } finally {
      file.letGo();
    }
  }

  private static @Nullable List<LockTable.Holder> table(FileCell cell, LockFile file) {
    FileLock probe = file.tryLock(Region.PROBE, true);
    if (probe == null) {
      return null;
    }
    try {
      return LockTable.of(cell.path());
    } finally {
      file.release(probe);
    }
  }

  private static LockReport report(
      FileCell cell, LockFile file, @Nullable List<LockTable.Holder> table) {
    LockOwner owner = TokenSlots.lastOwnerIn(file);
    if (table == null) {
      return new LockReport(
          cell.id(), cell.path(), LockReport.State.UNKNOWN, List.of(), List.of(), owner);
    }
    List<LockReport.Holder> holders = new ArrayList<>();
    List<Long> waiting = new ArrayList<>();
    Map<Long, List<LockTable.Holder>> byProcess = new TreeMap<>();
    for (LockTable.Holder part : table) {
      byProcess.computeIfAbsent(part.pid(), pid -> new ArrayList<>()).add(part);
    }
    byProcess.forEach(
        (pid, parts) -> {
          LockReport.Holder holder = holder(pid, parts);
          if (holder != null) {
            holders.add(holder);
          }
          if (has(parts, Region.WAITERS, true)) {
            waiting.add(pid);
          }
        });
    return new LockReport(
        cell.id(),
        cell.path(),
        holders.isEmpty() ? LockReport.State.FREE : LockReport.State.HELD,
        holders,
        waiting,
        owner);
  }

  /** What a process holds, by the parts that it has locked; null if it is only on its way. */
  private static LockReport.@Nullable Holder holder(long pid, List<LockTable.Holder> parts) {
    int permits = 0;
    for (LockTable.Holder part : parts) {
      permits += Region.permitIndex(part.region()) >= 0 ? (int) part.region().size() : 0;
    }
    if (permits > 0) {
      return new LockReport.Holder(pid, LockMode.PERMIT, permits);
    }
    if (has(parts, Region.DATA, false)) {
      return new LockReport.Holder(pid, LockMode.WRITE, 1);
    }
    if (has(parts, Region.RESERVED, false) && !has(parts, Region.GATE, false)) {
      return new LockReport.Holder(pid, LockMode.UPGRADEABLE, 1);
    }
    return has(parts, Region.DATA, true) ? new LockReport.Holder(pid, LockMode.READ, 1) : null;
  }

  private static boolean has(List<LockTable.Holder> parts, Region region, boolean shared) {
    return parts.stream().anyMatch(part -> part.region().equals(region) && part.shared() == shared);
  }
}
