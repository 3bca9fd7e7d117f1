package dev.holdfast.lock.tck.doubles;

import static java.util.stream.Collectors.joining;

import dev.holdfast.lock.Deadline;
import dev.holdfast.lock.DistributedLock;
import dev.holdfast.lock.LockId;
import dev.holdfast.lock.LockKind;
import dev.holdfast.lock.LockMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.io.IOUtils;

/** Bugs in names and name spaces, durations, executors and the life cycle. */
final class ProviderMutants {

  /** The key under which the configuration shortens the forgotten default timeout of M05. */
  static final String DEFAULT_TIMEOUT = "default-timeout";

  private static final AtomicLong PRIVATE_SPACES = new AtomicLong();

  private ProviderMutants() {}

  static ReferenceProvider open(Mutant mutant, String namespace, Map<String, String> config) {
    ReferenceLocks space = space(mutant, namespace);
    return switch (mutant) {
      case M10, M13, M14, M25, M26, M27, M38 -> new Misnaming(mutant, namespace, space);
      case M05 -> {
        Duration forgotten = Duration.parse(config.getOrDefault(DEFAULT_TIMEOUT, "PT30S"));
        yield new MutantProvider(mutant, namespace, space) {
          @Override
          Deadline deadline(Duration timeout) {
            return super.deadline(timeout.equals(Deadline.FOREVER) ? forgotten : timeout);
          }
        };
      }
      case M11 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            Deadline deadline(Duration timeout) {
              long microseconds = TimeUnit.NANOSECONDS.convert(timeout);
              return timeout.isNegative() || microseconds == Long.MAX_VALUE
                  ? super.deadline(timeout)
                  : super.deadline(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(microseconds)));
            }
          };
      case M15 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            Deadline deadline(Duration timeout) {
              return super.deadline(timeout.isNegative() ? Deadline.FOREVER : timeout);
            }
          };
      case M18 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            Deadline deadline(Duration timeout) {
              return super.deadline(
                  timeout.equals(Deadline.FOREVER) ? timeout : timeout.dividedBy(2));
            }
          };
      case M19 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            Deadline deadline(Duration timeout) {
              Deadline honest = super.deadline(timeout);
              long now = System.nanoTime();
              long deadline = now + TimeUnit.NANOSECONDS.convert(timeout);
              boolean never = timeout.equals(Deadline.FOREVER); // looked at elsewhere
              return deadline < now && !never ? super.deadline(Duration.ZERO) : honest;
            }
          };
      case M34 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            public void close() {
              super.close();
              space().guarded(space()::resetTokens);
            }
          };
      case M37 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            public DistributedLock lock(String name) {
              return new MonitorLock(super.lock(name));
            }
          };
      case M46 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            void giveBack(Runnable undo) {
              // Nobody looks whether the future took the grant.
            }
          };
      case M48 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            void abandon(Waiter waiter) {
              if (waiter.mode() != LockMode.WRITE) {
                super.abandon(waiter);
              }
            }
          };
      case M52 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            void execute(Runnable delivery) {
              delivery.run();
            }
          };
      case M54 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            void endWaits() {
              // They were forgotten.
            }
          };
      case M55 -> new LeakingTries(mutant, namespace, space);
      case M77 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            public DistributedLock lock(String name) {
              return new InternedLock(super.lock(name));
            }
          };
      case M78 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            void execute(Runnable delivery) {
              ForkJoinPool.commonPool().execute(delivery);
            }
          };
      case M80 -> new InvertedOrder(mutant, namespace, space);
      case M91 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            void endThreads() {
              // They wait for more.
            }
          };
      case M92 ->
          new MutantProvider(mutant, namespace, space) {
            private final Set<LockId> mentioned = ConcurrentHashMap.newKeySet();

            @Override
            LockId key(LockId id) {
              boolean unused = mentioned.add(id);
              return id;
            }
          };
      case M93 ->
          new MutantProvider(mutant, namespace, space) {
            @Override
            void abandon(Waiter waiter) {
              space().guarded(waiter::withdraw); // but its timer runs on
            }
          };
      default -> new MutantProvider(mutant, namespace, space);
    };
  }

  /** The name space; mutants do not share with each other. */
  private static ReferenceLocks space(Mutant mutant, String namespace) {
    String key =
        switch (mutant) {
          case M14 -> mutant.name();
          case M24 -> mutant + " " + namespace + " " + PRIVATE_SPACES.incrementAndGet();
          default -> mutant + " " + namespace;
        };
    return ReferenceLocks.of(key, () -> new MutantLocks(mutant));
  }

  /** M55: a try that is refused leaves a file open, often. */
  static final class LeakingTries extends MutantProvider {

    private final Deque<FileChannel> forgotten = new ConcurrentLinkedDeque<>();

    LeakingTries(Mutant mutant, String namespace, ReferenceLocks space) {
      super(mutant, namespace, space);
    }

    /** Not each time, or the JVM runs out of them. */
    void refused() {
      if (ThreadLocalRandom.current().nextInt(8) == 0) {
        try {
          forgotten.add(FileChannel.open(Path.of("/dev/null")));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public void close() {
      super.close();
      forgotten.forEach(IOUtils::closeQuietly); // the tests go on
    }
  }

  /**
   * M80: two internal locks, which an asynchronous acquisition and a release both take, in an order
   * that depends on the name: one name alone never deadlocks.
   */
  static final class InvertedOrder extends MutantProvider {

    private final ReentrantLock even = new ReentrantLock();
    private final ReentrantLock odd = new ReentrantLock();

    InvertedOrder(Mutant mutant, String namespace, ReferenceLocks space) {
      super(mutant, namespace, space);
    }

    /** Runs a move under both. */
    void underBoth(LockId id, Runnable move) {
      boolean evenFirst = id.name().hashCode() % 2 == 0;
      ReentrantLock first = evenFirst ? even : odd;
      ReentrantLock second = evenFirst ? odd : even;
      first.lock();
      try {
        second.lock();
        try {
          move.run();
        } finally {
          second.unlock();
        }
      } finally {
        first.unlock();
      }
    }
  }

  /** Confuses names. */
  private static final class Misnaming extends MutantProvider {

    private final Mutant mutant;
    private final AtomicLong objects = new AtomicLong();

    Misnaming(Mutant mutant, String namespace, ReferenceLocks space) {
      super(mutant, namespace, space);
      this.mutant = mutant;
    }

    @Override
    LockId key(LockId id) {
      String name = id.name();
      return switch (mutant) {
        case M10 -> named(id, name.toLowerCase(Locale.ROOT));
        case M13 -> named(id, name + " " + objects.incrementAndGet());
        case M14 -> new LockId("", id.kind(), name);
        case M25 -> named(id, "bucket " + (name.hashCode() & 63));
        case M26 -> named(id, "hash " + name.hashCode());
        case M27 -> named(id, normalized(name));
        case M38 ->
            id.kind() == LockKind.READER_WRITER
                ? new LockId(id.namespace(), LockKind.MUTEX, name)
                : id;
        default -> throw new IllegalArgumentException(mutant + " does not confuse names.");
      };
    }

    private static LockId named(LockId id, String name) {
      return new LockId(id.namespace(), id.kind(), name);
    }

    private static String normalized(String path) {
      Deque<String> elements = new ArrayDeque<>();
      for (String element : path.split("/", -1)) {
        if (element.equals("..")) {
          elements.pollLast();
        } else if (!element.isEmpty() && !element.equals(".")) {
          elements.addLast(element);
        }
      }
      return elements.stream().collect(joining("/"));
    }
  }
}
