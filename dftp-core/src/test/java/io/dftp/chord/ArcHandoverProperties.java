// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.net.NodeAddress;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.OneOwner;
import io.dftp.sim.RingHost;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedRing;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Joins in bursts, so that several meet between two members, and leaves of rings at rest. */
class ArcHandoverProperties {

  @Property(tries = 60)
  void noKeyHasTwoOwnersWhileMembersJoinAndLeave(
      @ForAll @LongRange(max = 1_000_000) long seed,
      @ForAll @IntRange(min = 2, max = 5) int r,
      @ForAll boolean losesMessages) {
    SimulatedRing ring =
        new SimulatedRing(
            seed,
            NetworkFaults.none()
                .withLossHintRate(0)
                .withLossRate(losesMessages ? 0.04 : 0)
                .withDelay(Duration.ofMillis(1), Duration.ofMillis(60)),
            RingSettings.simulated().with(ChordConfig.simulated().withSuccessors(r)));
    ring.simulation().addInvariant(new OneOwner(ring::views));
    SplittableRandom random = new SplittableRandom(seed);
    // One that was alone knows of nobody to whom it handed anything; a long row follows.
    ring.build(1 + random.nextInt(6));
    int next = 100;
    for (int row = random.nextInt(12); row >= 0; row--) {
      join(ring, next++);
    }
    ring.simulation().runFor(Duration.ofMillis(random.nextInt(2000)));

    for (int i = 0; i < 15; i++) {
      List<RingHost> hosts = ring.hosts();
      int one = hosts.get(random.nextInt(hosts.size())).number();
      if (ring.isIdeal() && ring.size() > r + 1) {
        ring.leave(one);
      } else {
        for (int burst = random.nextInt(4); burst >= 0; burst--) {
          join(ring, next++);
        }
      }
      ring.simulation()
          .runFor(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 400 : 6000)));
    }

    ring.settle();
  }

  /** Joins through all members, since any of them may leave before the join is complete. */
  private static void join(SimulatedRing ring, int number) {
    List<NodeAddress> contacts = ring.members().stream().map(RingMember::address).toList();
    ring.start(number).join(contacts, ring.host(number).within(Duration.ofSeconds(60)));
  }
}
