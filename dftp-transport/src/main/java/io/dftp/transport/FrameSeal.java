// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import javax.crypto.Mac;

/**
 * The tags of the frames of one direction of one connection. A tag covers the number of the frame
 * in its direction, the header and the payload, so a frame that was forged, repeated, left out or
 * moved does not match. Not for several threads.
 */
final class FrameSeal {

  /** The length of a tag: HMAC-SHA-256, truncated. */
  static final int TAG_BYTES = 16;

  private final Mac mac;
  private long number;

  FrameSeal(byte[] key) {
    this.mac = Hmac.keyed(key);
  }

  /** Begins the tag of the next frame with its header. */
  void header(ByteBuf bytes, int index) {
    mac.update(ByteBuffer.allocate(Long.BYTES).putLong(number++).flip());
    mac.update(bytes.nioBuffer(index, Frame.HEADER_BYTES));
  }

  /** Ends the tag of a frame with its payload, and returns it. */
  byte[] payload(ByteBuf bytes, int index, int length) {
    mac.update(bytes.nioBuffer(index, length));
    return Hmac.truncated(mac.doFinal(), TAG_BYTES);
  }

  /** Says whether the tag that stands there is this one; takes equally long in any case. */
  static boolean matches(byte[] tag, ByteBuf bytes, int index) {
    byte[] found = new byte[TAG_BYTES];
    bytes.getBytes(index, found);
    return MessageDigest.isEqual(tag, found);
  }
}
