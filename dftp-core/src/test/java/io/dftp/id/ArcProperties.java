// SPDX-License-Identifier: Apache-2.0
package io.dftp.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The arithmetic of the circle against a slow twin in {@link BigInteger}. */
class ArcProperties {

  private static final BigInteger CIRCLE = BigInteger.TWO.pow(Identifier.BITS);

  @Property
  void identifiersAreOrderedAsUnsignedNumbers(
      @ForAll("identifiers") Identifier one, @ForAll("identifiers") Identifier other) {
    assertThat(Integer.signum(one.compareTo(other)))
        .isEqualTo(number(one).compareTo(number(other)));
    assertThat(one.equals(other)).isEqualTo(number(one).equals(number(other)));
  }

  @Property
  void betweenIsADistanceOnTheWayUp(
      @ForAll("identifiers") Identifier a,
      @ForAll("identifiers") Identifier x,
      @ForAll("identifiers") Identifier b) {
    assertThat(Identifier.between(a, x, b)).isEqualTo(twinBetween(a, x, b));
  }

  @Property
  void anArcHoldsItsEndAndNotItsBeginning(
      @ForAll("identifiers") Identifier from,
      @ForAll("identifiers") Identifier to,
      @ForAll("identifiers") Identifier key) {
    Arc arc = new Arc(from, to);

    assertThat(arc.contains(key)).isEqualTo(key.equals(to) || twinBetween(from, key, to));
    assertThat(arc.contains(to)).isTrue();
    assertThat(arc.contains(from)).isEqualTo(from.equals(to));
  }

  @Property
  void twoArcsThatMeetCoverTheCircleOnce(
      @ForAll("identifiers") Identifier one,
      @ForAll("identifiers") Identifier other,
      @ForAll("identifiers") Identifier key) {
    if (!one.equals(other)) {
      assertThat(new Arc(one, other).contains(key) ^ new Arc(other, one).contains(key)).isTrue();
    }
  }

  @Property
  void powersOfTwoAreAddedModuloTheSpace(
      @ForAll("identifiers") Identifier id,
      @ForAll @IntRange(min = 1, max = 160) int bits,
      @ForAll @IntRange(max = 159) int exponent) {
    BigInteger modulus = BigInteger.TWO.pow(bits);
    Identifier inside = identifier(number(id).mod(modulus));
    int shift = exponent % bits;

    Identifier sum = new IdentifierSpace(bits).plusPowerOfTwo(inside, shift);

    assertThat(number(sum)).isEqualTo(number(inside).add(BigInteger.TWO.pow(shift)).mod(modulus));
    assertThat(new IdentifierSpace(bits).contains(sum)).isTrue();
  }

  @Property
  void bytesAndDigitsGiveTheIdentifierBack(@ForAll("identifiers") Identifier id) {
    assertThat(Identifier.ofBytes(id.toBytes())).isEqualTo(id);
    assertThat(Identifier.ofHex(id.toHex())).isEqualTo(id);
  }

  /** Random ones, and ones beside the borders of the words that hold them. */
  @Provide
  Arbitrary<Identifier> identifiers() {
    Arbitrary<BigInteger> anywhere =
        Arbitraries.bigIntegers().between(BigInteger.ZERO, CIRCLE.subtract(BigInteger.ONE));
    Arbitrary<BigInteger> borders =
        Arbitraries.of(0, 31, 32, 33, 63, 64, 95, 96, 97, 127, 128, 159, 160)
            .flatMap(
                bits ->
                    Arbitraries.integers()
                        .between(-2, 2)
                        .map(
                            delta ->
                                BigInteger.TWO
                                    .pow(bits)
                                    .add(BigInteger.valueOf(delta))
                                    .mod(CIRCLE)));
    return Arbitraries.oneOf(anywhere, borders).map(ArcProperties::identifier);
  }

  private static boolean twinBetween(Identifier a, Identifier x, Identifier b) {
    BigInteger toX = number(x).subtract(number(a)).mod(CIRCLE);
    BigInteger toB = number(b).subtract(number(a)).mod(CIRCLE);
    BigInteger end = toB.signum() == 0 ? CIRCLE : toB;
    return toX.signum() > 0 && toX.compareTo(end) < 0;
  }

  private static BigInteger number(Identifier id) {
    return new BigInteger(1, id.toBytes());
  }

  private static Identifier identifier(BigInteger number) {
    String hex = number.toString(16);
    return Identifier.ofHex("0".repeat(2 * Identifier.BYTES - hex.length()) + hex);
  }
}
