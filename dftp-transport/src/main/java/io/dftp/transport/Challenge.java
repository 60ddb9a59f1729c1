// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.WireFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * The two messages by which both sides of a connection agree on fresh keys, and the keys.
 *
 * <p>The dialler sends the id of its key and a random nonce, the other side a nonce of its own. The
 * keys are derived from the secret and both messages; from then on every frame carries a tag, the
 * introductions first. A sound tag is the proof: it can be made only by who knows the secret, for
 * this connection, in this role. What was recorded elsewhere or earlier does not match, since each
 * side has put a nonce in.
 */
final class Challenge {

  /** Padded, so that no answer to a stranger is longer than its question. */
  static final int BYTES = 128;

  static final int NONCE_BYTES = 32;

  private static final int MAGIC = 0x44465443;
  private static final int VERSION = 1;
  private static final int KEY_ID_OFFSET = 5;

  private final byte[] bytes;

  private Challenge(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns a fresh one. */
  static Challenge fresh(ClusterSecret secret, Random random) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putInt(MAGIC).put((byte) VERSION).put(secret.keyId()).put(nonce(random));
    return new Challenge(bytes.array());
  }

  static Challenge decode(byte[] bytes) throws WireFormatException {
    if (bytes.length != BYTES) {
      throw new WireFormatException("a challenge of " + bytes.length + " bytes");
    }
    ByteBuffer head = ByteBuffer.wrap(bytes);
    if (head.getInt() != MAGIC) {
      throw new WireFormatException("another protocol");
    }
    int version = head.get();
    if (version != VERSION) {
      throw new WireFormatException("a challenge of version " + version);
    }
    return new Challenge(bytes);
  }

  /** Returns the dialler's message. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns a fresh answer. */
  static byte[] nonce(Random random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return nonce;
  }

  /** Says whether it was made with the same secret, or says so. */
  boolean names(ClusterSecret secret) {
    byte[] id =
        Arrays.copyOfRange(bytes, KEY_ID_OFFSET, KEY_ID_OFFSET + ClusterSecret.KEY_ID_BYTES);
    return Arrays.equals(id, secret.keyId());
  }

  /** Returns the seal of what the dialler sends. */
  FrameSeal diallerSeal(ClusterSecret secret, byte[] answer) {
    return new FrameSeal(Hmac.expand(session(secret, answer), "dialler"));
  }

  /** Returns the seal of what the other side sends. */
  FrameSeal acceptorSeal(ClusterSecret secret, byte[] answer) {
    return new FrameSeal(Hmac.expand(session(secret, answer), "acceptor"));
  }

  private byte[] session(ClusterSecret secret, byte[] answer) {
    return Hmac.of(secret.connectionKey(), bytes, answer);
  }
}
