// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.bully.Epoch;
import io.dftp.cluster.ClusterNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** No epoch is led by two hosts, at one moment or at different ones. */
final class OneLeaderAnEpoch implements Invariant {

  private final List<SimulatedHost<ClusterNode>> hosts;
  private final Map<Epoch, SimulatedHost<ClusterNode>> leaders = new TreeMap<>();

  OneLeaderAnEpoch(List<SimulatedHost<ClusterNode>> hosts) {
    this.hosts = hosts;
  }

  @Override
  public String name() {
    return "one leader an epoch";
  }

  @Override
  public Optional<String> check() {
    for (SimulatedHost<ClusterNode> host : hosts) {
      if (host.actedLast() && host.program().leadership().isLeader()) {
        Epoch epoch = host.program().leadership().epoch();
        SimulatedHost<ClusterNode> first = leaders.putIfAbsent(epoch, host);
        if (first != null && first != host) {
          return Optional.of(first + " and " + host + " lead in epoch " + epoch);
        }
      }
    }
    return Optional.empty();
  }
}
