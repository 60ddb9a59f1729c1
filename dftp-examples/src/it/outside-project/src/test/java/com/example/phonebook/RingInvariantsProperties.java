// SPDX-License-Identifier: Apache-2.0
package com.example.phonebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.RingMember;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingRules;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedRing;
import io.dftp.sim.ring.RingInvariant;
import io.dftp.sim.ring.RingInvariants;
import io.dftp.sim.ring.RingSnapshot;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/**
 * Example to copy: jqwik draws what happens to a ring, the simulation plays it under a drawn seed,
 * and the ring's invariants are looked at after every event.
 *
 * <p>A failure names the seed and the shortest history that jqwik found. The same two give the same
 * run again, to the last message.
 */
class RingInvariantsProperties {

  private static final int SUCCESSORS = 3;
  private static final int FIRST_HOSTS = 2 * SUCCESSORS;

  /** Shorter than the silence after which a host counts as dead: a longer one splits the ring. */
  private static final int LONGEST_CUT_MILLIS = 1000;

  enum Kind {
    JOIN,
    CRASH,
    RESTART,
    LEAVE,
    CUT
  }

  /**
   * Something that happens.
   *
   * @param host to which of the hosts that run then, counted round and round
   * @param millis how long until the next thing happens; a cut ends then
   */
  record Happening(Kind kind, int host, int millis) {}

  @Provide
  Arbitrary<List<Happening>> histories() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, LONGEST_CUT_MILLIS))
        .as(Happening::new)
        .list()
        .ofMaxSize(20);
  }

  @Property(tries = 20)
  void listsStayInOrderAndTheRingBecomesIdeal(
      @ForAll @LongRange(max = 1_000_000) long seed, @ForAll("histories") List<Happening> history) {
    SimulatedRing ring =
        new SimulatedRing(
            seed,
            NetworkFaults.lossy(),
            RingSettings.simulated().with(ChordConfig.simulated().withSuccessors(SUCCESSORS)));
    ring.simulation().describe("history", history::toString);
    ring.simulation().addInvariant(RingRules.of(ring, RingRules.LOCAL));
    ring.build(FIRST_HOSTS);

    int next = FIRST_HOSTS;
    for (Happening happening : history) {
      int host = ring.hosts().get(happening.host() % ring.hosts().size()).number();
      switch (happening.kind()) {
        case JOIN -> join(ring, next++);
        case CRASH -> ifAllowed(ring, host, () -> ring.crash(host));
        case LEAVE -> ifAllowed(ring, host, () -> ring.leave(host));
        case RESTART ->
            ifAllowed(
                ring,
                host,
                () -> {
                  ring.crash(host);
                  join(ring, host);
                });
        case CUT -> ring.network().partition(List.of(List.of(SimulatedRing.addressOf(host))));
      }
      ring.simulation().runFor(Duration.ofMillis(happening.millis()));
      ring.network().heal();
    }

    ring.settle();
    assertThat(RingInvariants.missingForIdeal(snapshot(ring))).isEmpty();
    RingMember owner = ring.expectedOwner(KeyHasher.hash("a key"));
    for (RingMember member : ring.members()) {
      assertThat(ownerAsSeenFrom(ring, member)).isEqualTo(owner);
    }
  }

  /** Through all members, since any of them may be gone before the join is complete. */
  private static void join(SimulatedRing ring, int number) {
    List<NodeAddress> contacts = ring.members().stream().map(RingMember::address).toList();
    ring.start(number).join(contacts, ring.host(number).within(Duration.ofSeconds(60)));
  }

  /**
   * A ring keeps together as long as no failure leaves a member without a live successor, or the
   * ring without r+1 members that nobody passes over. What would, does not happen here.
   */
  private static void ifAllowed(SimulatedRing ring, int number, Runnable failure) {
    RingMember failing = ring.node(number).self();
    RingSnapshot left =
        RingSnapshot.of(
            ring.views().stream().filter(view -> !view.self().equals(failing)).toList(),
            SUCCESSORS);
    if (RingInvariant.ONE_LIVE_SUCCESSOR.violation(left).isEmpty()
        && RingInvariant.SUFFICIENT_PRINCIPALS.violation(left).isEmpty()) {
      failure.run();
    }
  }

  private static RingSnapshot snapshot(SimulatedRing ring) {
    return RingSnapshot.of(ring.views(), SUCCESSORS);
  }

  private static RingMember ownerAsSeenFrom(SimulatedRing ring, RingMember member) {
    int number =
        ring.hosts().stream()
            .filter(host -> host.address().equals(member.address()))
            .findFirst()
            .orElseThrow()
            .number();
    Duration atMost = Duration.ofSeconds(10);
    return ring.simulation()
        .await(ring.lookup(number, KeyHasher.hash("a key"), atMost), atMost.plusSeconds(1))
        .owner();
  }
}
