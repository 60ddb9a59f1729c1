// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk without room for rows, at a host that lives on. */
class FullDiskTest {

  private static final int HOSTS = 5;
  private static final Duration WRITTEN = Duration.ofSeconds(3);
  private static final Duration SETTLED = Duration.ofSeconds(30);

  /** The place is that of the full host among the holders, 0 for the owner. */
  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 0, 1", "3, 0, 2", "4, 1, 0", "5, 2, 0", "6, 1, 1", "7, 2, 1"})
  void writesGoOnWithoutTheDisk(long seed, long batchesLeft, int place) {
    RingOfStores ring = new RingOfStores(seed, HOSTS);
    ObjectId map = ring.newMap();
    ring.put(0, map, "first", "opens the map");
    int full = ring.order(map.key()).get(place);

    ring.host(full).disk().setBatchesLeft(batchesLeft);
    for (int i = 0; i < 4; i++) {
      int gateway = (full + i) % HOSTS;
      Mutation mutation = RingOfStores.putting("n" + i, "v");
      CompletableFuture<MutationResult> result =
          ring.start(gateway, WRITTEN, call -> ring.store(gateway).mutate(map, mutation, call));
      assertThat(ring.await(result)).isEqualTo(new MutationResult.Applied(3, 3));
    }
    ring.simulation().runFor(SETTLED);
    assertThat(ring.durableAt(map, "n3", "v")).hasSize(3).doesNotContain(full);
    assertThat(ring.store(full).status().disk()).isEqualTo(DiskState.FULL);
    assertThat(ring.names(full, map)).contains("n0", "n1", "n2", "n3");

    ring.host(full).disk().setBatchesLeft(Long.MAX_VALUE);
    ring.simulation().runFor(SETTLED);

    assertThat(ring.isSettled()).isTrue();
    assertThat(ring.store(full).status().disk()).isEqualTo(DiskState.SOUND);
    assertThat(ring.put(full, map, "z", "9")).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(ring.durableAt(map, "z", "9"))
        .containsExactlyInAnyOrderElementsOf(ring.order(map.key()).subList(0, 3));
    assertThat(ring.durableAt(map, "n3", "v")).contains(full);
  }

  @Test
  void aPromiseForWhichThereWasNoRoomIsWrittenWithTheNext() {
    RingOfStores ring = new RingOfStores(8, 3);
    ObjectId map = ring.newMap();
    ring.put(0, map, "first", "opens the map");
    int full = ring.order(map.key()).get(1);
    int owner = ring.order(map.key()).get(0);
    ring.host(full).disk().setBatchesLeft(0);
    ring.crash(owner);
    ring.simulation().runFor(Duration.ofSeconds(5));

    ring.host(full).disk().setBatchesLeft(Long.MAX_VALUE);
    ring.simulation().runFor(SETTLED);
    ring.put(full, map, "a", "1");
    ring.crash(full);
    ring.simulation().runFor(Duration.ofSeconds(3));
    ring.restart(full);
    ring.simulation().runFor(SETTLED);

    assertThat(ring.names(full, map)).containsExactly("a", "first");
    assertThat(ring.put(full, map, "b", "2")).isEqualTo(new MutationResult.Applied(2, 3));
  }
}
