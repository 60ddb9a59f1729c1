// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.runtime.Bytes;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the hosts of a cluster know and strangers do not; who proves it, is admitted.
 *
 * <p>The secret itself is used once, to derive a key for each purpose, and is never sent, logged or
 * printed. It has to be long and random: whoever records a datagram can try guesses of it without
 * asking anybody. What hosts with a secret say to each other is encrypted. Immutable.
 */
public final class ClusterSecret {

  /** The shortest secret. */
  public static final int MIN_BYTES = 16;

  /** The longest secret. */
  public static final int MAX_BYTES = 1024;

  static final int KEY_ID_BYTES = 8;

  private static final ClusterSecret NONE =
      new ClusterSecret(new byte[Hmac.BYTES], new byte[Hmac.BYTES], new byte[KEY_ID_BYTES], false);

  private final byte[] connectionKey;
  private final byte[] datagramKey;
  private final byte[] keyId;
  private final boolean encrypts;

  private ClusterSecret(byte[] connectionKey, byte[] datagramKey, byte[] keyId, boolean encrypts) {
    this.connectionKey = connectionKey;
    this.datagramKey = datagramKey;
    this.keyId = keyId;
    this.encrypts = encrypts;
  }

  /** Returns what a host has that asks nobody for proof; fit for loopback only. */
  public static ClusterSecret none() {
    return NONE;
  }

  /**
   * Returns the secret made of these bytes.
   *
   * @param secret {@link #MIN_BYTES} to {@link #MAX_BYTES}
   */
  public static ClusterSecret of(byte[] secret) {
    TransportConfig.check(
        secret.length >= MIN_BYTES && secret.length <= MAX_BYTES,
        "a cluster secret has " + MIN_BYTES + " to " + MAX_BYTES + " bytes, not " + secret.length);
    byte[] root = Hmac.extract("dftp cluster secret 1", secret);
    return new ClusterSecret(
        Hmac.expand(root, "connections"),
        Hmac.expand(root, "datagrams"),
        Hmac.truncated(Hmac.expand(root, "key id"), KEY_ID_BYTES),
        true);
  }

  /**
   * Reads the secret from a file that only its owner may read. One line end after the secret does
   * not belong to it. Blocks.
   *
   * @throws IOException if there is no such file, or it is not fit; the message is for the user
   */
  public static ClusterSecret read(Path file) throws IOException {
    return of(SecretFile.read(file));
  }

  /** Says whether this is {@link #none}. */
  public boolean isNone() {
    return this == NONE;
  }

  /**
   * Returns the same secret for hosts that prove it, and seal what they say without encrypting it.
   * On loopback only, to measure what encryption costs; they talk only to each other.
   */
  public ClusterSecret withoutEncryption() {
    return isNone() ? this : new ClusterSecret(connectionKey, datagramKey, keyId, false);
  }

  /** Says whether hosts that have it encrypt what they say. */
  public boolean encrypts() {
    return encrypts;
  }

  byte[] connectionKey() {
    return connectionKey;
  }

  byte[] datagramKey() {
    return datagramKey;
  }

  /** Returns which secret it is, which tells nothing about it. */
  byte[] keyId() {
    return keyId.clone();
  }

  /** Says which secret it is, and nothing about it. */
  @Override
  public String toString() {
    return isNone() ? "no secret" : "secret " + Bytes.wrap(keyId);
  }
}
