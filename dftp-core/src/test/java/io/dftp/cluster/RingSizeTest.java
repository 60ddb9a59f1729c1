// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.discovery.Uid;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RingSizeTest {

  @Test
  void aShortListCountsTheHostsExactly() {
    assertThat(RingSize.hosts(viewOf(ring(1), 8), 8)).isEqualTo(1);
    assertThat(RingSize.hosts(viewOf(ring(5), 8), 8)).isEqualTo(5);
  }

  @Test
  void positionsOfOneHostCountOnce() {
    NodeAddress host = new NodeAddress("127.0.0.1", 4000);
    RingMember one = new RingMember(Identifier.of(1), 1, host);
    RingMember two = new RingMember(Identifier.of(2), 1, host);

    assertThat(RingSize.hosts(new RingView(one, true, two, List.of(two)), 8)).isEqualTo(1);
  }

  @Test
  void aFullListGivesTheRightOrderOfMagnitude() {
    assertThat(RingSize.hosts(viewOf(ring(1000), 8), 8)).isBetween(200, 5000);
  }

  @Test
  void theRingWithMoreHostsSurvivesThenTheLargerIdThenTheLargerMark() {
    assertThat(claim(3, 1, 1, 1)).isGreaterThan(claim(2, 9, 9, 9));
    assertThat(claim(2, 9, 1, 1)).isGreaterThan(claim(2, 8, 9, 9));
    assertThat(claim(2, 9, 2, 1)).isGreaterThan(claim(2, 9, 1, 9));
    assertThat(claim(2, 9, 1, 2)).isGreaterThan(claim(2, 9, 1, 1));
  }

  private static RingClaim claim(int hosts, long ring, long mark, int uid) {
    return new RingClaim(hosts, new Uid(ring, 0), Identifier.of(mark), new Uid(uid, 0), true, true);
  }

  private static List<RingMember> ring(int size) {
    return IntStream.range(0, size)
        .mapToObj(
            i ->
                new RingMember(
                    KeyHasher.hash("host " + i), 1, new NodeAddress("127.0.0.1", 10_000 + i)))
        .sorted(Comparator.comparing(RingMember::id))
        .toList();
  }

  private static RingView viewOf(List<RingMember> ring, int listLength) {
    List<RingMember> successors = new ArrayList<>();
    for (int i = 1; i < ring.size() && i <= listLength; i++) {
      successors.add(ring.get(i));
    }
    return new RingView(ring.get(0), true, ring.get(ring.size() - 1), successors);
  }
}
