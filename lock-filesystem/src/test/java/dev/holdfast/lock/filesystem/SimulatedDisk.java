package dev.holdfast.lock.filesystem;

import dev.holdfast.lock.LockException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A header that forgets what was not forced when the power fails: each sector becomes any of its
 * versions since, or the beginning of one and the end of another.
 */
final class SimulatedDisk implements Header {

  /** What may go wrong. */
  enum Fault {
    NONE,
    PROCESS_DIES,
    POWER_FAILS,
    CALL_FAILS
  }

  /** Ends the process that was about to call. */
  static final class Ended extends RuntimeException {

    private static final long serialVersionUID = 1;
  }

  private static final int SECTOR = 512;
  private static final int SECTORS = HeaderLayout.SIZE / SECTOR;

  private final SplittableRandom random;
  private final byte[] seen = new byte[HeaderLayout.SIZE];
  // Of each sector: the version on the disk, and all that were written since.
  private final List<List<byte[]>> versions = new ArrayList<>();
  private final boolean[] toBeWritten = new boolean[SECTORS];
  private Runnable observer = () -> {};
  private Fault fault = Fault.NONE;
  private int callsBefore;
  private int forces;

  SimulatedDisk(long seed) {
    random = new SplittableRandom(seed);
    for (int sector = 0; sector < SECTORS; sector++) {
      versions.add(new ArrayList<>(List.of(new byte[SECTOR])));
    }
  }

  /** Lets something go wrong in a write or a force, after so many that succeed. */
  void plan(Fault fault, int callsBefore) {
    this.fault = fault;
    this.callsBefore = callsBefore;
  }

  /** Calls this in all the moments in which another process may look at the header. */
  void observe(Runnable observer) {
    this.observer = observer;
  }

  int forces() {
    return forces;
  }

  @Override
  public void readHeader(int position, byte[] bytes) {
    System.arraycopy(seen, position, bytes, 0, bytes.length);
  }

  @Override
  public void writeHeader(int position, byte[] bytes) {
    boolean failing = isFailing();
    write(position, failing ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes);
    observer.run();
    if (failing) {
      fail();
    }
  }

  @Override
  public void force() {
    if (isFailing()) {
      if (fault == Fault.CALL_FAILS) {
        // As systems do: what could not be written is taken for written from now on.
        Arrays.fill(toBeWritten, false);
      }
      fail();
    }
    forces++;
    for (int sector = 0; sector < SECTORS; sector++) {
      if (toBeWritten[sector]) {
        settle(sector, current(sector));
      }
    }
  }

  private void write(int position, byte[] bytes) {
    System.arraycopy(bytes, 0, seen, position, bytes.length);
    for (int i = position / SECTOR; i * SECTOR < position + bytes.length; i++) {
      versions.get(i).add(current(i));
      toBeWritten[i] = true;
    }
  }

  private byte[] current(int sector) {
    return Arrays.copyOfRange(seen, sector * SECTOR, (sector + 1) * SECTOR);
  }

  private void settle(int sector, byte[] content) {
    versions.set(sector, new ArrayList<>(List.of(content)));
    toBeWritten[sector] = false;
  }

  private boolean isFailing() {
    return fault != Fault.NONE && callsBefore-- == 0;
  }

  private void fail() {
    Fault now = fault;
    fault = Fault.NONE;
    switch (now) {
      case CALL_FAILS -> throw new LockException("The disk does not answer.");
      case POWER_FAILS -> losePower();
      case PROCESS_DIES, NONE -> {}
    }
    throw new Ended();
  }

  /** Forgets what was not forced, or some of it. */
  void losePower() {
    for (int sector = 0; sector < SECTORS; sector++) {
      byte[] content = anyVersion(sector).clone();
      if (random.nextBoolean()) {
        int cut = random.nextInt(SECTOR);
        System.arraycopy(anyVersion(sector), cut, content, cut, SECTOR - cut);
      }
      System.arraycopy(content, 0, seen, sector * SECTOR, SECTOR);
      settle(sector, content);
    }
    observer.run();
  }

  private byte[] anyVersion(int sector) {
    List<byte[]> all = versions.get(sector);
    return all.get(random.nextInt(all.size()));
  }
}
