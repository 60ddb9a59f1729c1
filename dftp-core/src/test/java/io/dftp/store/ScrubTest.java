// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.Bytes;
import io.dftp.sim.DiskFaults;
import io.dftp.sim.SimulatedHost;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rot that nobody has read: it is found, and mended from others, while there are others. */
class ScrubTest {

  private static final Duration PERIOD = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(10);

  /** More than two pages of the list of each host. */
  private static final int MANY = 800;

  /** The issue as it was found. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rotOfEveryBlobOfTwoHostsIsMendedBeforeTheThirdDiskDies(long seed) {
    RingOfStores ring = new RingOfStores(seed, 4, scrubbing(PERIOD));
    Map<BlobId, byte[]> blobs = filled(ring, MANY);
    damageAll(ring, 0);
    damageAll(ring, 1);

    awaitPasses(ring, 2);

    assertThat(found(ring, 0)).isEqualTo(held(ring, 0));
    assertThat(found(ring, 1)).isEqualTo(held(ring, 1));
    for (int host = 0; host < 4; host++) {
      ScrubStatus scrub = ring.store(host).status().scrub();
      assertThat(scrub.waiting()).isZero();
      assertThat(scrub.lost()).isZero();
    }
    assertThat(ring.host(0).process().metrics().value("store.scrub.corrupt")).isPositive();
    ring.crashAndLoseDisk(2);
    ring.simulation().runFor(Duration.ofSeconds(2));
    blobs.forEach((id, bytes) -> assertThat(ring.getBlob(3, id, bytes)).isEqualTo(bytes));
    ring.settle();
  }

  @Test
  void withoutAPassTheLossIsSeenAndTheHostThatReturnsMendsIt() {
    RingOfStores ring = new RingOfStores(4, 4, scrubbing(Duration.ofDays(1)));
    Map<BlobId, byte[]> blobs = filled(ring, 40);
    long hit =
        blobs.keySet().stream()
            .filter(id -> !ring.order(id.key()).subList(0, 3).contains(3))
            .count();
    assertThat(hit).isPositive();
    damageAll(ring, 0);
    damageAll(ring, 1);

    ring.crash(2);
    blobs.forEach((id, bytes) -> read(ring, id, bytes));
    ring.simulation().expect("the loss is counted", () -> lost(ring) == hit, RingOfStores.LONG);
    ring.simulation().runFor(RingOfStores.LONG);
    assertThat(lost(ring)).isEqualTo(hit);

    ring.restart(2);
    ring.simulation().expect("it is mended", () -> lost(ring) == 0, RingOfStores.LONG);
    ring.settle();
    blobs.forEach((id, bytes) -> assertThat(ring.getBlob(3, id, bytes)).isEqualTo(bytes));
    assertThat(waiting(ring)).isZero();
  }

  @Test
  void whatIsLostAndUploadedAgainOrRemovedIsLostNoMore() {
    RingOfStores ring = new RingOfStores(5, 3, scrubbing(PERIOD));
    BlobId again = new BlobId(ring.newMap(), 0);
    BlobId removed = new BlobId(ring.newMap(), 0);
    for (BlobId id : List.of(again, removed)) {
      ring.putBlob(0, id, bytes(1));
      ring.hosts().forEach(host -> host.disk().corruptBlob(id));
    }
    ring.simulation().expect("both are lost", () -> lost(ring) == 2, RingOfStores.LONG);
    assertThat(waiting(ring)).isEqualTo(6);
    for (int host = 0; host < 3; host++) {
      ring.crash(host);
      ring.restart(host);
    }
    ring.simulation().expect("known after restarts", () -> lost(ring) == 2, RingOfStores.LONG);

    ring.putBlob(1, again, bytes(1));
    ring.hosts().forEach(host -> ring.await(host.process().store().deleteBlob(removed)));

    ring.simulation().expect("no more", () -> waiting(ring) == 0, RingOfStores.LONG);
    assertThat(lost(ring)).isZero();
    ring.settle();
  }

  /** The audits wait for hosts that may come back; who lacks what it had does not. */
  @Test
  void aDamagedCopyIsReplacedAtOnceWhileAnotherHostIsAway() {
    StoreConfig patient = scrubbing(Duration.ofDays(1)).withBlobGrace(Duration.ofHours(1));
    RingOfStores ring = new RingOfStores(6, 5, patient);
    BlobId id = new BlobId(ring.newMap(), 0);
    ring.putBlob(0, id, bytes(1));
    ring.settle();
    List<Integer> order = ring.order(id.key());
    ring.crash(order.get(3));
    ring.crash(order.get(4));
    ring.simulation().runFor(Duration.ofSeconds(30));

    for (int place : List.of(0, 1, 2)) {
      ring.host(order.get(place)).disk().corruptBlob(id);
      ring.getBlob(order.get(place), id, bytes(1));

      ring.simulation()
          .expect("replaced at " + place, () -> waiting(ring) == 0 && ring.copies(id) == 3, SOON);
    }
  }

