// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dftp.store.Dot;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name under which a version appears that lost its name to another one: {@code name (conflict
 * <node> <UTC time>).ext}, by the node that wrote it. The same on every host. Pure.
 */
final class ConflictName {

  private static final int MAX_BYTES = 255;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile(
          "(.*) \\(conflict [-._0-9A-Za-z]+ [-+]?[0-9]{8,14}T[0-9]{6}Z\\)(\\.[^.]*)?",
          Pattern.DOTALL);

  private static final Pattern NOT_PLAIN = Pattern.compile("[^-._0-9A-Za-z]");

  private ConflictName() {}

  static String of(String name, String writer, Instant modified) {
    return marked(name, "conflict " + writer + " " + TIME.format(modified));
  }

  /**
   * Returns how a node is called in conflict names: as it is, but for what names should not have.
   */
  static String writer(String node) {
    String plain = NOT_PLAIN.matcher(node).replaceAll("-");
    return plain.substring(0, Math.min(plain.length(), NameRow.MAX_WRITER_BYTES));
  }

  /** Returns the same with what tells this row from all others. */
  static String writer(String node, Dot dot) {
    return (node.isEmpty() ? "" : node + "-")
        + HexFormat.of().toHexDigits((int) (dot.writer() >>> 32))
        + "-"
        + Long.toHexString(dot.counter());
  }

  /** Returns the name with a mark of ASCII before its extension, and cut so that it is valid. */
  static String marked(String name, String with) {
    int dotAt = name.lastIndexOf('.');
    String stem = dotAt > 0 ? name.substring(0, dotAt) : name;
    String extension = dotAt > 0 ? name.substring(dotAt) : "";
    String mark = " (" + with + ")";
    if (extension.getBytes(UTF_8).length > MAX_BYTES - mark.length() - 1) {
      stem = name;
      extension = "";
    }
    int room = MAX_BYTES - mark.length() - extension.getBytes(UTF_8).length;
    return cut(stem, room) + mark + extension;
  }

  /**
   * Returns the name that lost, if this one looks like a conflict name; its end is missing if it
   * was cut.
   */
  static Optional<String> original(String conflictName) {
    Matcher parts = NAME.matcher(conflictName);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String extension = parts.group(2);
    return Optional.of(parts.group(1) + (extension == null ? "" : extension));
  }

  private static String cut(String text, int maxBytes) {
    int end = text.length();
    while (text.substring(0, end).getBytes(UTF_8).length > maxBytes) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end);
  }
}
