// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.failure.Liveness;
import io.dftp.id.Identifier;
import io.dftp.id.IdentifierSpace;
import io.dftp.net.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On a circle of 256 places, and what is routed by the table. */
class FingerTableTest {

  private static final IdentifierSpace SPACE = new IdentifierSpace(8);
  private static final RingMember SELF = member(0);

  private final FingerTable fingers = new FingerTable(SELF, SPACE, 3);

  @Test
  void fingersAreRepairedFromTheNearestThatTheListDoesNotCoverToTheFarthestAndAgain() {
    List<RingMember> successors = List.of(member(2), member(9));

    assertThat(next(successors, 6)).containsExactly(4, 5, 6, 7, 4, 5);
  }

  @Test
  void theWalkFollowsAListThatReachesFartherOrLessFar() {
    assertThat(next(List.of(member(2), member(9)), 2)).containsExactly(4, 5);
    assertThat(next(List.of(member(2), member(70)), 2)).containsExactly(7, 7);
    assertThat(next(List.of(member(1), member(3)), 7)).containsExactly(2, 3, 4, 5, 6, 7, 2);
  }

  @Test
  void whatTheListCoversIsForgotten() {
    next(List.of(member(2), member(9)), 1);
    fingers.put(4, member(17), List.of());
    fingers.put(7, member(130), List.of());

    next(List.of(member(20), member(30)), 1);

    assertThat(fingers.members()).containsExactly(member(130));
  }

  @Test
  void aListThatIsNotFullIsTheWholeRing() {
    fingers.put(7, member(130), List.of());

    assertThat(fingers.nextExponent(List.of(member(130)), 2)).isEqualTo(-1);
    assertThat(fingers.members()).isEmpty();
  }

  @Test
  void theFingersOfANeighbourFillTheGaps() {
    List<RingMember> successors = List.of(member(2), member(9));
    fingers.put(5, member(33), List.of());

    fingers.adopt(List.of(member(21), member(40), member(70), member(140), SELF), successors);

    assertThat(fingers.at(4)).isEqualTo(member(21));
    assertThat(fingers.at(5)).isEqualTo(member(33));
    assertThat(fingers.at(6)).isEqualTo(member(70));
    assertThat(fingers.at(7)).isEqualTo(member(140));
    assertThat(next(successors, 1)).containsExactly(4);
  }

  @Test
  void aNeighbourWithoutFingersFillsNothing() {
    fingers.adopt(List.of(member(5), SELF), List.of(member(2), member(9)));

    assertThat(fingers.members()).isEmpty();
  }

  @Test
  void aKeyBetweenTwoAlternatesIsPresumedTheSecondOnes() {
    assertThat(presumed(133, member(130), member(134))).containsExactly(member(134));
  }

  @Test
  void alternatesThatAreFarApartAreNotTakenForNeighbours() {
    // The ring has grown since: the successors stand two places apart.
    assertThat(presumed(150, member(130), member(180))).isEmpty();
  }

  private List<RingMember> presumed(int key, RingMember finger, RingMember alternate) {
    fingers.put(7, finger, List.of(alternate));
    List<RingMember> successors = List.of(member(2), member(4));
    Routing routing = new Routing(SELF, successors, fingers.segments());
    return routing.towards(place(key), peer -> Liveness.ALIVE).presumed();
  }

  private List<Integer> next(List<RingMember> successors, int times) {
    List<Integer> exponents = new ArrayList<>();
    IntStream.range(0, times)
        .forEach(i -> exponents.add(fingers.nextExponent(successors, successors.size())));
    return exponents;
  }

  private static RingMember member(int place) {
    return new RingMember(place(place), 1, new NodeAddress("10.0.0." + place, 4000));
  }

  private static Identifier place(int place) {
    return Identifier.of(place);
  }
}
