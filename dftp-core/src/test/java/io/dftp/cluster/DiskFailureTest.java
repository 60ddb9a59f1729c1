// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.CallContext;
import io.dftp.sim.SimulatedHost;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that fails under load, in a process that lives on. */
class DiskFailureTest {

  private static final int HOSTS = 4;
  private static final Duration TAKEN_OVER = Duration.ofSeconds(8);
  private static final Duration RECOVERY = Duration.ofMinutes(2);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatWasAcknowledgedIsReadThroughTheOthersSoon(long seed) {
    ClusterWorkload workload = new ClusterWorkload(seed, HOSTS);
    workload.start();
    work(workload, 60);
    SimulatedHost<ClusterNode> failing = workload.cluster().hosts().get((int) seed % HOSTS);

    failing.disk().failNextWrite();
    work(workload, 20);
    workload.simulation().runFor(TAKEN_OVER);

    assertThat(failing.program().status().diskFailed()).isTrue();
    assertThat(failing.program().views()).isEmpty();
    workload.cluster().hosts().stream().filter(host -> host != failing).forEach(workload::readAll);
    int before = workload.acknowledged().rows().size();
    work(workload, 40);
    assertThat(workload.acknowledged().rows()).hasSizeGreaterThan(before);
    endAndVerify(workload, failing);
  }

  /** The fsync of a block must be seen as that of a row is. */
  @Test
  void aDiskThatFailsUnderABlockLeavesToo() {
    ClusterWorkload workload = new ClusterWorkload(5, HOSTS);
    workload.start();
    workload.simulation().runFor(Duration.ofSeconds(10));
    SimulatedHost<ClusterNode> failing = workload.cluster().hosts().get(2);

    failing.disk().failNextWrite();
    for (int i = 0; i < 20; i++) {
      workload.putBlob(workload.cluster().hosts().get(0));
      workload.simulation().runFor(Duration.ofMillis(100));
    }
    workload.simulation().runFor(TAKEN_OVER);

    assertThat(failing.program().status().diskFailed()).isTrue();
    assertThat(failing.program().views()).isEmpty();
    assertThat(workload.acknowledged().blobs()).hasSize(20);
    endAndVerify(workload, failing);
  }

  @Test
  void theStatusOfAHostWithoutADiskSaysSo() {
    ClusterWorkload workload = new ClusterWorkload(6, HOSTS);
    workload.start();
    SimulatedHost<ClusterNode> failing = workload.cluster().hosts().get(1);
    SimulatedHost<ClusterNode> other = workload.cluster().hosts().get(0);

    failing.disk().failNextWrite();
    work(workload, 20);
    workload.simulation().runFor(RECOVERY);

    assertThat(census(workload, failing).unsettled())
        .contains("the disk of host-2 failed; it has left the ring");
    ClusterStatus ofOthers = census(workload, other);
    assertThat(ofOthers.hosts()).hasSize(HOSTS - 1);
    assertThat(ofOthers.unsettled()).isEmpty();
  }

  /** The others have all copies without it; and with its disk, as it is, it may come back. */
  private static void endAndVerify(ClusterWorkload workload, SimulatedHost<ClusterNode> failing) {
    failing.crash();
    workload.cluster().settle(RECOVERY);
    workload.verify();
    workload.recover(RECOVERY);
    workload.verify();
  }

  private static void work(ClusterWorkload workload, int steps) {
    for (int i = 0; i < steps; i++) {
      workload.work();
      workload.simulation().runFor(Duration.ofMillis(100));
    }
  }

  private static ClusterStatus census(ClusterWorkload workload, SimulatedHost<ClusterNode> host) {
    CallContext context = CallContext.withTimeout(host.process().loop(), Duration.ofSeconds(5));
    return workload.simulation().await(host.program().census(context), Duration.ofSeconds(10));
  }
}
