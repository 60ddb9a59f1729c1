// SPDX-License-Identifier: Apache-2.0
package io.dftp.id;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The circle of identifiers modulo 2<sup>bits</sup> (Stoica et al., section IV.B).
 *
 * <p>Production uses {@link #SHA1}; small circles serve the exhaustive exploration of rings.
 *
 * @param bits the length of an identifier, 1 to 160
 */
public record IdentifierSpace(int bits) {

  /** The 160-bit circle that SHA-1 hashes fall on. */
  public static final IdentifierSpace SHA1 = new IdentifierSpace(Identifier.BITS);

  /** Checks the range of {@code bits}. */
  public IdentifierSpace {
    checkArgument(bits >= 1 && bits <= Identifier.BITS, "bits must be 1..160, not %s", bits);
  }

  /**
   * Returns {@code id + 2^exponent} modulo 2<sup>bits</sup>, where the finger of that number
   * begins.
   *
   * @param exponent 0 to {@code bits - 1}
   */
  public Identifier plusPowerOfTwo(Identifier id, int exponent) {
    checkArgument(
        exponent >= 0 && exponent < bits, "exponent must be 0..%s, not %s", bits - 1, exponent);
    return id.plusPowerOfTwo(exponent).lowBits(bits);
  }

  /** Says whether {@code id} lies on this circle. */
  public boolean contains(Identifier id) {
    return id.equals(id.lowBits(bits));
  }
}
