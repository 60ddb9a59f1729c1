// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import org.jspecify.annotations.Nullable;

/** What a frame says. Those that belong to a transfer name it in the stream field of the header. */
enum FrameType {
  /** The dialler introduces itself; the first frame of a connection where there is no secret. */
  HELLO(1),
  /** The other side introduces itself. */
  HELLO_ACK(2),
  /** The other side does not want the connection; the payload says why. */
  REFUSED(3),
  /** A whole message of the control lane. */
  MESSAGE(4),
  /** Announces a blob: its length in four bytes, then its header. */
  OPEN(5),
  /** The receiver has reserved memory for an announced blob. */
  GRANT(6),
  /** A piece of a granted blob, in order. */
  DATA(7),
  /** The sender no longer wants a transfer; the receiver confirms with {@link #RELEASE}. */
  CANCEL(8),
  /** The receiver is done with a transfer; its bytes leave the sender's window. */
  RELEASE(9),
  /** Asks for a sign of life. */
  PING(10),
  /** A sign of life. */
  PONG(11),
  /** The connection is closed because nobody used it; the host is well. */
  BYE(12),
  /** The dialler wants to prove that it knows the secret; then the first frame of a connection. */
  CHALLENGE(13),
  /** The other side does, too; all that follows carries tags. */
  ANSWER(14);

  private static final FrameType[] BY_CODE = values();

  /** The number on the wire. */
  final int code;

  FrameType(int code) {
    this.code = code;
  }

  static @Nullable FrameType ofCode(int code) {
    return code >= 1 && code <= BY_CODE.length ? BY_CODE[code - 1] : null;
  }
}
