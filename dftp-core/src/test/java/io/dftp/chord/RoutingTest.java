// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.failure.Liveness;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several ways is taken, where members stand two places apart. */
class RoutingTest {

  private static final long NEAR = 1_000_000;
  private static final long FAR = 5_000_000;

  /** Reach of the list 4, of the alternates of a finger 2. */
  @ParameterizedTest(name = "{1} hops from {0} before the key")
  @CsvSource({"1,0", "4,0", "5,0", "6,1", "7,1", "8,0", "9,0", "15,2", "16,0", "17,0", "24,2"})
  void aMemberLittleMoreThanAPowerOfTwoBeforeTheKeyKnowsTheOwner(int distance, int hops) {
    assertThat(Routing.hopsFrom(share(distance), share(4), share(2))).isEqualTo(hops);
  }

  @Test
  void aNearerMemberOfWhichMoreHopsAreExpectedComesSecond() {
    RingMember knowsTheOwner = member(64);
    RingMember isNearer = member(66);

    List<RingMember> nearby = towards(97, NEAR, NEAR, knowsTheOwner, isNearer);

    assertThat(nearby.subList(0, 2)).containsExactly(knowsTheOwner, isNearer);
  }

  @Test
  void aHopIsNotSavedByALongWay() {
    RingMember knowsTheOwner = member(64);
    RingMember isNearer = member(66);

    List<RingMember> nearby = towards(97, FAR, NEAR, knowsTheOwner, isNearer);

    assertThat(nearby).startsWith(isNearer);
  }

  private static List<RingMember> towards(
      int key, long toFirst, long toOthers, RingMember first, RingMember second) {
    List<RingMember> successors = List.of(member(2), member(4));
    Routing routing = new Routing(member(0), successors, List.of(List.of(first), List.of(second)));
    Proximity proximity =
        peer -> OptionalLong.of(peer.equals(first.address()) ? toFirst : toOthers);
    return routing
        .towards(Identifier.of(key), peer -> Liveness.ALIVE, proximity, LookupMode.RECURSIVE)
        .nearer();
  }

  private static double share(int places) {
    return Identifier.distance(Identifier.of(0), Identifier.of(places));
  }

  private static RingMember member(int place) {
    return new RingMember(Identifier.of(place), 1, new NodeAddress("10.0.0." + place, 4000));
  }
}
