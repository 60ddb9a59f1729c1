// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.sim.DiskFaults;
import io.dftp.sim.SimulatedHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a change of a map means when one of its holders cannot take it. */
class ReplicationFaultsTest {

  private static final Duration MINUTES = Duration.ofMinutes(5);

  /** The holders may have it: to say that it did not happen would be a lie. */
  @Test
  void whoWasHeldUpRefusesNothingByWhatItOnceHad() {
    RingOfStores ring = new RingOfStores(43, 4);
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "one");
    int owner = ring.order(map.key()).get(0);
    int next = ring.order(map.key()).get(1);
    ring.host(owner).pause();
    List<NodeAddress> others =
        ring.hosts().stream()
            .map(SimulatedHost::address)
            .filter(host -> !host.equals(ring.host(owner).address()))
            .toList();
    ring.show(others, others);
    Mutation removal = RingOfStores.removing(ring.get(next, map, "a"));
    ring.await(ring.start(next, context -> ring.store(next).mutate(map, removal, context)));
    ring.host(owner).resume();

    Mutation create =
        new Mutation(
            List.of(new Mutation.Condition.Absent("a")),
            List.of(new Mutation.Put("a", Bytes.utf8("two"))),
            List.of());
    MutationResult result =
        ring.await(ring.start(owner, context -> ring.store(owner).mutate(map, create, context)));

    assertThat(result).isInstanceOf(MutationResult.Applied.class);
  }

  /** Its first answer was thrown away, because a holder on another disk is another holder. */
  @Test
  void aHostOfTheTrailThatCameBackWithAnotherDiskIsHeard() {
    RingOfStores ring = new RingOfStores(31, 4);
    List<ObjectId> maps = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      maps.add(ring.newMap());
      ring.put(0, maps.get(i), "a", "one");
    }
    ring.settle();

    ring.host(2).crashAndLoseDisk();
    ring.host(2).start();
    ring.join();

    maps.forEach(map -> assertThat(ring.get(0, map, "a")).hasSize(1));
  }

  @Test
  void aPrimaryThatCouldNotKeepWhatItHasSentSaysThatItMayHaveHappened() {
    RingOfStores ring = new RingOfStores(40, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    int primary = order.get(0);
    int gateway = order.get(1);
    ring.put(gateway, map, "first", "opens the map");
    fillQueue(ring, primary, MINUTES);

    CompletableFuture<MutationResult> answer =
        ring.start(
            gateway,
            Duration.ofSeconds(10),
            context -> ring.store(gateway).mutate(map, RingOfStores.putting("a", "one"), context));

    assertThatThrownBy(() -> ring.await(answer))
        .isInstanceOfSatisfying(
            DftpException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.MAY_HAVE_HAPPENED));
    assertThat(ring.durableAt(map, "a", "one")).contains(gateway);
  }

  @Test
  void aBusyHolderIsAskedAgainUntilItHasTheChange() {
    RingOfStores ring = new RingOfStores(41, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    ring.put(0, map, "first", "opens the map");
    fillQueue(ring, order.get(2), Duration.ofSeconds(1));

    MutationResult result = ring.put(order.get(0), map, "a", "one");

    assertThat(result).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(ring.durableAt(map, "a", "one")).hasSize(3);
    assertThat(ring.host(order.get(0)).process().metrics().value("store.maps.busy")).isPositive();
  }

  @Test
  void theNextHostStandsInForABusyHolder() {
    RingOfStores ring = new RingOfStores(42, 4);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    ring.put(0, map, "first", "opens the map");
    fillQueue(ring, order.get(1), MINUTES);
    Duration began = ring.simulation().now();

    MutationResult result = ring.put(order.get(0), map, "a", "one");

    assertThat(result).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(ring.durableAt(map, "a", "one"))
        .containsExactlyInAnyOrder(order.get(0), order.get(2), order.get(3));
    assertThat(ring.durableAt(map, "first", "opens the map")).contains(order.get(3));
    assertThat(ring.simulation().now().minus(began)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void withoutAStandInForABusyHolderTheAnswerTellsFewerCopies() {
    RingOfStores ring = new RingOfStores(43, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    ring.put(0, map, "first", "opens the map");
    fillQueue(ring, order.get(1), MINUTES);

    MutationResult result = ring.put(order.get(2), map, "a", "one");

    assertThat(result).isEqualTo(new MutationResult.Applied(2, 3));
    assertThat(ring.durableAt(map, "a", "one"))
        .containsExactlyInAnyOrder(order.get(0), order.get(2));
  }

  @Test
  void aNewPrimaryDoesNotWaitForAHolderWithoutADisk() {
    RingOfStores ring = new RingOfStores(44, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    ring.put(0, map, "a", "one");
    ring.host(order.get(2)).disk().failNextWrite();
    ring.put(order.get(0), map, "b", "two");
    ring.simulation()
        .expect(
            "the disk is out of service",
            () -> ring.store(order.get(2)).status().diskFailed(),
            Duration.ofSeconds(20));

    ring.leave(order.get(0));
    CompletableFuture<List<Row>> read =
        ring.start(
            order.get(1),
            Duration.ofSeconds(5),
            call -> ring.store(order.get(1)).get(map, "b", call));

    assertThat(ring.await(read)).hasSize(1);
  }

  /** Lets the disk take no more writes for a while. */
  private static void fillQueue(RingOfStores ring, int host, Duration time) {
    ring.host(host).disk().setFaults(DiskFaults.none().withLatency(time, Duration.ZERO));
    LocalStore disk = ring.host(host).process().store();
    for (int i = 0; i < 1024; i++) {
      disk.write(new RowBatch());
    }
    ring.host(host).disk().setFaults(DiskFaults.none());
  }
}
