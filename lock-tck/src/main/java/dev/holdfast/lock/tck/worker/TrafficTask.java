package dev.holdfast.lock.tck.worker;

import dev.holdfast.lock.LockProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The part of one worker in the traffic. */
final class TrafficTask implements WorkerTask {

  @Override
  public Message run(LockProvider provider, Message arguments) throws Exception {
    MappedWitness witness = MappedWitness.at(Path.of(arguments.get("witness")));
    int threads = (int) arguments.number("threads");
    int place = (int) arguments.number("place");
    SharedLog log =
        SharedLog.in(Path.of(arguments.get("log")), threads, (int) arguments.number("capacity"));
    long end = System.nanoTime() + arguments.number("nanos");
    SplittableRandom random = new SplittableRandom(arguments.number("seed"));
    List<TrafficThread> users = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      users.add(
          new TrafficThread(
              provider,
              locks(arguments),
              witness,
              witness.stand(place, i),
              log.lane(i),
              random.split(),
              Traffic.Manner.valueOf(arguments.get("manner"))));
    }
    runAll(users, end, witness);
    return Message.EMPTY
        .with("grants", users.stream().mapToLong(TrafficThread::grants).sum())
        .with("contended", users.stream().mapToLong(TrafficThread::contended).sum())
        .with("upgrades", users.stream().mapToLong(TrafficThread::upgrades).sum());
  }

  private static List<TrafficLock> locks(Message arguments) {
    List<TrafficLock> locks = new ArrayList<>();
    for (int i = 0; i < arguments.number("locks"); i++) {
      locks.add(TrafficLock.of(Message.of(arguments.under("lock." + i + "."))));
    }
    return locks;
  }

  private static void runAll(List<TrafficThread> users, long end, Witness witness)
      throws Exception {
    CountDownLatch ended = new CountDownLatch(users.size());
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < users.size(); i++) {
      TrafficThread user = users.get(i);
      Thread thread =
          new Thread(
              () -> {
                try {
                  user.run(end);
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                  witness.end();
                } finally {
                  ended.countDown();
                }
              },
              "user-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      throw e;
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("A user of the locks has failed.", thrown);
    }
  }
}
