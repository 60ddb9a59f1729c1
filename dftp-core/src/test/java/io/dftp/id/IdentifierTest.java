// SPDX-License-Identifier: Apache-2.0
package io.dftp.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IdentifierTest {

  private static final Identifier TWO = Identifier.of(2);
  private static final Identifier FIVE = Identifier.of(5);
  private static final Identifier NINE = Identifier.of(9);

  @Test
  void betweenHoldsOnTheWayUpAndAcrossTheWrap() {
    assertThat(Identifier.between(TWO, FIVE, NINE)).isTrue();
    assertThat(Identifier.between(FIVE, NINE, TWO)).isTrue();
    assertThat(Identifier.between(NINE, TWO, FIVE)).isTrue();
    assertThat(Identifier.between(TWO, NINE, FIVE)).isFalse();
  }

  @Test
  void betweenAPlaceAndItselfIsEverythingElse() {
    assertThat(Identifier.between(FIVE, TWO, FIVE)).isTrue();
    assertThat(Identifier.between(FIVE, NINE, FIVE)).isTrue();
    assertThat(Identifier.between(FIVE, FIVE, FIVE)).isFalse();
  }

  @Test
  void betweenExcludesBothEnds() {
    assertThat(Identifier.between(TWO, TWO, NINE)).isFalse();
    assertThat(Identifier.between(TWO, NINE, NINE)).isFalse();
  }

  @Test
  void theLargestIsFollowedByZero() {
    Identifier largest = Identifier.ofHex("f".repeat(40));

    assertThat(IdentifierSpace.SHA1.plusPowerOfTwo(largest, 0)).isEqualTo(Identifier.of(0));
  }

  @Test
  void anIdentifierIsNeitherNegativeNorLongerThanTwentyBytes() {
    assertThatThrownBy(() -> Identifier.of(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Identifier.ofHex("0".repeat(41)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Identifier.ofBytes(new byte[19]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysArePlacedBySha1() {
    assertThat(KeyHasher.hash("abc").toHex()).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
  }

  @Test
  void positionsOfAHostDifferAndStayWhereTheyAre() {
    byte[] uid = {1, 2, 3};

    assertThat(KeyHasher.position(uid, 0)).isEqualTo(KeyHasher.position(uid, 0));
    assertThat(KeyHasher.position(uid, 0)).isNotEqualTo(KeyHasher.position(uid, 1));
  }
}
