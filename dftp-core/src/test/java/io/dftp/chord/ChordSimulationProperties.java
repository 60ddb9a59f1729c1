// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingSettings;
import io.dftp.sim.SimulatedRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
    ring.nodes().forEach(node -> assertThat(node.view().successors()).doesNotHaveDuplicates());
  }
}
