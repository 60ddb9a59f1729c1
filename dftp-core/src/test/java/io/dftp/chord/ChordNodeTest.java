// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CancelledException;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingHost;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One claim a test, on a simulated network. */
class ChordNodeTest {

  private static final ChordConfig CONFIG = ChordConfig.simulated();
  private static final Duration A_WHILE = Duration.ofSeconds(60);

  private SimulatedRing ring = new SimulatedRing(1, NetworkFaults.none(), settings(CONFIG));

  @Test
  void aCreatedRingHasOneMemberThatOwnsEverything() {
    ring.start(0).create();

    assertThat(ring.node(0).view().arc().orElseThrow().isWhole()).isTrue();
    LookupResult found = find(0, KeyHasher.hash("any"));
    assertThat(found.owner()).isEqualTo(ring.node(0).self());
    assertThat(found.arc().isWhole()).isTrue();
  }

  @Test
  void ringsOfTwoToTwelveSettleWithinTwoSecondsOfTheLastJoin() {
    for (int size = 2; size <= 12; size++) {
      ring = new SimulatedRing(size, NetworkFaults.none(), settings(CONFIG));
      ring.start(0).create();
      for (int i = 1; i < size; i++) {
        ring.simulation().await(ring.join(i, 0), A_WHILE);
      }

      ring.simulation().expect("ideal " + size, ring::isIdeal, Duration.ofSeconds(2));
    }
  }

  @Test
  void manyMayJoinAtOnceThroughOneContact() {
    ring.start(0).create();
    List<CompletableFuture<Void>> joins = new ArrayList<>();
    for (int i = 1; i < 12; i++) {
      joins.add(ring.join(i, 0));
    }

    for (CompletableFuture<Void> join : joins) {
      ring.simulation().await(join, Duration.ofSeconds(20));
    }
    ring.simulation().expect("ideal", ring::isIdeal, Duration.ofSeconds(10));
  }

  @Test
  void whoLeavesBeforeItsKeysAreHandedOverHasJoined() {
    ring.build(3);
    CompletableFuture<Void> join = ring.join(3, 0);
    ChordNode joining = ring.node(3);
    ring.simulation().expect("a member", () -> joining.view().isMember(), A_WHILE);
    assertThat(joining.view().arc()).isEmpty();
    assertThat(join).isNotDone();

    joining.leave();

    assertThat(join).isCompleted();
  }

  @Test
  void whoIsClosedBeforeItIsAMemberHasNot() {
    ring.build(3);
    CompletableFuture<Void> join = ring.join(3, 0);

    ring.node(3).close();

    assertThat(join).isCompletedExceptionally();
  }

  @Test
  void everyMemberFindsTheOwnerOfEveryKey() {
    ring = new SimulatedRing(2, NetworkFaults.none(), settings(CONFIG.withSuccessors(3)));
    ring.build(20);

    for (int i = 0; i < 200; i++) {
      Identifier key = KeyHasher.hash("key" + i);
      LookupResult found = find(i % 20, key);
      assertThat(found.owner()).isEqualTo(ring.expectedOwner(key));
      assertThat(found.arc().contains(key)).isTrue();
    }
  }

  @Test
  void aStrangerFindsOwnersThroughAnyHost() {
    ring.build(5);
    ring.start(99);
    RingHost stranger = ring.host(99);
    Lookup lookup = stranger.positions().lookup();

    for (int i = 0; i < 5; i++) {
      Identifier key = KeyHasher.hash("key" + i);
      LookupResult found =
          ring.simulation()
              .await(
                  lookup.findSuccessorVia(
                      SimulatedRing.addressOf(i), key, stranger.within(Duration.ofSeconds(5))),
                  Duration.ofSeconds(6));
      assertThat(found.owner()).isEqualTo(ring.expectedOwner(key));
    }
  }

  @Test
  void aKilledNeighbourIsReplacedWithinThreeSeconds() {
    ring.build(5);

    ring.crash(3);

    ring.simulation().expect("ideal", ring::isIdeal, Duration.ofSeconds(3));
  }

  @Test
  void aNeighbourThatFallsSilentIsReplacedWithinSixSeconds() {
    ring = new SimulatedRing(3, NetworkFaults.none().withLossHintRate(0), settings(CONFIG));
    ring.build(5);

    ring.crash(2);

    ring.simulation().expect("ideal", ring::isIdeal, Duration.ofSeconds(6));
  }

