// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.net.InetSocketAddress;

/** The rule against bouncing connections to others (RFC 2577 section 3). */
final class ActiveTarget {
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private ActiveTarget() {}

  static Outcome check(CommandContext context, InetSocketAddress target) {
    if (!target.getAddress().equals(context.peer()) || target.getPort() < FIRST_UNPRIVILEGED_PORT) {
      throw new RefusalException(
          ReplyCode.PARAMETER_NOT_IMPLEMENTED,
          "Data go only to your own address, to a port from 1024 on.");
    }
    return new Outcome(
        context.state(),
        new Action.ConnectTo(target, FtpReply.of(ReplyCode.OK, "The address is noted.")));
  }
}
