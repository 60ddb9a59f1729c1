// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

/** Carries the reply to a command that cannot be carried out as it was sent. */
public final class RefusalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient FtpReply reply;

  /** Creates a refusal of one line. */
  public RefusalException(ReplyCode code, String text) {
    super(text, null, false, false);
    reply = FtpReply.of(code, text);
  }

  /** Returns what to tell the client. */
  public FtpReply reply() {
    return reply;
  }
}
