// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104), and keys derived with it as in HKDF (RFC 5869). */
final class Hmac {

  static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  /** Returns a computation that is begun anew after each result. Not for several threads. */
  static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException missing) {
      throw new AssertionError("every Java platform has " + ALGORITHM, missing);
    } catch (InvalidKeyException impossible) {
      throw new AssertionError("any bytes are a key of " + ALGORITHM, impossible);
    }
  }

  /** Returns the code of all parts in their order. */
  static byte[] of(byte[] key, byte[]... parts) {
    Mac mac = keyed(key);
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** HKDF-Extract: makes a key of evenly distributed bits out of a secret of any length. */
  static byte[] extract(String salt, byte[] secret) {
    return of(salt.getBytes(StandardCharsets.UTF_8), secret);
  }

  /** HKDF-Expand with one block: a key for one purpose, which tells nothing of the others. */
  static byte[] expand(byte[] key, String purpose) {
    return of(key, purpose.getBytes(StandardCharsets.UTF_8), new byte[] {1});
  }

  /** Returns the first bytes of a code. */
  static byte[] truncated(byte[] code, int bytes) {
    return Arrays.copyOf(code, bytes);
  }
}
