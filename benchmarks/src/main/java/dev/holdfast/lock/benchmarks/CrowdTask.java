package dev.holdfast.lock.benchmarks;

import dev.holdfast.lock.LockMode;
import dev.holdfast.lock.LockProvider;
import dev.holdfast.lock.benchmarks.Board.Place;
import dev.holdfast.lock.tck.worker.MappedWitness;
import dev.holdfast.lock.tck.worker.Message;
import dev.holdfast.lock.tck.worker.WorkerTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The part of one process in a crowd: its threads take turns with one mutex, from one instant to
 * another, by the clock of all.
 */
final class CrowdTask implements WorkerTask {

  static final String PLACE = "place";
  static final String THREADS = "threads";
  static final String BEGIN = "begin";
  static final String COUNT_FROM = "count-from";
  static final String END = "end";
  static final String BOARD = "board";
  static final String WITNESS = "witness";
  static final String GRANTS = "grants.";
  static final String WAITS = "waits";
  static final String HAND_OFFS = "hand-offs";
  static final String OVERLAPS = "overlaps";

  @Override
  public Message run(LockProvider provider, Message arguments) throws Exception {
    int threads = (int) arguments.number(THREADS);
    var board = new Board(Path.of(arguments.get(BOARD)));
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (Turn turn = Locks.of(provider).turn(Use.ACQUIRE, "crowd", 1)) {
      List<Member> members = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        members.add(new Member(turn, board, arguments, thread));
      }
      List<Future<Member>> ends = new ArrayList<>();
      for (Member member : members) {
        ends.add(executor.submit(member));
      }
      for (Future<Member> end : ends) {
        Member unused = end.get();
      }
      return answer(members);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      executor.shutdownNow();
    }
  }

  private static Message answer(List<Member> members) {
    Histogram waits = Times.histogram();
    Histogram handOffs = Times.histogram();
    Message answer = Message.EMPTY;
    long overlaps = 0;
    for (int thread = 0; thread < members.size(); thread++) {
      Member member = members.get(thread);
      waits.add(member.waits);
      handOffs.add(member.handOffs);
      overlaps += member.overlaps.get();
      answer = answer.with(GRANTS + thread, member.waits.getTotalCount());
    }
    return answer
        .with(OVERLAPS, overlaps)
        .with(WAITS, Times.encode(waits))
        .with(HAND_OFFS, Times.encode(handOffs));
  }

  /** One of the threads. */
  private static final class Member implements Callable<Member> {

    private final Turn turn;
    private final Board board;
    private final long begin;
    private final long countFrom;
    private final long end;
    private final long mark;
    private final Turn.Section section;
    private final AtomicLong overlaps = new AtomicLong();
    private final Histogram waits = Times.histogram();
    private final Histogram handOffs = Times.histogram();
    private long asked;

    Member(Turn turn, Board board, Message arguments, int thread) {
      this.turn = turn;
      this.board = board;
      this.begin = arguments.number(BEGIN);
      this.countFrom = arguments.number(COUNT_FROM);
      this.end = arguments.number(END);
      this.mark = arguments.number(PLACE) + 1;
      String witness = arguments.find(WITNESS);
      this.section = witness == null ? this::count : watch(Path.of(witness), arguments, thread);
    }

    private Turn.Section watch(Path file, Message arguments, int thread) {
      MappedWitness witness = MappedWitness.at(file);
      int place = (int) arguments.number(PLACE);
      Turn.Section watching =
          Sections.watching(witness, witness.stand(place, thread), overlaps::incrementAndGet)
              .section(0, LockMode.WRITE);
      return () -> {
        count();
        watching.run();
      };
    }

    @Override
    public Member call() throws Exception {
      for (long rest = begin - System.nanoTime(); rest > 0; rest = begin - System.nanoTime()) {
        LockSupport.parkNanos(this, rest);
      }
      for (asked = System.nanoTime(); asked < end; asked = System.nanoTime()) {
        boolean granted = turn.take(section);
        if (!granted) {
          throw new IllegalStateException("The mutex was refused, but is to be waited for.");
        }
      }
      return this;
    }

    private void count() {
      long granted = System.nanoTime();
      long from = board.get(Place.RELEASED_BY);
      long releasedAt = board.get(Place.RELEASED_AT);
      if (granted >= countFrom && granted < end) {
        Times.record(waits, granted - asked);
        if (from != 0 && from != mark) {
          Times.record(handOffs, granted - releasedAt);
        }
      }
      board.set(Place.RELEASED_BY, mark);
      board.set(Place.RELEASED_AT, System.nanoTime());
    }
  }
}
