package dev.holdfast.lock.tck.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a history as JSON Lines, see {@link HistoryFormat}. */
public final class HistoryWriter {

  private final JsonGenerator json;

  private HistoryWriter(JsonGenerator json) {
    this.json = json;
  }

  /**
   * Writes a file.
   *
   * @param history the history, not null
   * @param file where to; replaced if it exists; not null
   * @throws IOException if the file cannot be written
   */
  public static void write(History history, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      write(history, out);
    }
  }

  /**
   * Writes all lines.
   *
   * @param history the history, not null
   * @param out where to; flushed, not closed; not null
   * @throws IOException if it cannot be written
   */
  public static void write(History history, Writer out) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setRootValueSeparator(null);
    try (json) {
      HistoryWriter writer = new HistoryWriter(json);
      writer.header(history);
      for (Entry entry : history.entries()) {
        writer.entry(entry);
      }
    }
  }

  private void header(History history) throws IOException {
    json.writeStartObject();
    json.writeStringField(HistoryFormat.FORMAT, HistoryFormat.NAME);
    json.writeNumberField(HistoryFormat.VERSION_FIELD, HistoryFormat.VERSION);
    json.writeBooleanField(HistoryFormat.STRICT_TRY, history.strictTry());
    json.writeNumberField(HistoryFormat.ENTRIES, history.size());
    if (history.completeUntil() != History.NEVER) {
      json.writeNumberField(HistoryFormat.COMPLETE_UNTIL, history.completeUntil());
    }
    endLine();
  }

  private void entry(Entry entry) throws IOException {
    json.writeStartObject();
    if (entry instanceof Operation operation) {
      operation(operation);
    } else if (entry instanceof FencedWrite write) {
      json.writeNumberField(HistoryFormat.WRITE, write.token());
      resource(write.resource());
      actor(write.actor());
      json.writeNumberField(HistoryFormat.HANDLE, write.handle());
      times(write);
      json.writeStringField(HistoryFormat.OUTCOME, write.outcome().name());
    } else if (entry instanceof Fault fault) {
      json.writeStringField(HistoryFormat.FAULT, fault.kind().name());
      json.writeNumberField(HistoryFormat.PID, fault.pid());
      if (fault.handle().isPresent()) {
        json.writeNumberField(HistoryFormat.HANDLE, fault.handle().getAsLong());
      }
      times(fault);
    }
    endLine();
  }

  private void operation(Operation operation) throws IOException {
    json.writeStringField(HistoryFormat.ACTION, operation.action().name());
    resource(operation.resource());
    actor(operation.actor());
    json.writeNumberField(HistoryFormat.HANDLE, operation.handle());
    if (operation.waiting() != Waiting.TRY) {
      json.writeStringField(HistoryFormat.WAITING, operation.waiting().name());
    }
    json.writeStringField(HistoryFormat.MODE, operation.mode().name());
    if (operation.weight() != 1) {
      json.writeNumberField(HistoryFormat.WEIGHT, operation.weight());
    }
    times(operation);
    json.writeStringField(HistoryFormat.OUTCOME, operation.outcome().name());
    if (operation.token().isPresent()) {
      json.writeNumberField(HistoryFormat.TOKEN, operation.token().getAsLong());
    }
  }

  private void resource(Resource resource) throws IOException {
    json.writeStringField(HistoryFormat.KIND, resource.kind().name());
    json.writeStringField(HistoryFormat.LOCK_NAME, resource.name());
    if (resource.permits() != 1) {
      json.writeNumberField(HistoryFormat.PERMITS, resource.permits());
    }
  }

  private void actor(Actor actor) throws IOException {
    json.writeStringField(HistoryFormat.CLIENT, actor.client());
    json.writeNumberField(HistoryFormat.PID, actor.pid());
    json.writeStringField(HistoryFormat.THREAD, actor.thread());
  }

  private void times(Entry entry) throws IOException {
    json.writeNumberField(HistoryFormat.CALLED, entry.called());
    if (entry.returned().isPresent()) {
      json.writeNumberField(HistoryFormat.RETURNED, entry.returned().getAsLong());
    }
  }

  private void endLine() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
  }
}
