package dev.holdfast.lock.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.holdfast.lock.LockException;
import dev.holdfast.lock.filesystem.SimulatedDisk.Fault;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Processes that take tokens on a disk that forgets, and die. */
class TokenSlotsPropertyTest {

  private static final int PROCESSES = 3;

  /** One process takes some tokens, and something goes wrong meanwhile or afterwards. */
  record Turn(int process, int tokens, TokenDurability durability, Fault fault, int callsBefore) {}

  @Provide
  Arbitrary<List<Turn>> power() {
    return turns(EnumSet.of(TokenDurability.POWER), EnumSet.allOf(Fault.class));
  }

  @Provide
  Arbitrary<List<Turn>> process() {
    return turns(
        EnumSet.of(TokenDurability.PROCESS), EnumSet.complementOf(EnumSet.of(Fault.POWER_FAILS)));
  }

  @Provide
  Arbitrary<List<Turn>> mixed() {
    return turns(
        EnumSet.of(TokenDurability.PROCESS, TokenDurability.POWER), EnumSet.allOf(Fault.class));
  }

  private static Arbitrary<List<Turn>> turns(Set<TokenDurability> durabilities, Set<Fault> faults) {
    return Combinators.combine(
            Arbitraries.integers().between(0, PROCESSES - 1),
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(durabilities),
            Arbitraries.of(faults),
            Arbitraries.integers().between(0, 12))
        .as(Turn::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(150);
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void tokensThatSurviveTheLossOfPowerIncreaseForEver(
      @ForAll("power") List<Turn> turns,
      @ForAll @IntRange(min = 1, max = 8) int reservedAtOnce,
      @ForAll long seed) {
    new World(reservedAtOnce, seed).run(turns);
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void tokensThatSurviveProcessesIncreaseWithoutWaitingForTheDisk(
      @ForAll("process") List<Turn> turns, @ForAll long seed) {
    World world = new World(1, seed);
    world.run(turns);
    assertEquals(0, world.disk.forces(), "how often it waited for the disk");
    int reservations = HeaderLayout.OWNER - HeaderLayout.RESERVATIONS;
    assertTrue(
        Arrays.equals(
            new byte[reservations], world.disk.readHeader(HeaderLayout.RESERVATIONS, reservations)),
        "something was reserved");
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void whereSettingsDifferNoneIsRepeatedThatShouldSurvive(
      @ForAll("mixed") List<Turn> turns,
      @ForAll @IntRange(min = 1, max = 8) int reservedAtOnce,
      @ForAll long seed) {
    new World(reservedAtOnce, seed).run(turns);
  }

  private static final class World {

    // It stands still, so that it does not help.
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private final SimulatedDisk disk;
    private final int reservedAtOnce;
    private final TokenSlots reader;
    private final @Nullable TokenSlots[] running = new @Nullable TokenSlots[PROCESSES];
    private final long[] pids = new long[PROCESSES];
    private long started;
    private long greatest = -1;
    private long greatestThatSurvives = -1;

    World(int reservedAtOnce, long seed) {
      this.reservedAtOnce = reservedAtOnce;
      disk = new SimulatedDisk(seed);
      reader = start(0);
      disk.observe(this::lookWithoutTheLock);
    }

    private TokenSlots start(long pid) {
      OwnerProcess process = new OwnerProcess(pid, "host", null, null);
      return new TokenSlots(disk, CLOCK, new OwnerRecord(~pid, process), reservedAtOnce);
    }

    void run(List<Turn> turns) {
      for (Turn turn : turns) {
        disk.plan(turn.fault, turn.callsBefore);
        try {
          for (int i = 0; i < turn.tokens; i++) {
            take(turn.process, turn.durability);
          }
          disk.plan(Fault.NONE, 0);
          if (turn.fault == Fault.POWER_FAILS) {
            disk.losePower();
          }
          end(turn);
        } catch (SimulatedDisk.Ended e) {
          end(turn);
        }
      }
    }

    private void end(Turn turn) {
      if (turn.fault == Fault.PROCESS_DIES) {
        running[turn.process] = null;
      } else if (turn.fault == Fault.POWER_FAILS) {
        Arrays.fill(running, null);
        greatest = greatestThatSurvives;
      }
    }

    private void take(int process, TokenDurability durability) {
      TokenSlots slots = running[process];
      if (slots == null) {
        pids[process] = ++started;
        slots = start(started);
        running[process] = slots;
      }
      long pid = pids[process];
      long token;
      try {
        token = slots.next("thread of " + pid, pid, durability);
      } catch (LockException e) {
        return;
      }
      assertTrue(token > greatest, () -> "after token " + greatest + " came " + token);
      greatest = token;
      if (durability == TokenDurability.POWER) {
        greatestThatSurvives = token;
      }
      LockOwner owner = reader.lastOwner();
      assertNotNull(owner, "nobody has the lock");
      assertEquals(token, owner.token());
      assertNotNull(owner.process(), "the process is unknown");
      assertEquals(pid, owner.process().pid());
    }

    private void lookWithoutTheLock() {
      LockOwner owner = reader.lastOwner();
      if (owner != null && owner.process() != null) {
        assertEquals("thread of " + owner.process().pid(), owner.thread(), "the thread's process");
      }
    }
  }
}
