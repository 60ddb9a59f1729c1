// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.NodeAddress;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingHost;
import io.dftp.sim.RingRules;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedRing;
import io.dftp.sim.ring.RingInvariant;
import io.dftp.sim.ring.RingInvariants;
import io.dftp.sim.ring.RingSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Rings on a bad network: churn, then quiet, then everything must be right. */
class ChordSimulationProperties {

  @Property(tries = 15)
  void aRingUnderChurnAndLossBecomesIdealAndFindsEveryOwner(
      @ForAll @LongRange(max = 1_000_000) long seed) {
    SimulatedRing ring =
        new SimulatedRing(
            seed,
            NetworkFaults.lossy(),
            RingSettings.simulated().with(ChordConfig.simulated().withSuccessors(5)));
    ring.simulation().addInvariant(RingRules.of(ring, RingRules.LOCAL));
    SplittableRandom random = new SplittableRandom(seed);
    ring.build(8);
    List<Integer> up = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
    int next = 8;

    for (int i = 0; i < 12; i++) {
      int choice = random.nextInt(4);
      int one = up.get(random.nextInt(up.size()));
      if (choice == 0 && up.size() > 5) {
        up.remove((Integer) one);
        ring.crash(one);
      } else if (choice == 1 && up.size() > 5) {
        up.remove((Integer) one);
        CompletableFuture<Void> left = ring.leave(one);
        ring.simulation().await(left, Duration.ofSeconds(10));
      } else if (choice == 2) {
        ring.crash(one);
        int through = up.get((up.indexOf(one) + 1) % up.size());
        ring.simulation().await(ring.join(one, through), Duration.ofSeconds(30));
      } else {
        ring.simulation().await(ring.join(next, one), Duration.ofSeconds(30));
        up.add(next++);
      }
      ring.simulation().runFor(Duration.ofMillis(random.nextInt(4000)));
    }

    ring.settle();
    for (int i = 0; i < 20; i++) {
      Identifier key = KeyHasher.hash("key" + i);
      int from = up.get(i % up.size());
      LookupResult found =
          ring.simulation()
              .await(
                  ring.node(from)
                      .findSuccessor(key, ring.host(from).within(Duration.ofSeconds(10))),
                  Duration.ofSeconds(11));
      assertThat(found.owner()).isEqualTo(ring.expectedOwner(key));
    }
    assertThat(RingInvariants.isIdeal(snapshot(ring))).isTrue();
    if (ring.size() > ring.settings().chord().successors()) {
      assertThat(RingInvariants.violations(snapshot(ring))).isEmpty();
    }
  }

  /**
   * The assumptions: r+1 members or more, nobody slow enough to be taken for dead, and no failure
   * that leaves a member without a live successor or the ring without r+1 principals.
   */
  @Property(tries = 15)
  void aRingThatKeepsToTheAssumptionsNeverBreaksAnInvariant(
      @ForAll @LongRange(max = 1_000_000) long seed, @ForAll @IntRange(min = 2, max = 4) int r) {
    SimulatedRing ring =
        new SimulatedRing(
            seed,
            NetworkFaults.none().withDelay(Duration.ofMillis(1), Duration.ofMillis(5)),
            RingSettings.simulated().with(ChordConfig.simulated().withSuccessors(r)));
    SplittableRandom random = new SplittableRandom(seed);
    ring.simulation().addInvariant(RingRules.of(ring, RingRules.LOCAL));
    ring.build(r + 1 + random.nextInt(4));
    ring.simulation().addInvariant(RingRules.of(ring, List.of(RingInvariant.values())));

    int next = 100;
    for (int i = 0; i < 30; i++) {
      List<RingHost> hosts = ring.hosts();
      int one = hosts.get(random.nextInt(hosts.size())).number();
      switch (random.nextInt(5)) {
        case 0 -> when(mayFail(ring, one), () -> ring.crash(one));
        case 1 -> when(mayFail(ring, one), () -> ring.leave(one));
        case 2 ->
            when(
                mayFail(ring, one),
                () -> {
                  ring.crash(one);
                  join(ring, one);
                });
        default -> join(ring, next++);
      }
      ring.simulation().runFor(Duration.ofMillis(random.nextInt(1500)));
    }

    ring.settle();
    assertThat(RingInvariants.isIdeal(snapshot(ring))).isTrue();
  }

  /** Joins through all members, since any of them may fail before the join is complete. */
  private static void join(SimulatedRing ring, int number) {
    List<NodeAddress> contacts = ring.members().stream().map(RingMember::address).toList();
    ring.start(number).join(contacts, ring.host(number).within(Duration.ofSeconds(60)));
  }

  /** Says whether the ring without that host has all that the failure must leave. */
  private static boolean mayFail(SimulatedRing ring, int number) {
    RingMember failing = ring.node(number).self();
    RingSnapshot left =
        RingSnapshot.of(
            ring.views().stream().filter(view -> !view.self().equals(failing)).toList(),
            ring.settings().chord().successors());
    return RingInvariant.ONE_LIVE_SUCCESSOR.violation(left).isEmpty()
        && RingInvariant.SUFFICIENT_PRINCIPALS.violation(left).isEmpty();
  }

  private static void when(boolean allowed, Runnable action) {
    if (allowed) {
      action.run();
    }
  }

  private static RingSnapshot snapshot(SimulatedRing ring) {
    return RingSnapshot.of(ring.views(), ring.settings().chord().successors());
  }
}
