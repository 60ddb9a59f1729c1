// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dftp.sim.DiskFaults;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulationFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole clusters under faults: first nothing may be lost, then everything must be well again. */
class ClusterSimulationTest {

  private static final Duration RECOVERY = Duration.ofMinutes(3);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void losesNothingUnderLossAndCrashes(long seed) {
    ClusterWorkload workload = new ClusterWorkload(seed, 8);
    workload.start();
    workload.network().setFaults(NetworkFaults.lossy());

    workload.disturb(600, 5, false);
    workload.recover(RECOVERY);

    workload.verify();
    assertThat(workload.acknowledged().blobs()).hasSizeGreaterThan(20);
    assertThat(workload.removals()).isGreaterThan(20);
    assertThat(workload.simulation().events()).isGreaterThan(10_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void losesNothingInPartitions(long seed) {
    ClusterWorkload workload = new ClusterWorkload(seed, 8);
    workload.start();
    workload.network().setFaults(NetworkFaults.lossy());

    workload.disturb(600, 6, true);
    workload.recover(RECOVERY);

    workload.verify();
    assertThat(workload.removals()).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDiskThatLiesAboutFsyncIsCaught(boolean lies) {
    ClusterWorkload workload = new ClusterWorkload(41, 5);
    workload.start();
    workload
        .cluster()
        .hosts()
        .forEach(host -> host.disk().setFaults(DiskFaults.none().withLies(lies)));

    Throwable caught = catchThrowable(() -> workload.disturb(20, 5, false));
    workload.cluster().hosts().forEach(SimulatedHost::crash);

    if (lies) {
      assertThat(caught)
          .isInstanceOf(SimulationFailure.class)
          .hasMessageContaining("'acknowledged data is durable' is violated");
    } else {
      assertThat(caught).isNull();
      assertThat(workload.acknowledged().rows()).isNotEmpty();
    }
    assertThat(workload.acknowledged().lost(1).isPresent()).isEqualTo(lies);
  }

  @Test
  void copiesOfAReplacedDiskAreMadeAgain() {
    ClusterWorkload workload = new ClusterWorkload(21, 5);
    workload.start();
    for (int i = 0; i < 50; i++) {
      workload.work();
      workload.simulation().runFor(Duration.ofMillis(50));
    }
    workload.simulation().runFor(Duration.ofSeconds(20));

    workload.cluster().hosts().get(2).crashAndLoseDisk();
    workload.recover(RECOVERY);

    workload.verify();
  }
}
