// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.WireFormatException;

/** What a connection is for. Two lanes to a peer, so that bulk bytes never delay a message. */
enum Lane {
  /** Messages: heartbeats, lookups, elections. */
  CONTROL(0),
  /** Blobs. */
  BULK(1);

  /** The number on the wire. */
  final int code;

  Lane(int code) {
    this.code = code;
  }

  static Lane ofCode(int code) throws WireFormatException {
    return switch (code) {
      case 0 -> CONTROL;
      case 1 -> BULK;
      default -> throw new WireFormatException("unknown lane " + code);
    };
  }
}
