// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.nio.ByteBuffer;

/**
 * Turns LF into CR LF for TYPE A, chunk by chunk; a CR LF that is there is not doubled (RFC 959
 * section 3.1.1.1).
 */
public final class AsciiEncoder {
  private boolean afterCr;

  /** Creates an encoder at the start of a file. */
  public AsciiEncoder() {}

  /**
   * Converts the remaining bytes of a chunk.
   *
   * @return the bytes for the wire in a new buffer
   */
  public ByteBuffer encode(ByteBuffer in) {
    ByteBuffer out = ByteBuffer.allocate(in.remaining() + bareLineFeeds(in));
    while (in.hasRemaining()) {
      byte b = in.get();
      if (b == '\n' && !afterCr) {
        out.put((byte) '\r');
      }
      out.put(b);
      afterCr = b == '\r';
    }
    return out.flip();
  }

  private int bareLineFeeds(ByteBuffer in) {
    int count = 0;
    boolean cr = afterCr;
    for (int i = in.position(); i < in.limit(); i++) {
      byte b = in.get(i);
      if (b == '\n' && !cr) {
        count++;
      }
      cr = b == '\r';
    }
    return count;
  }
}
