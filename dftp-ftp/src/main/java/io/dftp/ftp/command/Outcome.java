// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;

/**
 * What a command decided.
 *
 * @param state the session afterwards
 * @param action what to do
 */
public record Outcome(SessionState state, Action action) {

  /** Returns an outcome that is a reply of one line. */
  static Outcome reply(SessionState state, ReplyCode code, String text) {
    return reply(state, FtpReply.of(code, text));
  }

  /** Returns an outcome that is a reply. */
  static Outcome reply(SessionState state, FtpReply reply) {
    return new Outcome(state, new Action.Reply(reply));
  }

  /** Gives up what an outcome holds that will not be carried out. */
  public void discard() {
    if (action instanceof Action.Send send) {
      send.bytes().close();
    } else if (action instanceof Action.Receive receive) {
      // Nobody waits for the answer: the client has its reply already.
      var unused = receive.sink().abort();
    }
  }
}
