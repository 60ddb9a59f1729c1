// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.Bytes;
import io.dftp.sim.DiskFaults;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Blobs on several hosts: how many copies, where, and how they come back. */
class ReplicatedBlobsTest {

  private static final Duration NEVER = Duration.ofDays(1);

  @Test
  void aBlobLiesOnTheFirstThreeHostsAndIsReadFromAny() {
    RingOfStores ring = new RingOfStores(1, 5);
    BlobId id = new BlobId(ring.newMap(), 0);
    byte[] content = bytes(1, 100_000);

    assertThat(ring.putBlob(0, id, content)).isEqualTo(3);

    assertThat(holders(ring, id))
        .containsExactlyInAnyOrderElementsOf(ring.order(id.key()).subList(0, 3));
    for (int i = 0; i < 5; i++) {
      assertThat(ring.getBlob(i, id, content)).isEqualTo(content);
    }
  }

  @Test
  void anEmptyBlobIsABlob() {
    RingOfStores ring = new RingOfStores(2, 3);
    BlobId id = new BlobId(ring.newMap(), 0);

    assertThat(ring.putBlob(0, id, new byte[0])).isEqualTo(3);

    assertThat(ring.getBlob(1, id, new byte[0])).isEmpty();
  }

  @Test
  void aBlobIsAcknowledgedOnlyWhenTheLastHolderHasItDurable() {
    RingOfStores ring = new RingOfStores(3, 3);
    BlobId id = new BlobId(ring.newMap(), 0);
    int slow = ring.order(id.key()).get(2);
    ring.host(slow).disk().setFaults(DiskFaults.none().withLatency(NEVER, Duration.ZERO));

    CompletableFuture<Integer> answer = ring.startBlob(0, id, bytes(3, 1000));
    ring.simulation().runFor(Duration.ofSeconds(30));

    assertThat(answer).isNotDone();
    assertThat(ring.copies(id)).isEqualTo(2);
  }

  @Test
  void aFullHostIsReplacedByTheNext() {
    RingOfStores ring = new RingOfStores(4, 4);
    BlobId id = new BlobId(ring.newMap(), 0);
    List<Integer> order = ring.order(id.key());
    ring.host(order.get(1)).disk().setCapacityBytes(10);

    assertThat(ring.putBlob(0, id, bytes(4, 1000))).isEqualTo(3);

    assertThat(holders(ring, id))
        .containsExactlyInAnyOrder(order.get(0), order.get(2), order.get(3));
  }

  @Test
  void whenEveryHostIsFullTheAnswerSaysSo() {
    RingOfStores ring = new RingOfStores(41, 4);
    BlobId id = new BlobId(ring.newMap(), 0);
    for (int host = 0; host < 4; host++) {
      ring.host(host).disk().setCapacityBytes(10);
    }

    CompletableFuture<Integer> answer = ring.startBlob(0, id, bytes(4, 1000));
    ring.simulation().runFor(Duration.ofSeconds(5));

    assertThat(answer).isCompletedExceptionally();
    assertThat(answer.handle((copies, failure) -> Futures.cause(failure)).getNow(null))
        .isInstanceOf(StoreFullException.class);
  }

  @Test
  void aSilentHostIsReplacedByTheNext() {
    RingOfStores ring = new RingOfStores(5, 4);
    BlobId id = new BlobId(ring.newMap(), 0);
    List<Integer> order = ring.order(id.key());
    ring.host(order.get(0)).pause();

    assertThat(ring.putBlob(order.get(3), id, bytes(5, 1000))).isEqualTo(3);
  }

  /** A silent host must not keep bytes, and room in its window, of what needs it no more. */
  @Test
  void aWriteThatAStandInCompletedIsCalledOffAtTheSilentHolder() {
    RingOfStores ring =
        new RingOfStores(51, 4, StoreConfig.defaults().withAuditEvery(Duration.ofHours(1)));
    BlobId id = new BlobId(ring.newMap(), 0);
    List<Integer> order = ring.order(id.key());
    ring.settle();
    ring.host(order.get(1)).pause();

    assertThat(ring.putBlob(order.get(0), id, bytes(51, 100_000))).isEqualTo(3);
    ring.host(order.get(1)).resume();
    ring.simulation().runFor(Duration.ofSeconds(10));

    assertThat(holders(ring, id))
        .containsExactlyInAnyOrder(order.get(0), order.get(2), order.get(3));
  }