  /** However fast they are found one after the other, and without the audits. */
  @Test
  void copiesAreReplacedWhileThePassGoesOn() {
    StoreConfig alone = scrubbing(PERIOD).withAuditEvery(Duration.ofHours(1));
    RingOfStores ring = new RingOfStores(13, 3, alone);
    filled(ring, 300);
    damageAll(ring, 0);

    ring.simulation()
        .expect("half of them are found", () -> found(ring, 0) >= 150, RingOfStores.LONG);

    assertThat(waiting(ring)).isLessThan(75);
  }

  @Test
  void aFullHostGetsItsCopyBackWhenItHasRoom() {
    RingOfStores ring = new RingOfStores(7, 3, scrubbing(PERIOD));
    BlobId id = new BlobId(ring.newMap(), 0);
    ring.putBlob(0, id, bytes(1));
    ring.host(1).disk().corruptBlob(id);
    ring.host(1).disk().setCapacityBytes(10);
    ring.simulation().expect("it is found", () -> found(ring, 1) == 1, RingOfStores.LONG);
    ring.simulation().runFor(Duration.ofSeconds(30));
    assertThat(waiting(ring)).isEqualTo(1);
    assertThat(lost(ring)).isZero();

    ring.host(1).disk().setCapacityBytes(1_000_000);

    ring.simulation().expect("it is back", () -> waiting(ring) == 0, SOON);
    assertThat(ring.copies(id)).isEqualTo(3);
  }

  /** A copy in memory says nothing of the disk. */
  @Test
  void aRowThatIsInMemoryAndDamagedOnTheDiskIsFoundAndMadeAgain() {
    RingOfStores ring = new RingOfStores(8, 3, scrubbing(PERIOD));
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "1");
    ring.put(0, map, "b", "2");
    ring.settle();
    Bytes row = MapKeys.row(map, ring.get(0, map, "b").get(0));

    ring.host(1).disk().damageRow(row);
    ring.simulation()
        .expect(
            "it is found",
            () -> ring.store(1).status().disk() == DiskState.DAMAGED,
            RingOfStores.LONG);