  @Test
  void theLastOfThreeOwnsEverythingAfterTheOthersWereKilled() {
    ring.build(3);

    ring.crash(0);
    ring.crash(2);

    ring.simulation().expect("alone", ring::isIdeal, Duration.ofSeconds(5));
    assertThat(ring.node(1).view().arc().orElseThrow().isWhole()).isTrue();
  }

  @Test
  void lookupsNeverNameAWrongOwnerWhileMembersCrash() {
    ring = new SimulatedRing(4, NetworkFaults.none(), settings(CONFIG.withSuccessors(4)));
    ring.build(16);
    List<CompletableFuture<LookupResult>> lookups = new ArrayList<>();
    List<Identifier> keys = new ArrayList<>();

    ring.crash(5);
    ring.crash(9);
    ring.crash(13);
    for (int i = 0; i < 60; i++) {
      int from = new int[] {0, 1, 2, 3, 4, 6, 7, 8}[i % 8];
      Identifier key = KeyHasher.hash("key" + i);
      keys.add(key);
      lookups.add(
          ring.node(from).findSuccessor(key, ring.host(from).within(Duration.ofSeconds(20))));
      ring.simulation().runFor(Duration.ofMillis(50));
    }

    for (int i = 0; i < 60; i++) {
      LookupResult found = ring.simulation().await(lookups.get(i), Duration.ofSeconds(21));
      assertThat(found.owner()).isEqualTo(ring.expectedOwner(keys.get(i)));
    }
  }

  @Test
  void aLookupForTheArcOfASilentMemberFailsInsteadOfGuessing() {
    ring.build(3);
    Identifier key = ring.node(2).self().id();
    ring.host(2).loop().pause();

    CompletableFuture<LookupResult> lookup =
        ring.node(0).findSuccessor(key, ring.host(0).within(Duration.ofMillis(900)));

    assertThatThrownBy(() -> ring.simulation().await(lookup, Duration.ofSeconds(2)))
        .isInstanceOf(LookupFailedException.class);
  }

  @Test
  void aLeaveClosesTheGapAtOnce() {
    ring.build(6);
    int leaver = 4;

    CompletableFuture<Void> left = ring.leave(leaver);

    ring.simulation().await(left, Duration.ofSeconds(2));
    ring.simulation().expect("ideal", ring::isIdeal, Duration.ofMillis(500));
  }

  @Test
  void theLastMembersMayLeaveOneByOne() {
    ring.build(3);

    ring.simulation().await(ring.leave(0), Duration.ofSeconds(2));
    ring.simulation().await(ring.leave(1), Duration.ofSeconds(2));

    ring.simulation().expect("alone", ring::isIdeal, Duration.ofSeconds(2));
  }

  @Test
  void aRestartedHostTakesItsPlaceAgainAsANewIncarnation() {
    ring.build(4);
    long before = ring.node(2).self().incarnation();
    ring.crash(2);

    CompletableFuture<Void> joined = ring.join(2, 0);

    ring.simulation().await(joined, Duration.ofSeconds(4));
    assertThat(ring.node(2).self().incarnation()).isGreaterThan(before);
    ring.simulation().expect("ideal", ring::isIdeal, Duration.ofSeconds(3));
  }

  @Test
  void aPartnerThatRestartsFindsTheRingOfTwoAgain() {
    ring.build(2);
    ring.crash(1);

    ring.simulation().await(ring.join(1, 0), Duration.ofSeconds(5));

    ring.simulation().expect("ideal", ring::isIdeal, Duration.ofSeconds(3));
  }

  @Test
  void aJoinThroughSilentContactsEndsWithItsContext() {
    ChordNode node = ring.start(0);

    CompletableFuture<Void> joined =
        node.join(List.of(SimulatedRing.addressOf(7)), ring.host(0).within(Duration.ofSeconds(3)));

    assertThatThrownBy(() -> ring.simulation().await(joined, Duration.ofSeconds(4)))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("not joined in time through any of [" + SimulatedRing.addressOf(7))
        .hasMessageContaining(": no owner of ")
        .hasMessageContaining(SimulatedRing.addressOf(7) + " cannot be reached");
    assertThat(node.view().isMember()).isFalse();
  }

