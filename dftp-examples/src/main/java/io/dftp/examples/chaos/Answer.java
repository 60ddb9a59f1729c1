// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

/**
 * What a client was told of an operation.
 *
 * @param code of the last reply, 0 without one
 * @param text of the reply, or what came in its stead
 * @param mayStillRun whether a node may be at it later: it did not answer, and is not dead
 */
record Answer(Kind kind, int code, String text, boolean mayStillRun) {

  enum Kind {
    /** It is done. */
    DONE,
    /** It was refused because of what is, or is not, there. */
    DENIED,
    /** It was refused for now, and has not happened. */
    REFUSED,
    /** It may have happened. */
    UNKNOWN
  }

  /** Sorts a reply; see GUARANTEES and the table of failures of the FTP engine. */
  static Answer reply(int code, String text) {
    String line = text.strip();
    if (code >= 200 && code < 300) {
      return new Answer(Kind.DONE, code, line, false);
    }
    if (code == 550) {
      return new Answer(Kind.DENIED, code, line, false);
    }
    boolean open = code == 421 || (code == 451 && !saysItHasNotHappened(line));
    return new Answer(open ? Kind.UNKNOWN : Kind.REFUSED, code, line, false);
  }

  static Answer none(String why, boolean mayStillRun) {
    return new Answer(Kind.UNKNOWN, 0, why, mayStillRun);
  }

  /** The replies 451 that leave nothing open say so, or ask to try again. */
  private static boolean saysItHasNotHappened(String line) {
    return line.contains("has not happened")
        || line.contains("try again")
        || line.contains("called off")
        || line.contains("was replaced while");
  }

  boolean isDone() {
    return kind == Kind.DONE;
  }

  @Override
  public String toString() {
    return kind + " (" + (text.isEmpty() ? "no reply" : text) + (mayStillRun ? ", open" : "") + ")";
  }
}
