// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

/** The reply codes that the engine uses (RFC 959 section 4.2, RFC 2228, RFC 2428, RFC 3659). */
public enum ReplyCode {
  /** A transfer begins. */
  OPENING_DATA(150),
  /** Done. */
  OK(200),
  /** Nothing had to be done. */
  SUPERFLUOUS(202),
  /** How the server or a transfer is, or what it can do. */
  SYSTEM_STATUS(211),
  /** A directory, on the control connection. */
  DIRECTORY_STATUS(212),
  /** A fact about a file. */
  FILE_STATUS(213),
  /** Help. */
  HELP(214),
  /** The kind of system. */
  SYSTEM_TYPE(215),
  /** The server is ready for a user. */
  READY(220),
  /** The control connection closes at the client's wish. */
  CLOSING(221),
  /** A transfer, or its abortion, is complete. */
  DATA_DONE(226),
  /** Where to connect to. */
  PASSIVE(227),
  /** Which port to connect to. */
  EXTENDED_PASSIVE(229),
  /** Logged in. */
  LOGGED_IN(230),
  /** The file action is done. */
  FILE_ACTION_DONE(250),
  /** TLS begins. */
  SECURITY_BEGINS(234),
  /** A path: the one made, or the current one. */
  PATH(257),
  /** The password is wanted. */
  NEED_PASSWORD(331),
  /** The next command is wanted. */
  PENDING(350),
  /** The session ends at the server's wish. */
  UNAVAILABLE(421),
  /** There is no data connection. */
  NO_DATA_CONNECTION(425),
  /** The transfer broke off. */
  TRANSFER_BROKEN(426),
  /** The file cannot be had now; try again. */
  FILE_BUSY(450),
  /** An error here. */
  LOCAL_ERROR(451),
  /** No room; nothing was transferred. */
  NO_ROOM(452),
  /** Not a command. */
  UNKNOWN_COMMAND(500),
  /** The argument is wrong. */
  BAD_ARGUMENT(501),
  /** A command that is not built. */
  NOT_IMPLEMENTED(502),
  /** Not at this point. */
  BAD_SEQUENCE(503),
  /** A value that is not built. */
  PARAMETER_NOT_IMPLEMENTED(504),
  /** Data are not moved at this level of protection. */
  DATA_PROTECTION_WANTED(521),
  /** TLS was not agreed on for a data connection (RFC 4217 section 10.1). */
  DATA_TLS_FAILED(522),
  /** The network protocol is not supported. */
  BAD_NETWORK_PROTOCOL(522),
  /** Log in first, or the log-in failed. */
  NOT_LOGGED_IN(530),
  /** The command makes no sense at this level of protection. */
  PROTECTION_DENIED(533),
  /** The policy here does not allow it. */
  POLICY_DENIED(534),
  /** A level of protection that TLS does not have. */
  PROTECTION_LEVEL_UNKNOWN(536),
  /** The file cannot be had. */
  FILE_UNAVAILABLE(550),
  /** The room ran out during the transfer. */
  ROOM_EXCEEDED(552),
  /** The name, or writing there, is not allowed. */
  NAME_NOT_ALLOWED(553),
  /** The place to restart from is wrong. */
  BAD_RESTART(554);

  private final int number;

  ReplyCode(int number) {
    this.number = number;
  }

  /** Returns the three digits. */
  public int number() {
    return number;
  }
}
