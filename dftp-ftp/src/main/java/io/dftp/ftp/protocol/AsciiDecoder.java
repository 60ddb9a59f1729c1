// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.nio.ByteBuffer;

/** Turns CR LF into LF for TYPE A, chunk by chunk; a CR before anything else is kept. */
public final class AsciiDecoder {
  private boolean heldCr;

  /** Creates a decoder at the start of a transfer. */
  public AsciiDecoder() {}

  /**
   * Converts the remaining bytes of a chunk. A CR at its end is held back until the next one tells
   * what it is.
   *
   * @return the bytes for the file in a new buffer, perhaps none
   */
  public ByteBuffer decode(ByteBuffer in) {
    ByteBuffer out = ByteBuffer.allocate(in.remaining() + 1);
    while (in.hasRemaining()) {
      byte b = in.get();
      if (heldCr && b != '\n') {
        out.put((byte) '\r');
      }
      heldCr = b == '\r';
      if (!heldCr) {
        out.put(b);
      }
    }
    return out.flip();
  }

  /** Returns what is still held back at the end of the transfer: a CR or nothing. */
  public ByteBuffer finish() {
    ByteBuffer rest = heldCr ? ByteBuffer.wrap(new byte[] {'\r'}) : ByteBuffer.allocate(0);
    heldCr = false;
    return rest;
  }
}
