package dev.holdfast.lock.benchmarks;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of texts.
 *
 * @param title what it is about
 * @param note what to know about it; may be empty
 * @param columns the heads of its columns
 * @param rows as many texts each
 */
record Table(String title, String note, List<String> columns, List<List<String>> rows) {

  Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(columns + " does not fit to " + row);
      }
    }
  }

  /** As a part of a Markdown document. */
  String markdown() {
    String head = line(columns);
    String rule = line(columns.stream().map(column -> "---").toList());
    String body = rows.stream().map(Table::line).collect(Collectors.joining());
    return "## " + title + "\n\n" + (note.isEmpty() ? "" : note + "\n\n") + head + rule + body;
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|").replace('\n', ' '))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