  @Test
  void severalPositionsShareAHost() {
    ring.build(3);
    Map<Integer, ChordNode> second = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      ChordNode node = ring.host(i).positions().add(KeyHasher.hash("second" + i), 1);
      second.put(i, node);
      ring.simulation()
          .await(
              node.join(
                  List.of(SimulatedRing.addressOf(0)), ring.host(i).within(Duration.ofSeconds(10))),
              Duration.ofSeconds(11));
    }

    ring.simulation()
        .expect(
            "all know all",
            () -> second.values().stream().allMatch(node -> node.view().successors().size() == 5),
            Duration.ofSeconds(5));
    for (int i = 0; i < 20; i++) {
      Identifier key = KeyHasher.hash("key" + i);
      LookupResult fromOne = find(0, key);
      LookupResult fromOther = find(1, key);
      assertThat(fromOne.owner()).isEqualTo(fromOther.owner());
    }
  }

  @Test
  void aPausedHostDoesNotTakeItsPeersForDead() {
    ring.build(4);
    RingView before = ring.node(1).view();

    ring.host(1).loop().pause();
    ring.simulation().runFor(Duration.ofSeconds(5));
    ring.host(1).loop().resume();
    ring.simulation().runFor(Duration.ofMillis(100));

    assertThat(ring.node(1).view().successors()).isEqualTo(before.successors());
    assertThat(ring.metrics().value("failure.pauses")).isEqualTo(1);
    ring.simulation().expect("ideal", ring::isIdeal, Duration.ofSeconds(10));
  }

  @Test
  void aHostThatWasGivenUpDuringALongPauseComesBack() {
    ring.build(4);

    ring.host(1).loop().pause();
    ring.simulation().runFor(Duration.ofSeconds(15));
    ring.host(1).loop().resume();

    ring.simulation().expect("ideal", ring::isIdeal, Duration.ofSeconds(10));
  }

  @Test
  void listenersHearOfTheArcAfterTheViewHasChanged() {
    ring.build(2);
    List<Arc> heard = new ArrayList<>();
    ChordNode node = ring.node(0);
    node.addListener(
        (before, now) -> {
          assertThat(node.view()).isSameAs(now);
          if (!before.arc().equals(now.arc())) {
            now.arc().ifPresent(heard::add);
          }
        });

    ring.crash(1);

    ring.simulation()
        .expect(
            "the whole circle",
            () -> node.view().arc().filter(arc -> arc.isWhole()).isPresent(),
            Duration.ofSeconds(4));
    assertThat(heard).last().isEqualTo(Arc.whole(node.self().id()));
  }

  @Test
  void routingStateGrowsWithTheLogarithmOfTheRing() {
    ring = new SimulatedRing(5, NetworkFaults.none(), settings(CONFIG.withSuccessors(4)));
    ring.build(100);
    ring.simulation().runFor(Duration.ofSeconds(40));

    int most = ring.nodes().stream().mapToInt(ChordNode::routingStateSize).max().orElseThrow();
    int least = ring.nodes().stream().mapToInt(ChordNode::routingStateSize).min().orElseThrow();

    assertThat(most).isLessThanOrEqualTo(4 + 1 + 10);
    assertThat(least).isGreaterThan(4 + 1);
  }

  private static RingSettings settings(ChordConfig config) {
    return RingSettings.simulated().with(config);
  }

  @Test
  void aMemberThatWasCutOffFromAllFindsTheRingAgain() {
    ring.build(6);
    cutOff(2);
    assertThat(ring.node(2).view().successors()).isEmpty();

    ring.network().heal();

    ring.simulation().expect("ideal: " + ring, ring::isIdeal, A_WHILE);
  }

  @Test
  void aMemberThatRemembersNobodyStaysAlone() {
    ring = new SimulatedRing(1, NetworkFaults.none(), settings(CONFIG.withRemembered(0)));
    ring.build(6);
    cutOff(2);

    ring.network().heal();
    ring.simulation().runFor(A_WHILE);

    assertThat(ring.node(2).view().successors()).isEmpty();
  }

  private void cutOff(int number) {
    List<NodeAddress> others = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      if (i != number) {
        others.add(SimulatedRing.addressOf(i));
      }
    }
    ring.network().partition(List.of(List.of(SimulatedRing.addressOf(number)), others));
    ring.simulation().runFor(A_WHILE);
  }

  private LookupResult find(int from, Identifier key) {
    return ring.simulation()
        .await(
            ring.node(from).findSuccessor(key, ring.host(from).within(Duration.ofSeconds(5))),
            Duration.ofSeconds(6));
  }
}
