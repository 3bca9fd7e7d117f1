package dev.holdfast.lock.tck.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.doubles.ReferenceBackend;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that runs as in a container. */
@Timeout(120)
class IsolatedWorkerTest {

  private static final WorkerLimits LIMITS =
      new WorkerLimits(Duration.ofSeconds(60), Duration.ofSeconds(30));

  /** Tells what a worker knows of processes. */
  static final class Census implements WorkerTask {
    @Override
    public Message run(LockProvider provider, Message arguments) {
      long kit = arguments.number("kit");
      return Message.EMPTY
          .with("pid", ProcessHandle.current().pid())
          .with("seesKit", ProcessHandle.of(kit).isPresent());
    }
  }

  @Test
  void itIsProcessOneAndSeesNobodyElse() throws Exception {
    assumeTrue(Workers.canIsolate(), "this system isolates nobody");
    var pool = new WorkerPool(BackendUnderTest.of(ReferenceBackend.class), text -> text);
    long kit = ProcessHandle.current().pid();
    try (pool;
        var workers = new Workers(pool, "space", LIMITS)) {
      Worker worker = workers.hireIsolated(1).get(0);
      Message census =
          worker.start(Census.class, Message.EMPTY.with("kit", kit)).get(60, TimeUnit.SECONDS);
      assertEquals(1, census.number("pid"));
      assertFalse(census.is("seesKit"), "it sees the process of the tests");
      assertNotEquals(1, worker.pid(), "the kit does not see which process it is");
      ProcessHandle process = ProcessHandle.of(worker.pid()).orElseThrow();
      assertTrue(process.info().command().orElse("").endsWith("java"), process.info()::toString);
      worker.kill();
      assertFalse(process.isAlive(), "it has survived");
    }
  }
}
