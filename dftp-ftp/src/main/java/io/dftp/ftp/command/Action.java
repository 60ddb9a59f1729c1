// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.protocol.FtpReply;
import java.net.InetSocketAddress;

/** What the server is to do for a command. Each case ends in exactly one final reply. */
public sealed interface Action {

  /**
   * Sends a reply.
   *
   * @param reply what to say
   */
  record Reply(FtpReply reply) implements Action {}

  /**
   * Sends a reply, then closes the control connection.
   *
   * @param reply what to say
   */
  record ReplyAndClose(FtpReply reply) implements Action {}

  /**
   * Counts and slows a log-in that failed, then says so.
   *
   * @param reply what to say
   */
  record RefuseLogin(FtpReply reply) implements Action {}

  /**
   * Listens for the next data connection and tells where, by 227 or 229.
   *
   * @param extended whether EPSV asked
   */
  record Listen(boolean extended) implements Action {}

  /**
   * Remembers where to connect to for the next transfer.
   *
   * @param target the client's address
   * @param reply what to say
   */
  record ConnectTo(InetSocketAddress target, FtpReply reply) implements Action {}

  /**
   * Sends bytes over a data connection.
   *
   * @param opening the reply before
   * @param bytes what to send; to be closed in any case
   */
  record Send(FtpReply opening, OutgoingBytes bytes) implements Action {}

  /**
   * Receives bytes over a data connection.
   *
   * @param opening the reply before
   * @param sink where they go; to be committed or aborted in any case
   */
  record Receive(FtpReply opening, FileSink sink) implements Action {}

  /**
   * Sends a reply in clear, and goes on under TLS.
   *
   * @param reply what to say
   */
  record BeginTls(FtpReply reply) implements Action {}

  /** Breaks off the running transfer, if any. */
  record Abort() implements Action {}

  /** Tells how session and transfer are. */
  record ReportStatus() implements Action {}
}
