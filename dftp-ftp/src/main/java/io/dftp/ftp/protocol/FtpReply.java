// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One reply to the client (RFC 959 section 4.2).
 *
 * @param code its meaning
 * @param lines its text, at least one line. Inner lines of a longer reply are sent with one leading
 *     space, so that none can be taken for the last one
 */
public record FtpReply(ReplyCode code, List<String> lines) {

  /** Keeps a copy of the lines. */
  public FtpReply {
    lines = List.copyOf(lines);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("A reply has at least one line.");
    }
  }

  /** Returns a reply of one line. */
  public static FtpReply of(ReplyCode code, String text) {
    return new FtpReply(code, List.of(text));
  }

  /** Returns a reply of several lines: a first one, those between, a last one. */
  public static FtpReply of(ReplyCode code, String first, List<String> inner, String last) {
    List<String> lines = new ArrayList<>();
    lines.add(first);
    lines.addAll(inner);
    lines.add(last);
    return new FtpReply(code, lines);
  }

  /** Returns the bytes on the wire, in UTF-8. */
  public byte[] encode() {
    StringBuilder out = new StringBuilder();
    int last = lines.size() - 1;
    for (int i = 0; i < last; i++) {
      String line = lines.get(i);
      out.append(i == 0 ? code.number() + "-" + text(line) : " " + onOneLine(line)).append("\r\n");
    }
    out.append(code.number()).append(' ').append(text(lines.get(last))).append("\r\n");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Text is for people and may quote names, of which none may steer a terminal. Inner lines, paths
   * and facts are read by clients, which need each name as it is.
   */
  private String text(String line) {
    boolean exact = code == ReplyCode.PATH || code == ReplyCode.FILE_STATUS;
    return exact ? onOneLine(line) : Printable.of(onOneLine(line));
  }

  /** Text may quote what a client or a disk said: it must not be able to end the line. */
  private static String onOneLine(String text) {
    return text.replace('\r', ' ').replace('\n', ' ');
  }
}
