// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that a disk cannot read any more: at the owner of a map, or at another holder. */
class DamagedRowsTest {

  private static final int HOSTS = 5;
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration MENDED = Duration.ofSeconds(30);

  /** The place is that of the damaged host among the holders, 0 for the owner. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 2", "4, 0", "5, 1"})
  void aRowThatCannotBeReadIsServedByOthersAndMadeAgain(long seed, int place) {
    RingOfStores ring = uncached(seed);
    ObjectId map = filled(ring);
    int damaged = ring.order(map.key()).get(place);
    Bytes row = rowOf(ring, map, "b");
    evictAll(ring);

    ring.host(damaged).disk().damageRow(row);
    Duration began = ring.simulation().now();
    assertThat(ring.names((damaged + 1) % HOSTS, map)).containsExactly("a", "b", "c");
    assertThat(ring.simulation().now().minus(began)).isLessThan(READ);
    assertThat(ring.put(damaged, map, "d", "4")).isEqualTo(new MutationResult.Applied(3, 3));
    ring.simulation().runFor(MENDED);

    assertMended(ring, map, damaged);
    assertThat(ring.names(damaged, map)).containsExactly("a", "b", "c", "d");
  }

  /** The audits come by it, without any client. */
  @ParameterizedTest
  @CsvSource({"11, 0", "12, 1", "13, 2"})
  void aHeadThatCannotBeReadIsMadeAgain(long seed, int place) {
    RingOfStores ring = uncached(seed);
    ObjectId map = filled(ring);
    int damaged = ring.order(map.key()).get(place);
    evictAll(ring);

    ring.host(damaged).disk().damageRow(MapKeys.head(map));
    ring.simulation().runFor(MENDED);

    assertMended(ring, map, damaged);
    assertThat(ring.host(damaged).disk().durableRows()).containsKey(MapKeys.head(map));
    assertThat(ring.names(damaged, map)).containsExactly("a", "b", "c");
  }

  /** What of the map is left without its head may be of a time before. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void whatWasDeletedDoesNotComeBackWithALostHead(long seed) {
    RingOfStores ring = uncached(seed);
    ObjectId map = filled(ring);
    int damaged = ring.order(map.key()).get((int) seed % 3);
    ring.crash(damaged);
    ring.simulation().runFor(Duration.ofSeconds(5));
    List<Row> rows = ring.get((damaged + 1) % HOSTS, map, "b");
    ring.await(
        ring.start(
            (damaged + 1) % HOSTS,
            call ->
                ring.store((damaged + 1) % HOSTS).mutate(map, RingOfStores.removing(rows), call)));

    ring.host(damaged).disk().damageRow(MapKeys.head(map));
    ring.restart(damaged);
    ring.simulation().runFor(MENDED);

    assertThat(ring.isSettled()).isTrue();
    for (int host = 0; host < HOSTS; host++) {
      assertThat(ring.names(host, map)).containsExactly("a", "c");
    }
    assertThat(ring.durableAt(map, "b", "2")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"31, 0", "32, 1", "33, 2"})
  void whatWasDamagedWhileNoProcessRanIsMadeAgain(long seed, int place) {
    RingOfStores ring = new RingOfStores(seed, HOSTS);
    ObjectId map = filled(ring);
    int damaged = ring.order(map.key()).get(place);
    Bytes row = rowOf(ring, map, "b");
    ring.crash(damaged);
    ring.simulation().runFor(Duration.ofSeconds(5));

    ring.host(damaged).disk().damageRow(row);
    ring.host(damaged).disk().damageRow(MapKeys.head(map));
    ring.restart(damaged);
    ring.simulation().runFor(MENDED);

    assertMended(ring, map, damaged);
  }

  /** Without its promises a host must not be taken for the one that gave them. */
  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void aHostThatLostItsPromisesOrItsNameIsAnother(long seed) {
    RingOfStores ring = new RingOfStores(seed, HOSTS);
    ObjectId map = filled(ring);
    int damaged = ring.order(map.key()).get((int) seed % 3);
    Bytes name = ring.host(damaged).disk().durableRows().get(LocalStore.NAME);
    ring.crash(damaged);
    ring.simulation().runFor(Duration.ofSeconds(5));

    ring.host(damaged).disk().durableRows().keySet().stream()
        .filter(key -> key.compareTo(MapKeys.firstPromise()) >= 0)
        .filter(key -> key.compareTo(MapKeys.afterPromises()) < 0)
        .forEach(ring.host(damaged).disk()::damageRow);
    if (seed % 2 == 0) {
      ring.host(damaged).disk().damageRow(LocalStore.NAME);
    }
    ring.restart(damaged);
    ring.simulation().runFor(MENDED);

    assertMended(ring, map, damaged);
    assertThat(ring.host(damaged).disk().durableRows().get(LocalStore.NAME)).isNotEqualTo(name);
    assertThat(ring.put(damaged, map, "d", "4")).isEqualTo(new MutationResult.Applied(3, 3));
  }

