package dev.holdfast.lock.tck.cli.volume;

import static dev.holdfast.lock.tck.cli.volume.Traffic.DATA;
import static dev.holdfast.lock.tck.cli.volume.Traffic.FAR;
import static dev.holdfast.lock.tck.cli.volume.Traffic.FIRST_PERMIT;
import static dev.holdfast.lock.tck.cli.volume.Traffic.GATE;
import static dev.holdfast.lock.tck.cli.volume.Traffic.RESERVED;

import java.util.List;

/** What is played with two or three workers, step by step, before all of them compete. */
final class Scenes {

  private static final boolean SHARED = true;
  private static final boolean EXCLUSIVE = false;

  private final Stopwatch clock;
  private int files;

  Scenes(Stopwatch clock) {
    this.clock = clock;
  }

  private interface Play {
    void run(Scene scene) throws InterruptedException;
  }

  private void play(Play play) throws InterruptedException {
    try (var scene = new Scene("scene-" + files++, clock)) {
      play.run(scene);
    }
  }

  void exclusion(Worker a, Worker b) throws InterruptedException {
    play(
        scene -> {
          scene.gets(a, 0, EXCLUSIVE);
          scene.isRefused(b, 0, EXCLUSIVE);
          scene.releases(a, 0);
          scene.getsSoon(b, 0, EXCLUSIVE);
          scene.releases(b, 0);
        });
  }

  void shared(Worker a, Worker b) throws InterruptedException {
    play(
        scene -> {
          scene.gets(a, 0, SHARED);
          scene.gets(b, 0, SHARED);
          scene.releases(b, 0);
          scene.isRefused(b, 0, EXCLUSIVE);
          scene.releases(a, 0);
          scene.getsSoon(b, 0, EXCLUSIVE);
          scene.isRefused(a, 0, SHARED);
          scene.releases(b, 0);
        });
  }

  void ranges(Worker a, Worker b) throws InterruptedException {
    play(
        scene -> {
          scene.gets(a, 0, EXCLUSIVE);
          scene.gets(b, 1, EXCLUSIVE);
          scene.isRefused(b, 0, EXCLUSIVE);
          scene.gets(a, 2, EXCLUSIVE);
          scene.releases(a, 0);
          scene.getsSoon(b, 0, EXCLUSIVE);
          scene.isRefused(b, 2, EXCLUSIVE);
          scene.releases(b, 1);
          scene.getsSoon(a, 1, EXCLUSIVE);
          scene.isRefused(a, 0, EXCLUSIVE);
        });
  }

  void far(Worker a, Worker b) throws InterruptedException {
    play(
        scene -> {
          scene.gets(a, FAR, EXCLUSIVE);
          scene.isRefused(b, FAR, EXCLUSIVE);
          scene.gets(b, FAR + 1, EXCLUSIVE);
          scene.releases(a, FAR);
          scene.getsSoon(b, FAR, EXCLUSIVE);
        });
  }

  /** A reads and B upgrades: R, then G and D, which A keeps from B until it leaves. */
  void upgrade(Worker a, Worker b) throws InterruptedException {
    play(
        scene -> {
          scene.gets(b, RESERVED, EXCLUSIVE);
          scene.gets(a, GATE, SHARED);
          scene.gets(a, DATA, SHARED);
          scene.releases(a, GATE);
          scene.isRefused(a, RESERVED, EXCLUSIVE);
          scene.getsSoon(b, GATE, EXCLUSIVE);
          scene.isRefused(b, DATA, EXCLUSIVE);
          scene.isRefused(a, GATE, SHARED);
          scene.releases(a, DATA);
          scene.getsSoon(b, DATA, EXCLUSIVE);
          scene.isRefused(a, DATA, SHARED);
          scene.isRefused(a, RESERVED, EXCLUSIVE);
          scene.releases(b, DATA);
          scene.releases(b, GATE);
          scene.getsSoon(a, GATE, SHARED);
          scene.getsSoon(a, DATA, SHARED);
          scene.isRefused(a, RESERVED, EXCLUSIVE);
        });
  }

  /** One permit for each of them, and none is left for the last. */
  void semaphore(List<Worker> all) throws InterruptedException {
    int permits = all.size() - 1;
    Worker last = all.get(permits);
    play(
        scene -> {
          for (int i = 0; i < permits; i++) {
            scene.gets(all.get(i), FIRST_PERMIT + i, EXCLUSIVE);
          }
          for (int i = 0; i < permits; i++) {
            scene.isRefused(last, FIRST_PERMIT + i, EXCLUSIVE);
          }
          scene.releases(all.get(0), FIRST_PERMIT);
          scene.getsSoon(last, FIRST_PERMIT, EXCLUSIVE);
        });
  }
}
