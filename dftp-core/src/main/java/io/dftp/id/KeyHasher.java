// SPDX-License-Identifier: Apache-2.0
package io.dftp.id;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Places keys and hosts on the circle by SHA-1 (Stoica et al., section IV.B), for spreading only.
 */
public final class KeyHasher {

  // SHA-1 spreads keys here and protects nothing, so that its weakness does not matter.
  @SuppressWarnings("deprecation")
  private static final HashFunction SHA1 = Hashing.sha1();

  private KeyHasher() {}

  /** Returns the place of the bytes. */
  public static Identifier hash(byte[] key) {
    return Identifier.ofBytes(SHA1.hashBytes(key).asBytes());
  }

  /** Returns the place of the text in UTF-8. */
  public static Identifier hash(String key) {
    return hash(key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the place of position {@code index} of the host {@code uid}, the same at each start.
   */
  public static Identifier position(byte[] uid, int index) {
    return Identifier.ofBytes(SHA1.newHasher().putBytes(uid).putInt(index).hash().asBytes());
  }
}
