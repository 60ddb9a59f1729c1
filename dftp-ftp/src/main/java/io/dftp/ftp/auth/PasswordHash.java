// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A salted, slow hash of one password; the password itself is not kept. */
final class PasswordHash {
  private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;

  private final byte[] salt;
  private final int iterations;
  private final byte[] hash;

  private PasswordHash(byte[] salt, int iterations, byte[] hash) {
    this.salt = salt;
    this.iterations = iterations;
    this.hash = hash;
  }

  static PasswordHash of(String password, int iterations, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new PasswordHash(salt, iterations, derive(password, salt, iterations));
  }

  /** Returns a hash that no password has, and that takes as long to check as one that has. */
  static PasswordHash ofNothing(int iterations, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    // Drawn, not derived: to derive one would cost every start as much as a log-in.
    byte[] hash = new byte[HASH_BITS / Byte.SIZE];
    random.nextBytes(hash);
    return new PasswordHash(salt, iterations, hash);
  }

  /** Takes the same time whether the password is right or not. */
  boolean matches(String password) {
    return MessageDigest.isEqual(hash, derive(password, salt, iterations));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java lacks " + ALGORITHM + ".", e);
    } finally {
      spec.clearPassword();
    }
  }
}
