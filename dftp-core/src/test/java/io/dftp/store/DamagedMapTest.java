// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A copy of a map that lost rows on its disk while its process ran. */
class DamagedMapTest {

  private static final int USES_PER_TRIM = 64;

  /**
   * The copy has forgotten which dots it gave. Were one given twice, the holder that was away would
   * take the new row for the one it has seen (condition C3).
   */
  @Test
  void aHostThatForgotItsDotsWritesUnderANewName() {
    RingOfStores ring = new RingOfStores(60, 2, uncached());
    int damaged = 0;
    int away = 1;
    ObjectId map = ring.newMapOf(damaged);
    ring.put(damaged, map, "a", "1");
    ring.put(damaged, map, "b", "2");
    ring.crash(away);
    ring.simulation().runFor(Duration.ofSeconds(3));
    loseRow(ring, damaged, map, "b");
    evictAll(ring, damaged);

    assertThat(ring.put(damaged, map, "c", "3")).isEqualTo(new MutationResult.Applied(1, 3));
    ring.restart(away);
    ring.settle();

    assertThat(ring.host(damaged).process().metrics().value("store.maps.damaged")).isPositive();
    for (int host : List.of(damaged, away)) {
      assertThat(ring.names(host, map)).containsExactly("a", "b", "c");
      assertThat(ring.durableAt(map, "c", "3")).contains(host);
    }
    assertThat(ring.get(away, map, "c").get(0).dot())
        .isNotEqualTo(ring.get(away, map, "b").get(0).dot());
  }

  private static StoreConfig uncached() {
    return StoreConfig.defaults().withMapCacheBytes(0);
  }

  private static void loseRow(RingOfStores ring, int host, ObjectId map, String name) {
    Bytes key = MapKeys.row(map, ring.get(host, map, name).get(0));
    ring.await(ring.host(host).process().store().write(new RowBatch().remove(key)));
  }

  private static void evictAll(RingOfStores ring, int host) {
    ObjectId other = ring.newMapOf(host);
    ring.simulation().runFor(Duration.ofSeconds(1));
    for (int i = 0; i < 2 * USES_PER_TRIM; i++) {
      ring.get(host, other, "nothing");
      ring.simulation().runFor(Duration.ofMillis(1));
    }
  }
}
