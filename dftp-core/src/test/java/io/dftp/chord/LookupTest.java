// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.chord.ChordMessage.Astray;
import io.dftp.chord.ChordMessage.FindOwner;
import io.dftp.chord.ChordMessage.LifeAnswer;
import io.dftp.chord.ChordMessage.OwnerFound;
import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.runtime.CallContext;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedRing;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Claims about lookups in both modes, on a simulated network. */
class LookupTest {

  private static final Duration A_WHILE = Duration.ofSeconds(20);
  private static final Duration FINGERS_ARE_THERE = Duration.ofSeconds(20);

  private SimulatedRing ring = ring(1, LookupConfig.lan().withAlternates(3, false), 4);

  @ParameterizedTest
  @EnumSource
  void everyMemberFindsTheOwnerOfEveryKey(LookupMode mode) {
    build(48);

    for (int i = 0; i < 100; i++) {
      Identifier key = KeyHasher.hash("key" + i);
      LookupResult found = await(find(i % 48, key, mode));
      assertThat(found.owner()).isEqualTo(ring.expectedOwner(key));
      assertThat(found.arc().contains(key)).isTrue();
      assertThat(found.cost().silent() + found.cost().restarts()).isZero();
      assertThat(found.cost().hops()).isLessThanOrEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStrangerFindsOwnersThroughAnyHost(LookupMode mode) {
    build(12);
    ring.start(99);

    for (int i = 0; i < 12; i++) {
      Identifier key = KeyHasher.hash("key" + i);
      Lookup lookup = ring.host(99).positions().lookup();
      LookupResult found =
          await(
              lookup.findSuccessorVia(
                  SimulatedRing.addressOf(i), key, mode, ring.host(99).within(A_WHILE)));
      assertThat(found.owner()).isEqualTo(ring.expectedOwner(key));
    }
  }

  @Test
  void aRecursiveLookupIsFasterThanAnIterativeOne() {
    build(48);

    assertThat(timeOf(LookupMode.RECURSIVE)).isLessThan(timeOf(LookupMode.ITERATIVE) * 3 / 4);
  }

  @ParameterizedTest
  @EnumSource
  void lookupsGoAroundSilentMembersAndNeverNameAWrongOwner(LookupMode mode) {
    ring = ring(2, LookupConfig.lan().withAlternates(3, false), 6);
    ring.network().setFaults(NetworkFaults.lossy().withLossHintRate(0));
    build(40);
    for (int number : List.of(3, 7, 11, 12, 20, 21, 33)) {
      ring.crash(number);
    }
    List<CompletableFuture<LookupResult>> lookups = new ArrayList<>();
    List<Identifier> keys = new ArrayList<>();

    for (int i = 0; i < 120; i++) {
      Identifier key = KeyHasher.hash("key" + i);
      keys.add(key);
      int from = ring.hosts().get(i % ring.hosts().size()).number();
      lookups.add(find(from, key, mode));
      ring.simulation().runFor(Duration.ofMillis(20));
    }

    int restarts = 0;
    int silent = 0;
    for (int i = 0; i < lookups.size(); i++) {
      LookupResult found = await(lookups.get(i));
      assertThat(found.owner()).isEqualTo(ring.expectedOwner(keys.get(i)));
      restarts += found.cost().restarts();
      silent += found.cost().silent();
    }
    assertThat(silent).isPositive();
    assertThat(restarts).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void aLookupForTheArcOfASilentMemberFailsInsteadOfGuessing(LookupMode mode) {
    build(5);
    Identifier key = ring.node(2).self().id();
    ring.host(2).loop().pause();

    CompletableFuture<LookupResult> lookup =
        ring.node(0).findSuccessor(key, mode, ring.host(0).within(Duration.ofMillis(900)));

    assertThatThrownBy(() -> await(lookup)).isInstanceOf(LookupFailedException.class);
    assertThat(openQuestions(0)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledLookupEndsAtOnceAndLeavesNothingBehind(LookupMode mode) {
    ring = ring(5, LookupConfig.lan(), 2);
    build(40);
    Identifier key = keyFarFrom(0);
    CallContext context = ring.host(0).within(A_WHILE);
    CompletableFuture<LookupResult> lookup = ring.node(0).findSuccessor(key, mode, context);

    ring.simulation().runFor(Duration.ofNanos(1_500_000));
    context.cancel();

    assertThat(lookup).isCompletedExceptionally();
    assertThat(openQuestions(0)).isZero();
    ring.simulation().runFor(A_WHILE);
    assertThat(lookup).isCompletedExceptionally();
  }

  @ParameterizedTest
  @EnumSource
  void noLookupTakesMoreHopsThanAllowed(LookupMode mode) {
    LookupConfig two = LookupConfig.lan().withMaxHops(2).withAttempts(1);
    ring = ring(3, LookupConfig.lan(), 2);
    build(60);
    // The same ring, seen by a host that allows two hops.
    SimulatedNetwork network = ring.network();
    int far = 0;
    for (int i = 0; i < 40; i++) {
      Identifier key = KeyHasher.hash("far" + i);
      far += await(find(0, key, LookupMode.ITERATIVE)).cost().hops() > 2 ? 1 : 0;
    }
    assertThat(far).isPositive();
    SimulatedRing bounded =
        new SimulatedRing(
            network,
            RingSettings.simulated()
                .with(ChordConfig.simulated().withSuccessors(2).withLookup(two)));
    bounded.start(200);

    int failed = 0;
    for (int i = 0; i < 40; i++) {
      CompletableFuture<LookupResult> lookup =
          bounded
              .host(200)
              .positions()
              .lookup()
              .findSuccessorVia(
                  SimulatedRing.addressOf(0),
                  KeyHasher.hash("far" + i),
                  mode,
                  bounded.host(200).within(A_WHILE));
      ring.simulation().runFor(Duration.ofSeconds(3));
      if (lookup.isCompletedExceptionally()) {
        failed++;
      } else {
        LookupCost cost = lookup.join().cost();
        assertThat(cost.hops()).isLessThanOrEqualTo(2 * (1 + cost.restarts()));
      }
    }
    assertThat(failed).isPositive();
  }

  @Test
  void anAnswerIsBelievedOnlyFromTheOwnerAndForItsOwnArc() {
    build(6);
    List<RingMember> circle = ring.members();
    RingMember owner = ring.node(3).self();
    RingMember before = circle.get((circle.indexOf(owner) + 5) % 6);
    RingMember after = circle.get((circle.indexOf(owner) + 1) % 6);
    List<OwnerFound> heard = new ArrayList<>();
    FindOwner question = question(owner.id(), heard);

    // Another speaks for the owner; the owner speaks for a key outside of its arc.
    tell(4, new OwnerFound(question.lookup(), 9, owner, before, List.of()));
    tell(numberOf(after), new OwnerFound(question.lookup(), 9, after, owner, List.of()));
    assertThat(heard).isEmpty();

    tell(3, new OwnerFound(question.lookup(), 9, owner, before, List.of()));
    assertThat(heard).hasSize(1);
  }

  @Test
  void aQuestionWithoutHopsLeftGoesAstray() {
    ring = ring(5, LookupConfig.lan(), 2);
    build(40);
    List<Astray> astray = new ArrayList<>();
    Identifier key = keyFarFrom(1);
    Relay relay = ring.host(0).positions().lookup().relay();
    FindOwner question =
        relay.question(
            new Relay.Asker() {
              @Override
              public Identifier key() {
                return key;
              }

              @Override
              public void found(OwnerFound owner) {
                throw new AssertionError("it was handed on");
              }

              @Override
              public void astray(Astray where) {
                astray.add(where);
              }
            });
    RingMember first = ring.node(1).self();
    FindOwner last =
        new FindOwner(
            ChordMessage.Target.of(first), key, false, 0, question.asker(), question.lookup());

    relay.send(last, first, silent());
    ring.simulation().runFor(Duration.ofSeconds(2));

    assertThat(astray).singleElement().extracting(Astray::last).isEqualTo(first);
  }

  @Test
  void aMemberPastTheKeyHandsTheQuestionBackToThatBeforeIt() {
    ring = ring(5, LookupConfig.lan(), 2);
    build(40);
    List<RingMember> circle = ring.members();
    RingMember owner = ring.node(3).self();
    RingMember past = circle.get((circle.indexOf(owner) + 1) % circle.size());
    List<OwnerFound> heard = new ArrayList<>();
    FindOwner question = question(owner.id(), heard);

    ring.host(0).positions().lookup().relay().send(question.handedOn(past, true), past, silent());
    ring.simulation().runFor(Duration.ofSeconds(1));

    assertThat(heard).singleElement().extracting(OwnerFound::owner).isEqualTo(owner);
    assertThat(heard.get(0).hopsLeft()).isEqualTo(question.hopsLeft() - 2);
  }

  @Test
  void aMemberThatCannotHandOnTellsTheAskerAtOnce() {
    ring = ring(5, LookupConfig.lan(), 2);
    build(40);
    Identifier key = keyFarFrom(0);
    int second = hopAfter(hopAfter(0, key), key);
    ring.network().setFaults(NetworkFaults.none().withLossHintRate(0));
    ring.crash(second);
    Duration begin = ring.simulation().now();

    LookupResult found = await(find(0, key, LookupMode.RECURSIVE));

    assertThat(found.owner()).isEqualTo(ring.expectedOwner(key));
    assertThat(found.cost().restarts()).isEqualTo(1);
    assertThat(found.cost().silent()).isPositive();
    // One time-out at the member that noticed, and not the longer one of the asker.
    assertThat(ring.simulation().now().minus(begin)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aQuestionOfWhichNothingIsHeardIsAskedAgainInAnotherWay() {
    ring = ring(5, LookupConfig.lan(), 2);
    build(40);
    Identifier key = keyFarFrom(0);
    int first = hopAfter(0, key);
    int second = hopAfter(first, key);
    // It confirms to the one before it, and reaches nobody else.
    for (RingMember other : ring.members()) {
      if (numberOf(other) != first) {
        ring.network().cut(SimulatedRing.addressOf(second), other.address());
      }
    }

    LookupResult found = await(find(0, key, LookupMode.RECURSIVE));

    assertThat(found.owner()).isEqualTo(ring.expectedOwner(key));
    assertThat(found.cost().restarts()).isEqualTo(1);
  }

  /** The joiner does not hear that its successor has taken it. */
  @ParameterizedTest
  @EnumSource
  void keysThatAreJustHandedOverAreLookedUpAgainUntilTheirOwnerKnows(LookupMode mode) {
    build(12);
    Identifier key = ring.placeOf(12);
    RingMember successor = ring.expectedOwner(key);
    ChordNode taking = ring.node(numberOf(successor));
    ring.join(12, 0);
    ChordNode joining = ring.node(12);
    RingMember joiner = joining.self();
    ring.simulation()
        .expect(
            "taken", () -> taking.view().predecessor().filter(joiner::equals).isPresent(), A_WHILE);
    ring.network().cut(successor.address(), joiner.address());

    CompletableFuture<LookupResult> asked = find(0, key, mode);
    CompletableFuture<LookupResult> own = find(12, key, mode);
    ring.simulation().runFor(Duration.ofMillis(400));

    assertThat(joining.view().arc()).isEmpty();
    // A question that went back from here would go around the ring.
    FindOwner question = question(key, new ArrayList<>()).handedOn(joiner, true);
    assertThat(joining.routes().onward(question)).isEmpty();
    assertThat(asked).isNotDone();
    assertThat(own).isNotDone();
    ring.network().heal();
    for (LookupResult found : List.of(await(asked), await(own))) {
      assertThat(found.owner()).isEqualTo(joiner);
    }
  }

  /** Returns the host that a recursive question is handed to. */
  private int hopAfter(int number, Identifier key) {
    FindOwner question = question(key, new ArrayList<>());
    return numberOf(ring.node(number).routes().onward(question).get(0));
  }

  private static Relay.Delivery silent() {
    return new Relay.Delivery() {
      @Override
      public void refused() {
        throw new AssertionError("refused");
      }

      @Override
      public void unconfirmed() {
        throw new AssertionError("unconfirmed");
      }
    };
  }

  private FindOwner question(Identifier key, List<OwnerFound> heard) {
    return ring.host(0)
        .positions()
        .lookup()
        .relay()
        .question(
            new Relay.Asker() {
              @Override
              public Identifier key() {
                return key;
              }

              @Override
              public void found(OwnerFound owner) {
                heard.add(owner);
              }

              @Override
              public void astray(Astray where) {
                throw new AssertionError("astray");
              }
            });
  }

  private void tell(int from, OwnerFound found) {
    CallContext context = ring.host(from).within(A_WHILE);
    await(
        ring.host(from)
            .channel()
            .request(SimulatedRing.addressOf(0), found, LifeAnswer.class, context));
  }

  private int numberOf(RingMember member) {
    return ring.hosts().stream()
        .filter(host -> host.address().equals(member.address()))
        .findFirst()
        .orElseThrow()
        .number();
  }

  private int openQuestions(int number) {
    return ring.host(number).positions().lookup().relay().openCount();
  }

  /** Returns a key whose lookup takes several hops. */
  private Identifier keyFarFrom(int number) {
    for (int i = 0; i < 500; i++) {
      Identifier key = KeyHasher.hash("far" + i);
      if (await(find(number, key, LookupMode.ITERATIVE)).cost().hops() >= 3) {
        return key;
      }
    }
    throw new AssertionError("all keys are near");
  }

  private long timeOf(LookupMode mode) {
    Duration begin = ring.simulation().now();
    for (int i = 0; i < 100; i++) {
      await(find(i % 48, KeyHasher.hash("timed" + i), mode));
    }
    return ring.simulation().now().minus(begin).toNanos();
  }

  private CompletableFuture<LookupResult> find(int from, Identifier key, LookupMode mode) {
    return ring.node(from).findSuccessor(key, mode, ring.host(from).within(A_WHILE));
  }

  private void build(int size) {
    ring.build(size);
    ring.simulation().runFor(FINGERS_ARE_THERE);
  }

  private <T> T await(CompletableFuture<T> future) {
    return ring.simulation().await(future, A_WHILE.plusSeconds(1));
  }

  private static SimulatedRing ring(long seed, LookupConfig lookup, int successors) {
    SimulatedNetwork network = new SimulatedNetwork(new Simulation(seed), NetworkFaults.none());
    return new SimulatedRing(
        network,
        RingSettings.simulated()
            .with(ChordConfig.simulated().withSuccessors(successors).withLookup(lookup)));
  }
}
