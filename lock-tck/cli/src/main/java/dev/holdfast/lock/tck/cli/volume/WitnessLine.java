package dev.holdfast.lock.tck.cli.volume;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.tck.worker.Message;
import java.io.IOException;

/** How one thread of a worker tells the referee what it holds. Confined to that thread. */
final class WitnessLine implements AutoCloseable {

  private final Wire wire;

  WitnessLine(Wire wire) {
    this.wire = wire;
  }

  /**
   * Right after a lock was granted, or a hold has changed its mode.
   *
   * @param seen what was read under the lock, in any order
   * @return whether the traffic goes on
   */
  boolean enter(LockMode mode, Message seen) throws IOException {
    return tell(seen.with("do", "enter").with("mode", mode));
  }

  /**
   * Right before the lock is released.
   *
   * @param left what was written under the lock
   * @return whether the traffic goes on
   */
  boolean leave(Message left) throws IOException {
    return tell(left.with("do", "leave"));
  }

  private boolean tell(Message news) throws IOException {
    wire.send(news);
    Message answer = wire.receive();
    if (answer == null) {
      throw new IOException("The witness has gone.");
    }
    return !answer.is("over");
  }

  @Override
  public void close() {
    wire.close();
  }
}
