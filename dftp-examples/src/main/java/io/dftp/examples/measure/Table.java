// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of figures under named columns. */
final class Table {

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... header) {
    this.header = List.of(header);
  }

  /** Adds a row of as many cells as there are columns. */
  Table row(Object... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(cells.length + " cells under " + header);
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell.toString());
    }
    rows.add(row);
    return this;
  }

  /** Returns the number in a fixed form, the same in every country. */
  static String fixed(double number, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }

  /** Returns lines with columns aligned to the right. */
  String aligned() {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = header.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    line(text, header, widths);
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  /** Returns the last row in one line, each cell after the name of its column. */
  String lastRow() {
    List<String> last = rows.get(rows.size() - 1);
    List<String> named = new ArrayList<>();
    for (int i = 0; i < last.size(); i++) {
      named.add(header.get(i) + " " + last.get(i));
    }
    return String.join(", ", named);
  }

  /** Returns the header and the rows with commas between the cells. */
  String commaSeparated() {
    StringBuilder text = new StringBuilder(String.join(",", header)).append('\n');
    rows.forEach(row -> text.append(String.join(",", row)).append('\n'));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      line.append(i == 0 ? "" : "  ").append(" ".repeat(widths[i] - cell.length())).append(cell);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
