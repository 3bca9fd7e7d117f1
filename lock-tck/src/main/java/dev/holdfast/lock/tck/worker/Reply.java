package dev.holdfast.lock.tck.worker;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;

/** The answer to one command. */
final class Reply {

  private final String id;
  private final Consumer<String> answers;

  Reply(String id, Consumer<String> answers) {
    this.id = id;
    this.answers = answers;
  }

  String id() {
    return id;
  }

  void done(Message result) {
    answers.accept(result.with("id", id).toString());
  }

  void threw(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    done(
        Message.EMPTY
            .with("threw", thrown.getClass().getName())
            .with("trace", text.toString().stripTrailing()));
  }
}
