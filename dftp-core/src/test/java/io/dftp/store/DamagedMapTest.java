// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

  /** Equal contexts mean equal rows, but for a bug or bit rot; which of the two is right? */
  @Test
  void ofTwoCopiesThatDifferUnderOneContextTheRowsOfBothStay() {
    RingOfStores ring = new RingOfStores(61, 2);
    ObjectId map = ring.newMapOf(0);
    ring.put(0, map, "a", "1");
    ring.put(0, map, "b", "2");
    ring.settle();
    for (int host = 0; host < 2; host++) {
      forgetRowAndAllTraces(ring, host, map, host == 0 ? "a" : "b");
    }
    for (int host = 0; host < 2; host++) {
      ring.crash(host);
    }
    for (int host = 0; host < 2; host++) {
      ring.restart(host);
    }
    ring.settle();

    assertThat(ring.names(0, map)).containsExactly("a", "b");
    assertThat(ring.durableAt(map, "a", "1")).containsExactly(0, 1);
    assertThat(ring.durableAt(map, "b", "2")).containsExactly(0, 1);
  }

  @Test
  void aCrashLeavesRowsAndHeadOfOneMoment() {
    for (int run = 0; run < 60; run++) {
      RingOfStores ring = new RingOfStores(70 + run, 1);
      ObjectId map = ring.newMap();
      ring.put(0, map, "first", "opens the map");
      ring.settle();
      CompletableFuture<MutationResult> answer =
          ring.start(0, call -> ring.store(0).mutate(map, RingOfStores.putting("a", "1"), call));
      // It is prepared at once, and committed a tenth of a second later.
      ring.simulation().runFor(Duration.ofMillis(run < 20 ? run : 80 + run));

      boolean acknowledged = answer.isDone();
      ring.crash(0);
      ring.restart(0);

      assertThat(ring.names(0, map)).contains(acknowledged ? "a" : "first", "first");
      assertThat(ring.host(0).process().metrics().value("store.maps.damaged")).isZero();
    }
  }

  private static void forgetRowAndAllTraces(
      RingOfStores ring, int host, ObjectId map, String name) {
    Row row = ring.get(host, map, name).get(0);
    MapHead head = MapHead.decode(ring.host(host).disk().durableRows().get(MapKeys.head(map)));
    MapHead without =
        new MapHead(
            head.context(), head.digest().minus(RowDigest.of(row)), head.verdicts(), head.stamp());
    ring.await(
        ring.host(host)
            .process()
            .store()
            .write(
                new RowBatch()
                    .remove(MapKeys.row(map, row))
                    .put(MapKeys.head(map), without.encode())));
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
