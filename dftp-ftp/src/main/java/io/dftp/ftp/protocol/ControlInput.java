// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

/** What one line of the control connection turned out to be. */
public sealed interface ControlInput permits FtpCommand, ControlInput.BadLine {

  /**
   * A line that is no command.
   *
   * @param reason what is wrong with it
   */
  record BadLine(Reason reason) implements ControlInput {}

  /** Why a line is no command. */
  enum Reason {
    /** Nothing on it. */
    EMPTY,
    /** Longer than the limit; it was skipped up to its end. */
    TOO_LONG,
    /** Bytes that are not UTF-8 (RFC 2640). Decoding them anyway would change a name. */
    NOT_UTF8
  }
}
