// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.protocol.ControlInput;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;

/** The replies to lines that are no commands (RFC 959 section 4.2). */
final class BadLineReplies {
  private BadLineReplies() {}

  static FtpReply of(ControlInput.Reason reason) {
    return switch (reason) {
      case EMPTY -> FtpReply.of(ReplyCode.UNKNOWN_COMMAND, "An empty line is no command.");
      case TOO_LONG -> FtpReply.of(ReplyCode.UNKNOWN_COMMAND, "The line is too long.");
      case NOT_UTF8 -> FtpReply.of(ReplyCode.BAD_ARGUMENT, "Names are UTF-8.");
    };
  }
}
