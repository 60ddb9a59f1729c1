// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.sim.DiskFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an owner may show, and until when. */
class OwnerReadsTest {

  private static final Duration STEP = Duration.ofMillis(10);
  private static final DiskFaults SLOW =
      DiskFaults.none().withLatency(Duration.ofMillis(300), Duration.ZERO);

  /** Who has read it has it for good, whichever host is lost then. */
  @Test
  void aChangeIsNotShownBeforeAllHoldersHaveIt() {
    RingOfStores ring = new RingOfStores(121, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    int owner = order.get(0);
    ring.put(owner, map, "first", "opens the map");
    ring.host(order.get(2)).disk().setFaults(SLOW);

    CompletableFuture<MutationResult> answer =
        ring.start(
            owner,
            context -> ring.store(owner).mutate(map, RingOfStores.putting("a", "one"), context));
    boolean shown = false;
    while (!answer.isDone()) {
      CompletableFuture<List<Row>> read = read(ring, owner, map);
      ring.simulation().runFor(STEP);
      if (read.isDone() && !read.join().isEmpty()) {
        shown = true;
        assertThat(ring.durableAt(map, "a", "one")).hasSize(3);
      }
    }

    assertThat(ring.await(answer)).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(shown || !ring.get(owner, map, "a").isEmpty()).isTrue();
  }

  /** A row that another host had by itself is new to the owner, and to the other holders. */
  @Test
  void whatWasJoinedIsNotShownBeforeItIsDurable() {
    RingOfStores ring = new RingOfStores(122, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    int owner = order.get(0);
    int other = order.get(1);
    ring.put(owner, map, "first", "opens the map");
    ring.settle();
    Row late = new Row("a", new Dot(5, 1), Bytes.utf8("one"));
    ring.await(ring.host(other).process().store().write(ring.withRow(other, map, late)));
    ring.host(other).crash();
    ring.host(other).restart();
    ring.host(owner).disk().setFaults(SLOW);

    boolean shown = false;
    for (int i = 0; i < 1500 && !shown; i++) {
      CompletableFuture<List<Row>> read = read(ring, owner, map);
      ring.simulation().runFor(STEP);
      shown = read.isDone() && !read.join().isEmpty();
    }

    assertThat(shown).isTrue();
    assertThat(ring.durableAt(map, "a", "one")).contains(owner);
  }

  @Test
  void whatIsAcknowledgedIsDurableAtTheOwnerEvenIfItsDiskIsTheSlowest() {
    RingOfStores ring = new RingOfStores(123, 3);
    ObjectId map = ring.newMap();
    int owner = ring.order(map.key()).get(0);
    ring.put(owner, map, "first", "opens the map");
    ring.host(owner).disk().setFaults(SLOW);

    ring.put(owner, map, "a", "one");

    assertThat(ring.durableAt(map, "a", "one")).contains(owner);
  }

  /** It believes all the time that it owns the map, and hears nothing from its successor. */
  @Test
  void aFormerOwnerDoesNotShowWhatItsSuccessorHasRemoved() {
    removedBehindTheBackOfTheOwner(Duration.ZERO, Duration.ZERO, false);
  }

  /** The holder counts from the answer that it gives, the owner from the question that it sent. */
  @Test
  void aLeaseCountsFromTheSendingOfTheQuestion() {
    removedBehindTheBackOfTheOwner(Duration.ofMillis(400), Duration.ZERO, false);
  }

  /** Until they hear the successor, they go on leasing to the owner before. */
  @Test
  void theHoldersWaitForTheLeasesOfTheFormerOwner() {
    removedBehindTheBackOfTheOwner(Duration.ZERO, Duration.ofMillis(600), true);
  }

  /**
   * Lets a host that was not there before take over and remove a row, and the former owner read it.
   *
   * @param answersTake how much later than at once the former owner is answered
   * @param successorTakes how long the holders do not hear the successor
   * @param meanwhile whether the former owner reads all the time, and renews its lease
   */
  private static void removedBehindTheBackOfTheOwner(
      Duration answersTake, Duration successorTakes, boolean meanwhile) {
    RingOfStores ring = new RingOfStores(124, 4);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    List<NodeAddress> hosts = order.stream().map(host -> ring.host(host).address()).toList();
    int next = order.get(0);
    int former = order.get(1);
    ring.show(hosts, hosts.subList(1, 4));
    ring.put(former, map, "a", "old");
    ring.settle();
    List<Row> old = ring.get(former, map, "a");
    ring.simulation().runFor(Duration.ofSeconds(2));

    ring.network()
        .setLatency(
            (from, to, random) ->
                Duration.ofMillis(1)
                    .plus(to.equals(hosts.get(1)) ? answersTake : Duration.ZERO)
                    .toNanos());
    CompletableFuture<List<Row>> lease = read(ring, former, map);
    ring.simulation().runFor(Duration.ofMillis(20));
    List<NodeAddress> without = List.of(hosts.get(0), hosts.get(2), hosts.get(3));
    hosts.subList(2, 4).forEach(holder -> ring.network().cut(hosts.get(0), holder));
    ring.simulation().schedule(successorTakes, ring.network()::heal);
    ring.show(without, without);
    CompletableFuture<MutationResult> removed =
        ring.start(
            next, context -> ring.store(next).mutate(map, RingOfStores.removing(old), context));

    List<CompletableFuture<List<Row>>> reads = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      boolean isRemoved = removed.isDone();
      if (isRemoved) {
        reads.add(read(ring, former, map));
      } else if (meanwhile) {
        read(ring, former, map);
      }
      ring.simulation().runFor(STEP);
    }
    ring.showLive();

    assertThat(removed.join()).isInstanceOf(MutationResult.Applied.class);
    assertThat(reads).isNotEmpty().allSatisfy(read -> assertThat(ring.await(read)).isEmpty());
    assertThat(ring.await(lease)).isEqualTo(old);
  }

  private static CompletableFuture<List<Row>> read(RingOfStores ring, int host, ObjectId map) {
    return ring.start(host, context -> ring.store(host).get(map, "a", context));
  }
}
