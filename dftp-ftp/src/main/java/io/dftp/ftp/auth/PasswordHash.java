// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A salted, slow hash of one password; the password itself is not kept. Immutable. */
public final class PasswordHash {
  private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final int MOST_ITERATIONS = 10_000_000;
  private static final Pattern WRITTEN =
      Pattern.compile(
          "\\$pbkdf2-sha512\\$i=([0-9]{1,8})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{43})");

  private final byte[] salt;
  private final int iterations;
  private final byte[] hash;

  private PasswordHash(byte[] salt, int iterations, byte[] hash) {
    this.salt = salt;
    this.iterations = iterations;
    this.hash = hash;
  }

  /**
   * Reads what {@link #encoded} has written.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static PasswordHash parse(String text) {
    Matcher parts = WRITTEN.matcher(text);
    int iterations = parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
    if (iterations < 1 || iterations > MOST_ITERATIONS) {
      throw new IllegalArgumentException("That is no hash of a password that is known here.");
    }
    Base64.Decoder decoder = Base64.getDecoder();
    return new PasswordHash(
        decoder.decode(parts.group(2)), iterations, decoder.decode(parts.group(3)));
  }

  /** Returns it as text in the form of PHC strings, which holds all that is known of it. */
  public String encoded() {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$pbkdf2-sha512$i="
        + iterations
        + "$"
        + encoder.encodeToString(salt)
        + "$"
        + encoder.encodeToString(hash);
  }

  /** Returns nothing that helps to guess the password. */
  @Override
  public String toString() {
    return "a hash of " + iterations + " rounds";
  }

  /** Hashes a password with a random salt, which takes about a millisecond per 1000 iterations. */
  public static PasswordHash of(String password, int iterations, SecureRandom random) {
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
