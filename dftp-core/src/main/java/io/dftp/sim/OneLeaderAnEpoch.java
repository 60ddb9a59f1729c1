// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.bully.Epoch;
import io.dftp.bully.LeadershipView;
import io.dftp.cluster.ClusterNode;
import java.util.List;
import java.util.Optional;

/** No two live hosts lead in the same epoch. */
final class OneLeaderAnEpoch implements Invariant {

  private final List<SimulatedHost<ClusterNode>> hosts;

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
        return rivalOf(host);
      }
    }
    return Optional.empty();
  }

  private Optional<String> rivalOf(SimulatedHost<ClusterNode> leader) {
    Epoch epoch = leader.program().leadership().epoch();
    for (SimulatedHost<ClusterNode> other : hosts) {
      if (other != leader && other.isUp()) {
        LeadershipView view = other.program().leadership();
        if (view.isLeader() && view.epoch().equals(epoch)) {
          return Optional.of(leader + " and " + other + " lead in epoch " + epoch);
        }
      }
    }
    return Optional.empty();
  }
}
