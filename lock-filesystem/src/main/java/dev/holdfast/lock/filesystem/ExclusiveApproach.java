package dev.holdfast.lock.filesystem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The approach of a mutex or a writer: he takes over what was kept for him, or climbs. */
final class ExclusiveApproach extends Approach {

  private final List<Climb.Step> way;

  ExclusiveApproach(FileCell cell, List<Climb.Step> way) {
    super(cell);
    this.way = way;
  }

  @Override
  Kind kind() {
    return Kind.EXCLUSIVE;
  }

  @Override
  @Nullable Grip tryNow() {
    Grip kept = cell().relay().take();
    if (kept == null) {
      return climb(way);
    }
    boolean useful = false;
    try {
      useful = kept.file() == cell().file() && cell().isInUse(kept.file());
    } finally {
      if (!useful) {
        kept.letGo();
      }
    }
    if (useful) {
      return kept;
    }
    cell().closeFile();
    return climb(way);
  }
}
