package dev.holdfast.lock.tck.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A process with a {@link WorkerMain}, seen by the kit: questions and answers, and its end. */
final class WorkerProcess {

  /** Long enough for SIGKILL on any machine that still works. */
  private static final Duration DEATH = Duration.ofSeconds(30);

  private static final Duration GRACE = Duration.ofSeconds(1);

  /** Its children may keep its output open; what it has said itself is read by then. */
  private static final Executor AFTER_A_WHILE =
      CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

  private final Process process;
  private final boolean isolated;
  private final int number;
  private final UnaryOperator<String> redaction;
  private final BufferedWriter commands;
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicLong requests = new AtomicLong();
  private final Map<String, Question> unanswered = new ConcurrentHashMap<>();
  private final Question hello = new Question("hello");
  private final LastWords lastWords = new LastWords();
  private volatile boolean killed;
  private volatile boolean ended;
  private volatile @Nullable ClockCertificate clock;

  private WorkerProcess(
      Process process, boolean isolated, int number, UnaryOperator<String> redaction) {
    this.process = process;
    this.isolated = isolated;
    this.number = number;
    this.redaction = redaction;
    this.commands = process.outputWriter(UTF_8);
    unanswered.put(hello.id(), hello);
    background("answers", this::readAnswers);
    background("errors", this::readErrors);
    var unused = process.onExit().thenRunAsync(this::end, AFTER_A_WHILE);
  }

  /** Starts one; it does not wait until that runs. */
  static WorkerProcess start(String classPath, int number, UnaryOperator<String> redaction)
      throws IOException {
    return new WorkerProcess(WorkerCommand.start(classPath), false, number, redaction);
  }

  /** Starts one that sees no other processes, and has an id that others have as well. */
  static WorkerProcess startIsolated(String classPath, int number, UnaryOperator<String> redaction)
      throws IOException {
    return new WorkerProcess(WorkerCommand.startIsolated(classPath), true, number, redaction);
  }

  private void background(String what, Runnable action) {
    var thread = new Thread(action, "lock-tck worker " + number + " " + what);
    thread.setDaemon(true);
    thread.start();
  }

  private void readAnswers() {
    var lines = new BoundedLines(process.getInputStream());
    try {
      for (String line = lines.next(); line != null; line = lines.next()) {
        int mark = line.lastIndexOf(WorkerMain.MARK);
        if (mark < 0) {
          lastWords.add(line);
        } else {
          answer(line.substring(mark + WorkerMain.MARK.length()));
        }
      }
    } catch (IOException e) {
      // It was killed.
    }
    end();
  }

  private void answer(String line) {
    try {
      Message message = Message.parse(line);
      Question question = unanswered.remove(message.get("id"));
      if (question != null) {
        question.complete(message.without("id"));
      }
    } catch (IOException | IllegalArgumentException e) {
      lastWords.add(line);
    }
  }

  private void readErrors() {
    try (BufferedReader errors = process.errorReader(UTF_8)) {
      var chunk = new char[1024];
      for (int n = errors.read(chunk); n >= 0; n = errors.read(chunk)) {
        lastWords.add(chunk, n);
      }
    } catch (IOException e) {
      // It was killed.
    }
  }

  /** Its output has ended: it is dead, or cannot be spoken to. */
  private void end() {
    ended = true;
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (String id : List.copyOf(unanswered.keySet())) {
      Question question = unanswered.remove(id);
      if (question != null) {
        question.completeExceptionally(reasonOfEnd());
      }
    }
  }

  private RuntimeException reasonOfEnd() {
    if (killed) {
      return new WorkerKilled(this + " was killed by the kit.");
    }
    String how =
        process.isAlive()
            ? " closed its standard output"
            : " ended by itself, with status " + process.exitValue();
    return new WorkerFailure(this + how + "." + lastWords());
  }

  /** Says something; the future fails if it ends before it answers. */
  Question ask(Message command) {
    String id = Long.toString(requests.incrementAndGet());
    var answer = new Question(id);
    unanswered.put(id, answer);
    writing.lock();
    try {
      commands.write(command.with("id", id).toString());
      commands.write('\n');
      commands.flush();
    } catch (IOException e) {
      ended = true;
    } finally {
      writing.unlock();
    }
    if (ended && unanswered.remove(id) != null) {
      answer.completeExceptionally(reasonOfEnd());
    }
    return answer;
  }

  /** Waits for an answer, within bounds. */
  Message await(Question question, Duration bound, String what) throws InterruptedException {
    return question.await(bound, () -> hangs(bound, what));
  }

  /** What is to be said of it if it does not come to an end. */
  WorkerFailure hangs(Duration bound, String what) {
    return new WorkerFailure(
        "%s has not answered within %d ms: %s.%s%s"
            .formatted(this, bound.toMillis(), what, lastWords(), stacks()));
  }

  /**
   * Waits until it runs. It has not touched the backend by then.
   *
   * @throws FaultUnavailable if the machine does not get that far
   */
  void awaitStart(Duration bound) throws InterruptedException {
    Message unused =
        hello.await(
            bound,
            () ->
                new FaultUnavailable(
                    "%s has not started within %d ms.%s"
                        .formatted(this, bound.toMillis(), lastWords())));
  }

  /** Whether its clock is ours. */
  ClockCertificate clock(Duration bound) throws InterruptedException {
    ClockCertificate known = clock;
    if (known == null) {
      known =
          ClockCertificate.of(
              await(hello, bound, "that it has started"),
              () ->
                  await(ask(Message.EMPTY.with("do", "clock")), bound, "what time it is")
                      .number("nanos"));
      clock = known;
    }
    return known;
  }

  private String stacks() {
    try {
      return "\nIts threads:"
          + ask(Message.EMPTY.with("do", "stacks"))
              .get(GRACE.toMillis(), TimeUnit.MILLISECONDS)
              .get("stacks");
    } catch (ExecutionException | TimeoutException e) {
      return "\nIts threads cannot be seen either.";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private String lastWords() {
    String words = redacted(lastWords.toString()).strip();
    return words.isEmpty() ? "" : "\nIts last words:\n" + words.indent(2).stripTrailing();
  }

  /** What it says, without secrets. */
  String redacted(String text) {
    return redaction.apply(text);
  }

  /** The id that others see; the isolated one is the only child of what isolates it. */
  long pid() {
    return isolated
        ? process.children().mapToLong(ProcessHandle::pid).findFirst().orElse(process.pid())
        : process.pid();
  }

  boolean isIsolated() {
    return isolated;
  }

  int number() {
    return number;
  }

  boolean isAlive() {
    return !killed && !ended && process.isAlive();
  }

  /** Kills it, and returns when it is dead. */
  void kill() throws InterruptedException {
    killed = true;
    List<ProcessHandle> inside = isolated ? process.children().toList() : List.of();
    inside.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean dead = process.waitFor(DEATH.toMillis(), TimeUnit.MILLISECONDS);
    for (ProcessHandle one : inside) {
      dead &= isDead(one);
    }
    if (!dead) {
      throw new IllegalStateException(this + " survives SIGKILL.");
    }
  }

  private static boolean isDead(ProcessHandle process) throws InterruptedException {
    try {
      ProcessHandle unused = process.onExit().get(DEATH.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return !process.isAlive();
    }
  }

  /** Asks it to end. */
  void dismiss() {
    killed = true;
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  /** Kills it unless it ends in time. */
  void awaitEnd(Duration bound) throws InterruptedException {
    if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  @Override
  public String toString() {
    return "Worker " + number + " (pid " + pid() + ")";
  }
}
