package dev.holdfast.lock.tck.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.DistributedLockProvider;
import dev.holdfast.lock.LockHandle;
import dev.holdfast.lock.tck.BackendUnderTest;
import dev.holdfast.lock.tck.fakes.RudeBackend;
import dev.holdfast.lock.tck.fakes.RudeBackend.Manner;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a backend does in a worker, the kit learns it in time. */
@Timeout(120)
class RudeWorkersTest {

  private static final WorkerLimits IMPATIENT =
      new WorkerLimits(Duration.ofSeconds(60), Duration.ofSeconds(3));

  private static void with(Manner manner, Use use) throws Exception {
    BackendUnderTest backend =
        BackendUnderTest.of(RudeBackend.class).config(RudeBackend.config(manner));
    try (var pool = new WorkerPool(backend, text -> text.replace("geheim", "***"));
        var workers = new Workers(pool, "space", IMPATIENT)) {
      use.of(workers);
    }
  }

  @FunctionalInterface
  private interface Use {
    void of(Workers workers) throws Exception;
  }

  private static LockHandle acquire(Worker worker) throws Exception {
    return ((DistributedLockProvider) worker.provider()).lock("a").acquire(Duration.ofSeconds(1));
  }

  private static WorkerFailure fails(Executable action) {
    WorkerFailure failure = assertThrows(WorkerFailure.class, action);
    String message = String.valueOf(failure.getMessage());
    assertFalse(message.contains("geheim"), () -> "a secret is told: " + message);
    return failure;
  }

  private static void says(WorkerFailure failure, String what) {
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(what), () -> "it does not say '" + what + "': " + message);
  }

  @Test
  void anExitIsSeen() throws Exception {
    with(
        Manner.EXITS,
        workers -> {
          Worker worker = workers.hire();
          WorkerFailure failure = fails(() -> acquire(worker).close());
          says(failure, "ended by itself, with status 7");
          says(failure, "it is all over, ***");
          assertThrows(WorkerFailure.class, workers::settle);
        });
  }

  @Test
  void aHangIsSeenWithItsStack() throws Exception {
    with(
        Manner.HANGS,
        workers -> {
          Worker worker = workers.hire();
          WorkerFailure failure = fails(() -> acquire(worker).close());
          says(failure, "has not answered within 4000 ms: to acquire WRITE 'a'");
          says(failure, "FakeLock.hang");
        });
  }

  @Test
  void anErrorIsSeen() throws Exception {
    with(
        Manner.THROWS,
        workers -> {
          Worker worker = workers.hire();
          var failure = assertThrows(RemoteException.class, () -> acquire(worker).close());
          assertTrue(
              String.valueOf(failure.getMessage()).contains("StackOverflowError: deep"),
              failure::getMessage);
          workers.settle();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"CHATS", "DOES_NOT_END"})
  void nothingIsLostByThat(Manner manner) throws Exception {
    with(
        manner,
        workers -> {
          Worker worker = workers.hire();
          for (int i = 0; i < 3; i++) {
            LockHandle handle = acquire(worker);
            assertNotNull(handle, "not granted");
            handle.close();
          }
          workers.settle();
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOODS", "SHUTS_OUTPUT"})
  void nothingHangsByThat(Manner manner) throws Exception {
    with(
        manner,
        workers -> {
          Worker worker = workers.hire();
          fails(
              () -> {
                for (int i = 0; i < 100; i++) {
                  acquire(worker).close();
                }
                workers.settle();
                throw new WorkerFailure("It came through all the same.");
              });
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"OPEN_THROWS", "OPEN_EXITS", "OPEN_HANGS"})
  void openingIsPartOfIt(Manner manner) throws Exception {
    with(
        manner,
        workers -> {
          WorkerFailure failure = fails(workers::hire);
          says(
              failure,
              switch (manner) {
                case OPEN_THROWS -> "could not be opened in another process";
                case OPEN_EXITS -> "ended by itself, with status 3";
                default -> "has not answered within 3000 ms: to open";
              });
        });
  }
}
