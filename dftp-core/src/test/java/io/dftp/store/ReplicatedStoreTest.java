// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.sim.DiskFaults;
import io.dftp.sim.NetworkFaults;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Maps on several hosts: who must have what before an answer, and what survives which loss. */
class ReplicatedStoreTest {

  private static final Duration NEVER = Duration.ofDays(1);

  @Test
  void whatOneHostPutsEveryOtherReads() {
    RingOfStores ring = new RingOfStores(1, 5);
    ObjectId map = ring.newMap();

    MutationResult result = ring.put(0, map, "a", "one");

    assertThat(result).isEqualTo(new MutationResult.Applied(3, 3));
    for (int i = 0; i < 5; i++) {
      assertThat(ring.get(i, map, "a"))
          .singleElement()
          .satisfies(row -> assertThat(row.value()).isEqualTo(Bytes.utf8("one")));
    }
    assertThat(ring.durableAt(map, "a", "one"))
        .containsExactlyInAnyOrderElementsOf(ring.order(map.key()).subList(0, 3));
  }

  @Test
  void ofTwoWhoAddARowIfThereIsNoneOneIsRefused() {
    for (int seed = 0; seed < 20; seed++) {
      RingOfStores ring = new RingOfStores(200 + seed, 5);
      ObjectId map = ring.newMap();
      List<CompletableFuture<MutationResult>> answers = new ArrayList<>();
      ring.simulation().runFor(Duration.ofSeconds(1)); // Until the map is at rest.

      for (int i = 0; i < 5; i++) {
        Mutation create =
            new Mutation(
                List.of(new Mutation.Condition.Absent("a")),
                List.of(new Mutation.Put("a", Bytes.utf8("of " + i))),
                List.of());
        int host = i;
        answers.add(ring.start(i, context -> ring.store(host).mutate(map, create, context)));
        ring.simulation().runFor(Duration.ofMillis(seed % 4));
      }

      List<MutationResult> results = answers.stream().map(ring::await).toList();
      assertThat(results).filteredOn(MutationResult.Applied.class::isInstance).hasSize(1);
      assertThat(ring.get(0, map, "a")).hasSize(1);
    }
  }

  /** Else whoever waits for what becomes of it waits for ever. */
  @Test
  void aNameThatIsNotUsedIsDecidedAndLeavesNothing() {
    RingOfStores ring = new RingOfStores(6, 4);
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "one");
    OperationId name = ring.store(1).name(map, 2);
    assertThat(undecided(ring, map, name)).containsExactlyInAnyOrder(name.dot(0), name.dot(1));

    ring.host(1).process().loop().execute(() -> ring.store(1).unused(map, name));
    ring.simulation()
        .expect(
            "it is decided", () -> undecided(ring, map, name).isEmpty(), Duration.ofSeconds(10));

