// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories that meet under one name, one of which hangs under another one too. */
class JoinedNamesTest {

  private static final int HOSTS = 4;
  private static final int NAMES = 8;
  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(90);

  /** Joined with one that leaves the name again, what was made there would be gone with it. */
  @ParameterizedTest
  @ValueSource(longs = {6, 8})
  void whatOneSideMadeWhereTheOtherMovedSomethingToStays(long seed) {
    RingOfFiles ring = new RingOfFiles(seed, HOSTS);
    List<TreeClient> hosts = TreeClient.ofEach(ring, HOSTS);
    TreeClient one = hosts.get(0);
    TreeClient other = hosts.get(3);
    one.makeDirectory("/to");
    for (int i = 0; i < NAMES; i++) {
      one.makeDirectory("/from" + i);
      one.put("/from" + i + "/f", "f" + i);
      // The younger one has the name, and the other is joined to it.
      one.touch("/from" + i, i % 2 == 0 ? 0 : 100_000_000);
    }

    ring.cut(List.of(0, 1), List.of(2, 3));
    for (int i = 0; i < NAMES; i++) {
      TreeClient mover = i < NAMES / 2 ? one : other;
      TreeClient maker = i < NAMES / 2 ? other : one;
      mover.rename("/from" + i, "/to/d" + i);
      maker.makeDirectory("/to/d" + i);
      maker.rename("/from" + i, "/elsewhere" + i);
    }
    ring.heal();
    ring.await(SETTLED_WITHIN);

    List<String> paths = one.paths();
    for (int i = 0; i < NAMES; i++) {
      String place = "/(to/d|elsewhere)" + i + "/f";
      assertThat(paths).contains("/to/d" + i + "/");
      assertThat(paths).filteredOn(path -> path.matches(place)).hasSize(1);
    }
    assertThat(other.paths()).isEqualTo(paths);
  }
}