    ring.simulation().runFor(Duration.ofSeconds(30));
    assertThat(ring.isSettled()).isTrue();
    assertThat(ring.durableAt(map, "b", "2")).contains(1);
    assertThat(ring.names(1, map)).containsExactly("a", "b");
  }

  /** It belongs to no map, and is read at the next start only. */
  @Test
  void aRowThatNobodyReadsIsFound() {
    RingOfStores ring = new RingOfStores(14, 3, scrubbing(PERIOD));
    ring.put(0, ring.newMap(), "a", "1");
    ring.settle();
    Bytes promise = ring.host(1).disk().durableRows().ceilingKey(MapKeys.firstPromise());
    assertThat(promise).isLessThan(MapKeys.afterPromises());

    ring.host(1).disk().damageRow(promise);
    ring.simulation()
        .expect(
            "it is found",
            () -> ring.store(1).status().disk() == DiskState.DAMAGED,
            RingOfStores.LONG);

    ring.simulation().runFor(Duration.ofSeconds(30));
    assertThat(ring.isSettled()).isTrue();
  }

  /** All that is there can be read, and something is not there. */
  @Test
  void aCopyThatDoesNotMatchItsDigestIsFoundAndJoinedFromOthers() {
    RingOfStores ring = new RingOfStores(9, 3, scrubbing(PERIOD));
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "1");
    ring.put(0, map, "b", "2");
    ring.settle();
    Bytes row = MapKeys.row(map, ring.get(0, map, "b").get(0));

    ring.await(ring.host(1).process().store().write(new RowBatch().remove(row)));
    ring.simulation()
        .expect(
            "it is found",
            () -> ring.host(1).process().metrics().value("store.maps.damaged") > 0,
            RingOfStores.LONG);

    ring.simulation().runFor(Duration.ofSeconds(30));
    assertThat(ring.isSettled()).isTrue();
    assertThat(ring.durableAt(map, "b", "2")).containsExactly(0, 1, 2);
  }

  /** As that of a host that restarts often. */
  @Test
  void aPassThatIsBrokenOffGoesOnWhereItWas() {
    RingOfStores ring = new RingOfStores(10, 1, scrubbing(Duration.ofMinutes(20)));
    filled(ring, MANY);
    Duration slow = Duration.ofMillis(100);
    ring.host(0).disk().setFaults(DiskFaults.none().withLatency(slow, Duration.ZERO));
    ring.simulation()
        .expect(
            "half of it is done",
            () -> ring.store(0).status().scrub().thousandths() > 500,
            Duration.ofHours(1));
    ScrubStatus before = ring.store(0).status().scrub();
    assertThat(before.passTakes()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(16));
    assertThat(before.behind()).isFalse();

    ring.simulation().runFor(Duration.ofMinutes(1));
    ring.crash(0);
    ring.restart(0);
    awaitPasses(ring, 1);

    assertThat(ring.host(0).process().metrics().value("store.scrub.blobs"))
        .isBetween(MANY / 3L, MANY * 2L / 3);
    assertThat(ring.store(0).status().scrub().thousandths()).isEqualTo(1000);
  }

  /** The disk is busy for it a tenth of the time, however short the period is. */
  @Test
  void takesNoMoreThanATenthOfTheDisk() {
    RingOfStores ring = new RingOfStores(11, 1, scrubbing(Duration.ofSeconds(10)));
    filled(ring, 100);
    awaitPasses(ring, 1);
    Duration slow = Duration.ofMillis(50);
    ring.host(0).disk().setFaults(DiskFaults.none().withLatency(slow, Duration.ZERO));
    awaitPasses(ring, ring.store(0).status().scrub().passes() + 1);
    long read = ring.host(0).process().metrics().value("store.scrub.blobs");
    Duration began = ring.simulation().now();

    ring.simulation().runFor(Duration.ofSeconds(40));
    assertThat(ring.store(0).status().scrub().behind()).isTrue();
    awaitPasses(ring, ring.store(0).status().scrub().passes() + 1);

    long more = ring.host(0).process().metrics().value("store.scrub.blobs") - read;
    Duration took = ring.simulation().now().minus(began);
    assertThat(more).isPositive();
    assertThat(slow.multipliedBy(more)).isLessThan(took.dividedBy(10).plus(slow));
  }

  /** Nothing on it can be verified before it answers; then it goes on. */
  @Test
  void aDiskThatHangsIsWaitedFor() {
    RingOfStores ring = new RingOfStores(12, 1, scrubbing(PERIOD));
    filled(ring, 20);
    ring.host(0).disk().hang();
    ring.simulation().runFor(Duration.ofSeconds(40));
    assertThat(ring.store(0).status().scrub().passes()).isZero();

    ring.host(0).disk().release();

    awaitPasses(ring, 1);
  }

  private static StoreConfig scrubbing(Duration period) {
    return StoreConfig.defaults().withScrubPeriod(period);
  }

  private static Map<BlobId, byte[]> filled(RingOfStores ring, int count) {
    Random random = new Random(count);
    Map<BlobId, byte[]> blobs = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      BlobId id = new BlobId(ObjectId.random(random), i);
      blobs.put(id, bytes(i));
      ring.putBlob(0, id, bytes(i));
    }
    ring.settle();
    return blobs;
  }

  private static void damageAll(RingOfStores ring, int host) {
    List.copyOf(ring.host(host).disk().durableBlobs()).forEach(ring.host(host).disk()::corruptBlob);
  }

  private static void awaitPasses(RingOfStores ring, long passes) {
    ring.simulation()
        .expect(
            passes + " passes",
            () ->
                ring.up().stream()
                    .allMatch(host -> host.program().status().scrub().passes() >= passes),
            Duration.ofHours(2));
  }

  private static void read(RingOfStores ring, BlobId id, byte[] bytes) {
    for (SimulatedHost<ReplicatedStore> host : ring.up()) {
      int number = ring.hosts().indexOf(host);
      ring.start(
          number,
          SOON,
          context -> ring.store(number).getBlob(id, Sha256.of(ByteBuffer.wrap(bytes)), context));
    }
    ring.simulation().runFor(Duration.ofMillis(200));
  }

  private static long found(RingOfStores ring, int host) {
    return ring.store(host).status().scrub().found();
  }

  private static long held(RingOfStores ring, int host) {
    return ring.host(host).disk().durableBlobs().size();
  }

  private static long waiting(RingOfStores ring) {
    return ring.up().stream().mapToLong(host -> host.program().status().scrub().waiting()).sum();
  }

  private static long lost(RingOfStores ring) {
    return ring.up().stream().mapToLong(host -> host.program().status().scrub().lost()).sum();
  }

  private static byte[] bytes(int seed) {
    byte[] bytes = new byte[100];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
