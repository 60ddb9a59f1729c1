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
 * keys are derived from the secret, both messages and, under TLS, the fingerprints of the
 * certificates that each side sees. The introductions, which tell the versions that a side speaks,
 * carry a tag made with them; so does every later frame where there is no TLS. A sound tag is the
 * proof: it can be made only by who knows the secret, for this connection, in this role. What was
 * recorded elsewhere or earlier does not match, since each side has put a nonce in; nor does what
 * somebody passes on who stands between two connections, since each of those has a certificate of
 * his.
 */
final class Challenge {

  /** Padded, so that no answer to a stranger is longer than its question. */
  static final int BYTES = 128;

  static final int NONCE_BYTES = 32;

  private static final int MAGIC = 0x44465443;
  private static final int IN_CLEAR = 1;
  private static final int UNDER_TLS = 2;
  private static final int KEY_ID_OFFSET = 5;

  private final byte[] bytes;
  private final byte[] fingerprints;

  private Challenge(byte[] bytes, byte[] fingerprints) {
    this.bytes = bytes;
    this.fingerprints = fingerprints;
  }

  /**
   * Returns a fresh one.
   *
   * @param fingerprints of the certificates of dialler and other side; empty where there is no TLS
   */
  static Challenge fresh(ClusterSecret secret, byte[] fingerprints, Random random) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putInt(MAGIC).put((byte) version(fingerprints)).put(secret.keyId()).put(nonce(random));
    return new Challenge(bytes.array(), fingerprints);
  }

  /**
   * Reads one.
   *
   * @param fingerprints as this side sees them
   */
  static Challenge decode(byte[] bytes, byte[] fingerprints) throws WireFormatException {
    if (bytes.length != BYTES) {
      throw new WireFormatException("a challenge of " + bytes.length + " bytes");
    }
    ByteBuffer head = ByteBuffer.wrap(bytes);
    if (head.getInt() != MAGIC) {
      throw new WireFormatException("another protocol");
    }
    int version = head.get();
    if (version != version(fingerprints)) {
      throw new WireFormatException("a challenge of version " + version);
    }
    return new Challenge(bytes, fingerprints);
  }

  private static int version(byte[] fingerprints) {
    return fingerprints.length == 0 ? IN_CLEAR : UNDER_TLS;
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
    return Hmac.of(secret.connectionKey(), bytes, answer, fingerprints);
  }
}
