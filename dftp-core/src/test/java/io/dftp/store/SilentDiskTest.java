// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that does not answer, at a host that lives on. */
class SilentDiskTest {

  private static final int HOSTS = 5;
  private static final Duration WRITTEN = Duration.ofSeconds(3);
  private static final Duration READ = Duration.ofSeconds(2);
  private static final Duration SETTLED = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void writesGoOnWithoutTheDiskOfAHolder(long seed) {
    RingOfStores ring = new RingOfStores(seed, HOSTS);
    ObjectId map = ring.newMap();
    ring.put(0, map, "first", "opens the map");
    int holder = ring.order(map.key()).get(1);

    ring.host(holder).disk().hang();
    MutationResult result =
        within(ring, WRITTEN, holder, gateway -> ring.put(gateway, map, "a", "1"));

    assertThat(result).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(ring.durableAt(map, "a", "1")).hasSize(3).doesNotContain(holder);
    endWell(ring, map, holder);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void writesGoOnWithoutTheDiskOfTheOwner(long seed) {
    RingOfStores ring = new RingOfStores(seed, HOSTS);
    ObjectId map = ring.newMap();
    ring.put(0, map, "first", "opens the map");
    int owner = ring.order(map.key()).get(0);

    ring.host(owner).disk().hang();
    MutationResult result =
        within(ring, WRITTEN, owner, gateway -> ring.put(gateway, map, "a", "1"));

    assertThat(result).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(ring.durableAt(map, "a", "1")).hasSize(3).doesNotContain(owner);
    endWell(ring, map, owner);
  }

  /** The map is in nobody's memory, so that all have to read it from their disks. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void readsGoOnWithoutTheDiskOfOneHost(long seed) {
    RingOfStores ring = new RingOfStores(seed, HOSTS, StoreConfig.defaults().withMapCacheBytes(0));
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "1");
    int hung = ring.order(map.key()).get((int) seed % 2);
    evictAll(ring, hung);

    ring.host(hung).disk().hang();
    List<Row> rows = within(ring, READ, hung, gateway -> ring.get(gateway, map, "a"));

    assertThat(rows).hasSize(1);
  }

  /** The gateway asks itself first. */
  @Test
  void aHostWithASilentDiskStillServesItsClients() {
    RingOfStores ring = new RingOfStores(31, HOSTS);
    ObjectId map = ring.newMapOf(2);

    ring.host(2).disk().hang();
    MutationResult result = ring.put(2, map, "a", "1");

    assertThat(result).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(ring.store(2).status().disk()).isEqualTo(DiskState.SILENT);
    assertThat(ring.get(2, map, "a")).hasSize(1);
    endWell(ring, map, 2);
    assertThat(ring.store(2).status().disk()).isEqualTo(DiskState.SOUND);
  }

  @Test
  void aHostThatStartsWithASilentDiskServesOnceItAnswers() {
    RingOfStores ring = new RingOfStores(32, HOSTS);
    ObjectId map = ring.newMapOf(2);
    ring.put(0, map, "a", "1");
    ring.crash(2);
    ring.simulation().runFor(Duration.ofSeconds(5));

    ring.host(2).disk().hang();
    ring.restart(2);
    ring.simulation().runFor(Duration.ofSeconds(10));
    assertThat(ring.put(0, map, "b", "2")).isEqualTo(new MutationResult.Applied(3, 3));

    endWell(ring, map, 2);
    assertThat(ring.names(2, map)).contains("a", "b");
  }

  @Test
  void aDiskThatStaysSilentIsOutOfServiceForGood() {
    RingOfStores ring = new RingOfStores(33, HOSTS);
    ring.newMapOf(2);
    boolean[] told = new boolean[1];
    ring.store(2).onDiskFailed(() -> told[0] = true);

    ring.host(2).disk().hang();
    ring.simulation().runFor(Duration.ofSeconds(80));
    ring.host(2).disk().release();
    ring.simulation().runFor(Duration.ofSeconds(5));

    assertThat(told[0]).isTrue();
    assertThat(ring.store(2).status().disk()).isEqualTo(DiskState.FAILED);
  }

  /** Its timers have not seen what the disk did meanwhile. */
  @Test
  void aProcessThatWasHeldUpDoesNotBlameItsDisk() {
    RingOfStores ring = new RingOfStores(34, HOSTS);
    ObjectId map = ring.newMapOf(2);
    CompletableFuture<MutationResult> put =
        ring.start(2, call -> ring.store(2).mutate(map, RingOfStores.putting("a", "1"), call));
    ring.host(2).pause();
    ring.simulation().runFor(Duration.ofMinutes(5));
    ring.host(2).resume();
    ring.simulation().runFor(Duration.ofSeconds(1));

    assertThat(ring.host(2).process().metrics().value("store.disk.silent")).isZero();
    assertThat(ring.store(2).status().disk()).isEqualTo(DiskState.SOUND);
    put.cancel(false);
  }

  /** Much work for a disk that does it is no silence. */
  @Test
  void aBusyDiskIsNotSilent() {
    RingOfStores ring = new RingOfStores(35, HOSTS);
    ring.newMapOf(2);
    ring.host(2)
        .disk()
        .setFaults(ring.host(2).disk().faults().withLatency(Duration.ofMillis(700), Duration.ZERO));

    for (int i = 0; i < 10; i++) {
      ring.host(2).process().store().write(new RowBatch().remove(LocalStore.NAME));
    }
    ring.simulation().runFor(Duration.ofSeconds(20));

    assertThat(ring.host(2).process().metrics().value("store.disk.silent")).isZero();
  }

  private static void endWell(RingOfStores ring, ObjectId map, int hung) {
    ring.host(hung).disk().release();
    ring.simulation().runFor(SETTLED);
    assertThat(ring.isSettled()).isTrue();
    assertThat(ring.durableAt(map, "a", "1")).containsAll(ring.order(map.key()).subList(0, 3));
    assertThat(ring.put(hung, map, "z", "9")).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(ring.durableAt(map, "z", "9"))
        .containsExactlyInAnyOrderElementsOf(ring.order(map.key()).subList(0, 3));
  }

  private interface Work<T> {
    T at(int gateway);
  }

  /** Does the work at a gateway whose disk answers, and looks how long it took. */
  private static <T> T within(RingOfStores ring, Duration bound, int hung, Work<T> work) {
    Duration began = ring.simulation().now();
    T result = work.at((hung + 1) % HOSTS);
    assertThat(ring.simulation().now().minus(began)).isLessThan(bound);
    return result;
  }

  private static void evictAll(RingOfStores ring, int gateway) {
    for (int host = 0; host < HOSTS; host++) {
      ObjectId other = ring.newMapOf(host);
      for (int i = 0; i < 260; i++) {
        ring.get(gateway, other, "nothing");
      }
    }
  }
}
