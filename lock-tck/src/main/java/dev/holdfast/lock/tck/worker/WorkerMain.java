package dev.holdfast.lock.tck.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a worker. Takes commands from the standard input, a line each, and answers on
 * the standard output; ends when the input does, and so with the process that started it.
 */
public final class WorkerMain {

  /** What goes before an answer, to tell it from what the backend prints. */
  static final String MARK = "lock-tck> ";

  private static final long LONGEST_EXIT_MILLIS = 2_000;

  private WorkerMain() {}

  /**
   * Serves.
   *
   * @param args none
   */
  public static void main(String[] args) {
    PrintStream answers =
        new PrintStream(new FileOutputStream(FileDescriptor.out), /* autoFlush= */ true, UTF_8);
    InputStream commands = System.in;
    // What the backend reads and prints must not get into the conversation.
    System.setIn(InputStream.nullInputStream());
    System.setOut(System.err);
    try {
      serve(new BufferedReader(new InputStreamReader(commands, UTF_8)), answers);
    } catch (IOException e) {
      throw new UncheckedIOException("The kit can no longer be understood.", e);
    } finally {
      exit();
    }
  }

  private static void serve(BufferedReader commands, PrintStream answers) throws IOException {
    CommandServer server = new CommandServer();
    answers.println(MARK + ClockCertificate.ofThisProcess());
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      server.accept(line, answer -> answers.println(MARK + answer));
    }
  }

  /** Lets the backend's shutdown hooks run, but not for ever. */
  private static void exit() {
    Thread end =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(LONGEST_EXIT_MILLIS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(0);
            },
            "lock-tck-end");
    end.setDaemon(true);
    end.start();
    System.exit(0);
  }
}