  /** Nobody else has what was lost: it is not said to be absent. */
  @Test
  void theLastCopyServesWhatIsLeftOfIt() {
    RingOfStores ring = new RingOfStores(51, 1);
    ObjectId map = filled(ring);
    Bytes row = rowOf(ring, map, "b");
    ring.crash(0);
    ring.host(0).disk().damageRow(row);
    ring.restart(0);
    ring.simulation().runFor(MENDED);

    assertThat(ring.get(0, map, "a")).hasSize(1);
    assertThatThrownBy(() -> ring.get(0, map, "b")).isInstanceOf(DftpException.class);
    assertThat(ring.store(0).status().disk()).isEqualTo(DiskState.DAMAGED);
  }

  /** What the owner once made sure of was in the copy before it lost rows. */
  @Test
  void theLastCopyOfAnInterruptedProcessServesWhatIsLeftOfIt() {
    RingOfStores ring = new RingOfStores(54, 1);
    ObjectId map = filled(ring);
    RowBatch lost = new RowBatch().remove(rowOf(ring, map, "b")).remove(LocalStore.NAME);
    ring.await(ring.host(0).process().store().write(lost));
    ring.crash(0);
    ring.restart(0);
    ring.simulation().runFor(MENDED);

    assertThat(ring.get(0, map, "a")).hasSize(1);
    assertThatThrownBy(() -> ring.get(0, map, "b")).isInstanceOf(DftpException.class);
  }

  /** Its name goes with the rows: under it this host would be a witness that there were none. */
  @Test
  void theLastCopyThatIsDamagedWhileItRunsServesWhatIsLeftOfIt() {
    RingOfStores ring = new RingOfStores(52, 1, StoreConfig.defaults().withMapCacheBytes(0));
    ObjectId map = filled(ring);
    Bytes row = rowOf(ring, map, "b");
    ring.simulation().runFor(Duration.ofSeconds(1));
    ring.host(0).disk().damageRow(row);
    ObjectId other = ring.newMap();
    ring.simulation().runFor(Duration.ofSeconds(1));
    for (int i = 0; i < 130; i++) {
      ring.get(0, other, "nothing");
      ring.simulation().runFor(Duration.ofMillis(1));
    }

    assertThat(ring.get(0, map, "a")).hasSize(1);
    assertThat(ring.store(0).status().disk()).isEqualTo(DiskState.DAMAGED);
    ring.simulation().runFor(MENDED);
    assertThatThrownBy(() -> ring.get(0, map, "b")).isInstanceOf(DftpException.class);
  }

  /**
   * The rows are given up, the name with them, and the process ends before it has read the rest.
   */
  @Test
  void whatACrashInterruptsIsMendedByTheNextProcess() {
    RingOfStores ring = new RingOfStores(53, HOSTS);
    ObjectId map = filled(ring);
    int damaged = ring.order(map.key()).get(1);
    RowBatch lost = new RowBatch().remove(rowOf(ring, map, "b")).remove(LocalStore.NAME);
    ring.await(ring.host(damaged).process().store().write(lost));
    ring.crash(damaged);
    ring.restart(damaged);
    ring.simulation().runFor(MENDED);

    assertMended(ring, map, damaged);
  }

  /** A head that is whole on the disk, and says nothing. */
  @Test
  void aHeadThatSaysNothingIsAsGoodAsNone() {
    RingOfStores ring = uncached(61);
    ObjectId map = filled(ring);
    int damaged = ring.order(map.key()).get(0);
    evictAll(ring);

    ring.await(
        ring.host(damaged)
            .process()
            .store()
            .write(new RowBatch().put(MapKeys.head(map), Bytes.utf8("nothing"))));
    ring.simulation().runFor(MENDED);

    assertThat(ring.isSettled()).isTrue();
    assertThat(ring.names(damaged, map)).containsExactly("a", "b", "c");
    assertThat(ring.put(damaged, map, "d", "4")).isEqualTo(new MutationResult.Applied(3, 3));
  }

  private static RingOfStores uncached(long seed) {
    return new RingOfStores(seed, HOSTS, StoreConfig.defaults().withMapCacheBytes(0));
  }

  private static ObjectId filled(RingOfStores ring) {
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "1");
    ring.put(0, map, "b", "2");
    ring.put(0, map, "c", "3");
    ring.settle();
    return map;
  }

  private static Bytes rowOf(RingOfStores ring, ObjectId map, String name) {
    return MapKeys.row(map, ring.get(0, map, name).get(0));
  }

  private static void assertMended(RingOfStores ring, ObjectId map, int damaged) {
    assertThat(ring.isSettled()).isTrue();
    assertThat(ring.store(damaged).status().disk()).isEqualTo(DiskState.DAMAGED);
    for (String row : List.of("a=1", "b=2", "c=3")) {
      assertThat(ring.durableAt(map, row.substring(0, 1), row.substring(2)))
          .containsExactlyInAnyOrderElementsOf(ring.order(map.key()).subList(0, 3));
    }
  }

  /** Until every host has used other maps since. */
  private static void evictAll(RingOfStores ring) {
    for (int host = 0; host < HOSTS; host++) {
      ObjectId other = ring.newMapOf(host);
      for (int i = 0; i < 70; i++) {
        ring.put(host, other, "n" + i, "v");
      }
    }
    ring.simulation().runFor(Duration.ofSeconds(1));
    ring.put(0, ring.newMap(), "n", "v");
  }
}