  /** A pass has ten minutes; what it has not seen by then it has not compared. */
  @Test
  void anAuditThatRanOutOfTimeIsNotComplete() {
    StoreConfig patient =
        StoreConfig.defaults().withDiskBounds(Duration.ofHours(1), Duration.ofHours(2));
    RingOfStores ring = new RingOfStores(52, 1, patient);
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "one");
    ring.putBlob(0, new BlobId(map, 0), bytes(52, 100));
    ring.settle();

    ring.host(0)
        .disk()
        .setFaults(DiskFaults.none().withLatency(Duration.ofMinutes(6), Duration.ZERO));
    ring.showLive();
    ring.simulation().runFor(Duration.ofMinutes(60));
    assertThat(ring.store(0).status().audited()).isFalse();

    ring.host(0).disk().setFaults(DiskFaults.none());
    ring.simulation().runFor(Duration.ofMinutes(30));
    ring.settle();
    assertThat(ring.store(0).status().objects()).isEqualTo(2);
  }

  @Test
  void withFewerHostsThereAreFewerCopiesAndTheNumberSaysSo() {
    RingOfStores ring = new RingOfStores(6, 2);
    BlobId id = new BlobId(ring.newMap(), 0);

    assertThat(ring.putBlob(0, id, bytes(6, 1000))).isEqualTo(2);
  }

  @Test
  void aReadGoesRoundDeadSilentAndDamagedHolders() {
    RingOfStores ring = new RingOfStores(7, 5);
    BlobId id = new BlobId(ring.newMap(), 0);
    List<Integer> order = ring.order(id.key());
    byte[] content = bytes(7, 50_000);
    ring.putBlob(0, id, content);

    ring.host(order.get(0)).pause();
    ring.host(order.get(1)).disk().corruptBlob(id);

    assertThat(ring.getBlob(order.get(4), id, content)).isEqualTo(content);
  }

  @Test
  void notFoundIsSaidOnlyWhenEveryLiveHostSaidSo() {
    RingOfStores ring = new RingOfStores(8, 5);
    BlobId id = new BlobId(ring.newMap(), 0);

    assertThatThrownBy(() -> ring.getBlob(0, id, new byte[1]))
        .isInstanceOf(BlobNotFoundException.class);

    ring.host(ring.order(id.key()).get(1)).pause();
    Bytes hash = Sha256.of(ByteBuffer.wrap(new byte[1]));
    int reader = ring.order(id.key()).get(0);
    CompletableFuture<ByteBuffer> read =
        ring.start(
            reader,
            Duration.ofSeconds(5),
            context -> ring.store(reader).getBlob(id, hash, context));
    assertThatThrownBy(() -> ring.await(read)).isInstanceOf(BlobUnavailableException.class);
  }

  @Test
  void ensureSendsWhatIsMissingAtOnce() {
    RingOfStores ring = new RingOfStores(9, 5);
    List<BlobId> ids = new ArrayList<>();
    ObjectId content = ring.newMap();
    for (int i = 0; i < 10; i++) {
      ids.add(new BlobId(content, i));
      ring.putBlob(0, ids.get(i), bytes(i, 1000));
    }
    int lost = ring.order(ids.get(3).key()).get(1);
    ring.host(lost).disk().loseBlob(ids.get(3));
    assertThat(ring.copies(ids.get(3))).isEqualTo(2);

    int copies = ring.await(ring.start(0, context -> ring.store(0).ensureBlobs(ids, context)));

    assertThat(copies).isEqualTo(3);
    assertThat(ring.copies(ids.get(3))).isEqualTo(3);
  }

  @Test
  void ensureCountsTheFewestCopiesOfAny() {
    RingOfStores ring = new RingOfStores(10, 3);
    BlobId there = new BlobId(ring.newMap(), 0);
    ring.putBlob(0, there, bytes(10, 10));
    BlobId nowhere = new BlobId(ring.newMap(), 0);

    assertThat(
            ring.await(
                    ring.start(
                        0, context -> ring.store(0).ensureBlobs(List.of(there, nowhere), context)))
                .intValue())
        .isZero();
  }

  @Test
  void ensureDoesNotCountWhatAFullHostHasNotTaken() {
    RingOfStores ring = new RingOfStores(18, 3);
    BlobId id = new BlobId(ring.newMap(), 0);
    ring.putBlob(0, id, bytes(18, 1000));
    int full = ring.order(id.key()).get(1);
    ring.host(full).disk().loseBlob(id);
    ring.host(full).disk().setCapacityBytes(10);

    int copies =
        ring.await(ring.start(0, context -> ring.store(0).ensureBlobs(List.of(id), context)));

    assertThat(copies).isEqualTo(2);
  }

  @Test
  void aBlobDeletedByHandShowsBelowTargetAndHeals() {
    for (int place = 0; place < 3; place++) {
      RingOfStores ring = new RingOfStores(20 + place, 5);
      BlobId id = new BlobId(ring.newMap(), 0);
      ring.putBlob(0, id, bytes(11, 1000));
      ring.settle();
      int loser = ring.order(id.key()).get(place);

      ring.host(loser).disk().loseBlob(id);

      ring.simulation()
          .expect(
              "the lost copy at place " + place + " shows",
              () -> belowTarget(ring) > 0,
              Duration.ofSeconds(30));
      ring.settle();
      assertThat(holders(ring, id))
          .containsExactlyInAnyOrderElementsOf(ring.order(id.key()).subList(0, 3));
    }
  }

  @Test
  void aDamagedBlobIsReplacedAfterARead() {
    RingOfStores ring = new RingOfStores(12, 3);
    BlobId id = new BlobId(ring.newMap(), 0);
    byte[] content = bytes(12, 1000);
    ring.putBlob(0, id, content);
    ring.host(1).disk().corruptBlob(id);

    assertThat(ring.getBlob(1, id, content)).isEqualTo(content);

    ring.simulation()
        .expect("three copies again", () -> ring.copies(id) == 3, Duration.ofSeconds(30));
    assertThat(ring.getBlob(1, id, content)).isEqualTo(content);
  }

  @Test
  void fiveHostsSettleOnExactlyThreeCopiesThroughJoinsAndLosses() {
    RingOfStores ring = new RingOfStores(13, 3);
    Map<BlobId, byte[]> blobs = new LinkedHashMap<>();
    ObjectId content = ring.newMap();
    for (int i = 0; i < 40; i++) {
      BlobId id = new BlobId(content, i);
      blobs.put(id, bytes(i, 2000));
      ring.putBlob(i % 3, id, blobs.get(id));
    }

    ring.join();
    ring.join();
    ring.settle();
    assertExactlyThree(ring, blobs);

    ring.crash(1);
    ring.simulation().runFor(Duration.ofSeconds(3));
    ring.settle();
    for (BlobId id : blobs.keySet()) {
      assertThat(holders(ring, id).stream().filter(i -> ring.host(i).isUp()).count()).isEqualTo(3);
    }

    ring.restart(1);
    ring.simulation().runFor(Duration.ofSeconds(3));
    ring.settle();
    assertExactlyThree(ring, blobs);
    blobs.forEach((id, bytes) -> assertThat(ring.getBlob(4, id, bytes)).isEqualTo(bytes));
  }

  /** Copies that one ring has too many of may be those that the other one lacks. */
  @Test
  void whileAnotherRingIsHeardNoCopyIsDropped() {
    RingOfStores ring = new RingOfStores(13, 3);
    Map<BlobId, byte[]> blobs = new LinkedHashMap<>();
    ObjectId content = ring.newMap();
    for (int i = 0; i < 60; i++) {
      BlobId id = new BlobId(content, i);
      blobs.put(id, bytes(i, 500));
      ring.putBlob(i % 3, id, blobs.get(id));
    }
    ring.hearAnotherRing(true);

    ring.join();
    ring.join();
    ring.simulation().runFor(Duration.ofMinutes(1));

    assertThat(blobs.keySet())
        .allSatisfy(id -> assertThat(holders(ring, id)).contains(0, 1, 2))
        .anySatisfy(id -> assertThat(holders(ring, id)).hasSizeGreaterThan(3));
    ring.hearAnotherRing(false);
    ring.settle();
    assertExactlyThree(ring, blobs);
  }

  @Test
  void aHostThatIsBackWithinTheGraceTimeCostsNoCopies() {
    RingOfStores ring = new RingOfStores(14, 5);
    ObjectId content = ring.newMap();
    for (int i = 0; i < 20; i++) {
      ring.putBlob(0, new BlobId(content, i), bytes(i, 1000));
    }
    ring.settle();
    ring.crash(2);
    ring.simulation().runFor(Duration.ofSeconds(6));
    ring.restart(2);
    ring.simulation().runFor(Duration.ofSeconds(3));
    ring.settle();

    long copied =
        ring.hosts().stream()
            .mapToLong(host -> host.process().metrics().value("store.blobs.sent"))
            .sum();
    assertThat(copied).isZero();
  }

  @Test
  void aLeavingHostHandsOverWhatOthersLack() {
    RingOfStores ring = new RingOfStores(15, 2, StoreConfig.defaults().withReplicas(2));
    ring.crash(1);
    ring.simulation().runFor(Duration.ofSeconds(2));
    BlobId id = new BlobId(ring.newMap(), 0);
    byte[] content = bytes(15, 1000);
    ObjectId map = ring.newMap();
    assertThat(ring.putBlob(0, id, content)).isEqualTo(1);
    ring.put(0, map, "a", "one");
    ring.restart(1);
    ring.simulation().runFor(Duration.ofMillis(210));

    HandedOver given = ring.await(ring.start(0, context -> ring.store(0).handOver(context)));
    ring.leave(0);

    assertThat(given.isAll()).isTrue();

    assertThat(ring.getBlob(1, id, content)).isEqualTo(content);
    assertThat(ring.names(1, map)).containsExactly("a");
  }

  /** What it does not know of a copy is no sign that others have it. */
  @Test
  void aHandOverThatDoesNotFindWhereCopiesBelongSaysSo() {
    RingOfStores ring = new RingOfStores(17, 4);
    ObjectId map = ring.newMapOf(1);
    ring.settle();
    int holder = ring.order(map.key()).get(1);
    ring.failLookups(true);

    HandedOver given =
        ring.await(ring.start(holder, context -> ring.store(holder).handOver(context)));

    assertThat(given.inTime()).isTrue();
    assertThat(given.missing()).isPositive();
  }

  @Test
  void aHandOverEndsWithItsContext() {
    RingOfStores ring = new RingOfStores(16, 2, StoreConfig.defaults().withReplicas(2));
    ring.put(0, ring.newMap(), "a", "one");
    ring.host(1).pause();

    CompletableFuture<HandedOver> end =
        ring.start(0, Duration.ofSeconds(2), context -> ring.store(0).handOver(context));
    ring.simulation().runFor(Duration.ofMillis(2100));

    assertThat(end).isCompletedWithValueMatching(given -> !given.inTime() && !given.isAll());
  }

  private static void assertExactlyThree(RingOfStores ring, Map<BlobId, byte[]> blobs) {
    for (BlobId id : blobs.keySet()) {
      assertThat(holders(ring, id))
          .containsExactlyInAnyOrderElementsOf(ring.order(id.key()).subList(0, 3));
    }
  }

  private static long belowTarget(RingOfStores ring) {
    return ring.up().stream().mapToLong(host -> host.program().status().belowTarget()).sum();
  }

  private static List<Integer> holders(RingOfStores ring, BlobId id) {
    List<Integer> holders = new ArrayList<>();
    int all = ring.hosts().size();
    for (int i = 0; i < all; i++) {
      if (ring.host(i).disk().durableBlobs().contains(id)) {
        holders.add(i);
      }
    }
    return holders;
  }

  private static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }
}
