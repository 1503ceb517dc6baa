package io.mucca.tools.text;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, two blanks between them. Not thread-safe. */
public final class Table {
  private final List<String> headings;
  private final List<Alignment> alignments = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Begins a table; a heading that starts with {@code >} makes a column that is aligned to the
   * right.
   */
  public Table(String... headings) {
    List<String> plain = new ArrayList<>();
    for (String heading : headings) {
      boolean right = heading.startsWith(">");
      plain.add(right ? heading.substring(1) : heading);
      alignments.add(right ? Alignment.RIGHT : Alignment.LEFT);
    }
    this.headings = List.copyOf(plain);
  }

  /** Adds a row with one cell for each heading. */
  public Table row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "the table has " + headings.size() + " columns, the row " + cells.length + " cells");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  /** The lines of the table, each ended by a newline. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    appendRow(text, headings);
    rows.forEach(row -> appendRow(text, row));
    return text.toString();
  }

  private void appendRow(StringBuilder text, List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      String padding = " ".repeat(width(column) - cell.length());
      line.append(column == 0 ? "" : "  ");
      line.append(alignments.get(column) == Alignment.RIGHT ? padding + cell : cell + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private int width(int column) {
    int width = headings.get(column).length();
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }

  private enum Alignment {
    LEFT,
    RIGHT
  }
}