    assertThat(ring.names(0, map)).containsExactly("a");
  }

  private static Set<Dot> undecided(RingOfStores ring, ObjectId map, OperationId name) {
    return ring.await(
            ring.start(0, context -> ring.store(0).standing(map, "a", name.dots(), context)))
        .undecided();
  }

  @Test
  void aHolderWhoseDiskHangsIsReplacedWithinSecondsAndIsNotCounted() {
    RingOfStores ring = new RingOfStores(2, 4);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    ring.put(order.get(0), map, "first", "opens the map");
    ring.host(order.get(2)).disk().setFaults(DiskFaults.none().withLatency(NEVER, Duration.ZERO));
    Duration began = ring.simulation().now();

    MutationResult result = ring.put(order.get(0), map, "a", "one");

    assertThat(result).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(ring.durableAt(map, "a", "one"))
        .containsExactlyInAnyOrder(order.get(0), order.get(1), order.get(3));
    assertThat(ring.simulation().now().minus(began)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void whereNobodyCanStandInForAHungDiskFewerCopiesAreToldAndNotHidden() {
    RingOfStores ring = new RingOfStores(2, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    ring.put(order.get(0), map, "first", "opens the map");
    ring.host(order.get(2)).disk().setFaults(DiskFaults.none().withLatency(NEVER, Duration.ZERO));

    assertThat(ring.put(order.get(0), map, "a", "one")).isEqualTo(new MutationResult.Applied(2, 3));
    assertThat(ring.durableAt(map, "a", "one")).hasSize(2);
  }

  @Test
  void acknowledgedMeansDurableAtThePrimaryItself() {
    RingOfStores ring = new RingOfStores(3, 1);
    ObjectId map = ring.newMap();
    int primary = ring.order(map.key()).get(0);
    ring.put(primary, map, "first", "opens the map");
    ring.host(primary).disk().setFaults(DiskFaults.none().withLatency(NEVER, Duration.ZERO));

    CompletableFuture<MutationResult> answer =
        ring.start(
            primary,
            Duration.ofSeconds(20),
            context -> ring.store(primary).mutate(map, RingOfStores.putting("a", "one"), context));
    ring.simulation().runFor(Duration.ofSeconds(19));

    assertThat(answer).isNotDone();
  }

  @Test
  void everyAcknowledgedRowLiesOnAllHoldersAtThatMoment() {
    RingOfStores ring = new RingOfStores(4, 5);
    ring.network().setFaults(NetworkFaults.lossy());
    ObjectId map = ring.newMap();

    for (int i = 0; i < 20; i++) {
      ring.put(i % 5, map, "n" + i, "v" + i);
      assertThat(ring.durableAt(map, "n" + i, "v" + i)).hasSizeGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void aDeadHolderIsReplacedAndTheStandInTakesTheWholeMap() {
    RingOfStores ring = new RingOfStores(5, 4);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    ring.put(0, map, "old", "x");
    ring.crash(order.get(1));

    MutationResult result = ring.put(order.get(0), map, "new", "y");

    assertThat(result).isEqualTo(new MutationResult.Applied(3, 3));
    assertThat(ring.durableAt(map, "old", "x")).contains(order.get(3));
    assertThat(ring.durableAt(map, "new", "y")).contains(order.get(3));
  }

  @Test
  void theKillOfThePrimaryRightAfterTheAnswerLosesNothing() {
    for (int seed = 0; seed < 10; seed++) {
      RingOfStores ring = new RingOfStores(100 + seed, 3);
      ObjectId map = ring.newMap();
      int primary = ring.order(map.key()).get(0);
      int other = ring.order(map.key()).get(1);
      ring.put(other, map, "a", "one");

      ring.crashAndLoseDisk(primary);

      assertThat(ring.get(other, map, "a")).hasSize(1);
      assertThat(ring.put(other, map, "b", "two")).isEqualTo(new MutationResult.Applied(2, 3));
    }
  }

  @Test
  void anyTwoOfThreeLostDisksLoseNothing() {
    RingOfStores ring = new RingOfStores(7, 3);
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "one");

    ring.crashAndLoseDisk(0);
    ring.crashAndLoseDisk(1);

    assertThat(ring.names(2, map)).containsExactly("a");
  }

  @Test
  void aRestartOfAllBringsTheDataBack() {
    RingOfStores ring = new RingOfStores(8, 3);
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "one");
    ring.put(1, map, "b", "two");
    for (int i = 0; i < 3; i++) {
      ring.crash(i);
    }
    for (int i = 0; i < 3; i++) {
      ring.restart(i);
    }

    assertThat(ring.names(2, map)).containsExactly("a", "b");
    ring.settle();
  }

  @Test
  void whatWasRemovedWhileAHostWasAwayDoesNotReturnWithIt() {
    RingOfStores ring = new RingOfStores(9, 3);
    ObjectId map = ring.newMap();
    int primary = ring.order(map.key()).get(0);
    int other = ring.order(map.key()).get(1);
    ring.put(other, map, "gone", "x");
    ring.put(other, map, "stays", "y");
    ring.crash(primary);
    ring.simulation().runFor(Duration.ofSeconds(3));
    List<Row> rows = ring.get(other, map, "gone");
    MutationResult removed =
        ring.await(
            ring.start(
                other,
                context -> ring.store(other).mutate(map, RingOfStores.removing(rows), context)));
    assertThat(removed).isEqualTo(new MutationResult.Applied(2, 3));

    ring.restart(primary);

    assertThat(ring.names(primary, map)).containsExactly("stays");
    ring.settle();
    for (int i = 0; i < 3; i++) {
      assertThat(ring.names(i, map)).containsExactly("stays");
      assertThat(ring.durableAt(map, "gone", "x")).isEmpty();
    }
  }

  @Test
  void aHolderThatMissedChangesAsksForTheWholeMap() {
    RingOfStores ring = new RingOfStores(10, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    ring.put(0, map, "a", "one");
    ring.crash(order.get(2));
    ring.simulation().runFor(Duration.ofSeconds(3));
    ring.put(order.get(0), map, "b", "two");
    ring.restart(order.get(2));
    ring.simulation().runFor(Duration.ofMillis(250));

    MutationResult result = ring.put(order.get(0), map, "c", "three");

    assertThat(result).isEqualTo(new MutationResult.Applied(3, 3));
    for (String name : List.of("a", "b", "c")) {
      assertThat(
              ring.durableAt(
                  map, name, name.equals("a") ? "one" : name.equals("b") ? "two" : "three"))
          .contains(order.get(2));
    }
    assertThat(ring.host(order.get(2)).process().metrics().value("store.maps.states.needed"))
        .isPositive();
  }

  @Test
  void aMapOfSeveralPagesReachesAStandInWhole() {
    RingOfStores ring = new RingOfStores(11, 4);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    String value = "v".repeat(16 * 1024);
    for (int part = 0; part < 4; part++) {
      List<Mutation.Put> puts = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        puts.add(new Mutation.Put(part + "-" + i, Bytes.utf8(value)));
      }
      Mutation mutation = new Mutation(List.of(), puts, List.of());
      ring.await(
          ring.start(
              order.get(3), context -> ring.store(order.get(3)).mutate(map, mutation, context)));
    }
    ring.leave(order.get(0));

    assertThat(ring.put(order.get(1), map, "last", "z"))
        .isEqualTo(new MutationResult.Applied(3, 3));

    assertThat(ring.durableAt(map, "3-59", value)).contains(order.get(3));
  }

  @Test
  void writesGoOnWhileThePrimaryChanges() {
    RingOfStores ring = new RingOfStores(12, 5);
    ring.network().setFaults(NetworkFaults.lossy());
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    int gateway = order.get(4);
    List<CompletableFuture<MutationResult>> answers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int number = i;
      answers.add(
          ring.start(
              gateway,
              context ->
                  ring.store(gateway)
                      .mutate(map, RingOfStores.putting("n" + number, "v"), context)));
      ring.simulation().runFor(Duration.ofMillis(100));
      if (i == 20) {
        ring.crash(order.get(0));
      }
      if (i == 40) {
        ring.restart(order.get(0));
      }
    }

    for (CompletableFuture<MutationResult> answer : answers) {
      assertThat(ring.await(answer)).isInstanceOf(MutationResult.Applied.class);
    }
    assertThat(ring.names(gateway, map)).doesNotHaveDuplicates().hasSize(60);
  }

  @Test
  void ofTwoThatCreateOneNameOneWins() {
    RingOfStores ring = new RingOfStores(13, 5);
    ObjectId map = ring.newMap();
    List<CompletableFuture<MutationResult>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int host = i;
      Mutation create =
          new Mutation(
              List.of(new Mutation.Condition.Absent("a")),
              List.of(new Mutation.Put("a", Bytes.utf8("by " + i))),
              List.of());
      answers.add(ring.start(host, context -> ring.store(host).mutate(map, create, context)));
    }

    List<MutationResult> results = answers.stream().map(ring::await).toList();

    assertThat(results).filteredOn(MutationResult.Applied.class::isInstance).hasSize(1);
    assertThat(results)
        .filteredOn(MutationResult.Refused.class::isInstance)
        .allSatisfy(
            result ->
                assertThat(((MutationResult.Refused) result).current())
                    .isEqualTo(ring.get(0, map, "a")));
  }

  @Test
  void whatBothSidesOfAPartitionWroteIsKeptAsSiblings() {
    RingOfStores ring = new RingOfStores(15, 4);
    ObjectId map = ring.newMap();
    var all = ring.hosts().stream().map(host -> host.address()).toList();
    ring.network().partition(List.of(all.subList(0, 2), all.subList(2, 4)));
    ring.show(all.subList(0, 2), all.subList(0, 2));
    ring.show(all.subList(2, 4), all.subList(2, 4));
    ring.put(0, map, "a", "left");
    ring.put(2, map, "a", "right");

    ring.network().heal();
    ring.showLive();
    ring.settle();

    for (int i = 0; i < 4; i++) {
      assertThat(ring.get(i, map, "a"))
          .extracting(
              row -> new String(row.value().array(), java.nio.charset.StandardCharsets.UTF_8))
          .containsExactlyInAnyOrder("left", "right");
    }
  }

  @Test
  void aPrimaryThatStoodStillComparesBeforeItServes() {
    RingOfStores ring = new RingOfStores(16, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    int primary = order.get(0);
    int other = order.get(1);
    ring.put(primary, map, "old", "x");
    var rest = ring.hosts().stream().map(host -> host.address()).toList();
    var others = rest.stream().filter(a -> !a.equals(ring.host(primary).address())).toList();
    ring.host(primary).pause();
    ring.show(others, others);
    ring.put(other, map, "new", "y");
    ring.simulation().runFor(Duration.ofSeconds(3));

    // The one that stood still believes that it owns the map all the time.
    ring.host(primary).resume();
    CompletableFuture<List<Row>> read =
        ring.start(primary, context -> ring.store(primary).scan(map, "", "", 10, context));

    assertThat(ring.await(read)).extracting(Row::name).containsExactly("new", "old");
  }

  /** It believes all the time that it owns the map, and has read from it a moment ago. */
  @Test
  void aFormerPrimaryDoesNotReadWhatItsSuccessorHasRemoved() {
    RingOfStores ring = new RingOfStores(21, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    int former = order.get(0);
    int next = order.get(1);
    ring.put(former, map, "a", "old");
    var others = List.of(ring.host(next).address(), ring.host(order.get(2)).address());
    List<Row> old = ring.get(former, map, "a");
    ring.show(others, others);

    ring.await(
        ring.start(
            next, context -> ring.store(next).mutate(map, RingOfStores.removing(old), context)));

    assertThat(ring.get(former, map, "a")).isEmpty();
  }

  /** It decides against what it has, and is told by the holders that it owns the map no more. */
  @Test
  void aFormerPrimaryChangesNothingThatItsSuccessorOwns() {
    RingOfStores ring = new RingOfStores(22, 3);
    ObjectId map = ring.newMap();
    List<Integer> order = ring.order(map.key());
    int former = order.get(0);
    int next = order.get(1);
    ring.put(former, map, "opened", "x");
    var others = List.of(ring.host(next).address(), ring.host(order.get(2)).address());
    ring.show(others, others);
    assertThat(ring.await(creating(ring, next, map))).isInstanceOf(MutationResult.Applied.class);

    CompletableFuture<MutationResult> second = creating(ring, former, map);
    ring.simulation().runFor(Duration.ofSeconds(3));
    ring.showLive();

    assertThat(ring.await(second)).isInstanceOf(MutationResult.Refused.class);
    assertThat(ring.get(next, map, "a")).hasSize(1);
  }

  private static CompletableFuture<MutationResult> creating(
      RingOfStores ring, int host, ObjectId map) {
    Mutation create =
        new Mutation(
            List.of(new Mutation.Condition.Absent("a")),
            List.of(new Mutation.Put("a", Bytes.utf8("by " + host))),
            List.of());
    return ring.start(host, context -> ring.store(host).mutate(map, create, context));
  }

  @Test
  void aScanIsOrderedByBytesAndPaged() {
    RingOfStores ring = new RingOfStores(17, 3);
    ObjectId map = ring.newMap();
    List<String> names = List.of("a", "b/1", "b/2", "b/\uD83D\uDE00", "b/\uFFFD", "c");
    for (String name : names) {
      ring.put(0, map, name, "v");
    }

    List<Row> first =
        ring.await(ring.start(1, context -> ring.store(1).scan(map, "b/", "", 3, context)));
    List<Row> rest =
        ring.await(ring.start(1, context -> ring.store(1).scan(map, "b/", "b/\uFFFD", 9, context)));

    assertThat(first).extracting(Row::name).containsExactly("b/1", "b/2", "b/\uFFFD");
    assertThat(rest).extracting(Row::name).containsExactly("b/\uD83D\uDE00");
  }

  @Test
  void aLoneSurvivorServesAndTakes() {
    RingOfStores ring = new RingOfStores(18, 3);
    ObjectId map = ring.newMap();
    ring.put(0, map, "a", "one");
    ring.crash(0);
    ring.crash(1);

    assertThat(ring.put(2, map, "b", "two")).isEqualTo(new MutationResult.Applied(1, 3));
    assertThat(ring.names(2, map)).containsExactly("a", "b");

    ring.restart(0);
    ring.restart(1);
    ring.settle();
    assertThat(ring.names(0, map)).containsExactly("a", "b");
  }

  @Test
  void aMutationWithoutAnyLiveHostsTimeIsToldHonestly() {
    RingOfStores ring = new RingOfStores(19, 3);
    ObjectId map = ring.newMap();
    int primary = ring.order(map.key()).get(0);
    int gateway = ring.order(map.key()).get(1);
    ring.network().partition(List.of(List.of(ring.host(primary).address())));

    CompletableFuture<MutationResult> answer =
        ring.start(
            gateway,
            Duration.ofSeconds(3),
            context -> ring.store(gateway).mutate(map, RingOfStores.putting("a", "one"), context));

    assertThatThrownBy(() -> ring.await(answer))
        .isInstanceOfSatisfying(
            DftpException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.MAY_HAVE_HAPPENED));
  }

  @Test
  void theHashOfTheStoreIsSha256() {
    RingOfStores ring = new RingOfStores(20, 1);

    Bytes hash =
        ring.await(
            ring.start(0, context -> ring.store(0).sha256(ByteBuffer.wrap(new byte[0]), context)));

    assertThat(java.util.HexFormat.of().formatHex(hash.array())).startsWith("e3b0c44298fc1c14");
  }
}
