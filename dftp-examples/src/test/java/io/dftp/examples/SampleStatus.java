// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.chord.RingMember;
import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostStatus;
import io.dftp.cluster.PositionStatus;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.store.DiskState;
import io.dftp.store.ScrubStatus;
import java.util.List;

/** Statuses made up for tests. */
final class SampleStatus {

  private SampleStatus() {}

  /** Two hosts that follow "one"; settled unless objects are below target. */
  static ClusterStatus ofTwoHosts(String nameOfSecond, long belowTarget) {
    return new ClusterStatus(
        List.of(host("one", 1, belowTarget), host(nameOfSecond, 2, 0)), List.of(), 1);
  }

  private static HostStatus host(String name, int number, long belowTarget) {
    NodeAddress ring = new NodeAddress("127.0.0.1", 5000 + number);
    PositionStatus position =
        new PositionStatus(
            new RingMember(Identifier.ofHex("0" + number + "ab".repeat(19)), 7, ring),
            true,
            List.of(),
            List.of());
    return new HostStatus(
        name,
        number == 1 ? "00ff" : "00ee",
        ring,
        "127.0.0.1:" + (2120 + number),
        List.of(position),
        "one",
        "00ff",
        4,
        number == 1 ? "leader" : "follower",
        number == 1 ? "it claimed" : "it follows",
        new HostStatus.ObjectCount(10, belowTarget, true),
        DiskState.SOUND,
        ScrubStatus.none(),
        List.of(),
        List.of());
  }

  /** Returns the host with another state of the verification of its disk. */
  static HostStatus verified(HostStatus host, ScrubStatus scrub) {
    return new HostStatus(
        host.name(),
        host.uid(),
        host.ring(),
        host.service(),
        host.positions(),
        host.coordinator(),
        host.coordinatorId(),
        host.epoch(),
        host.role(),
        host.why(),
        host.objects(),
        host.disk(),
        scrub,
        host.outsiders(),
        List.of());
  }
}
