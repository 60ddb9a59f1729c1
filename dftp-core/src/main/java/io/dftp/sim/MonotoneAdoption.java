// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.bully.Epoch;
import io.dftp.bully.LeadershipView;
import io.dftp.cluster.ClusterNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The epochs that a host follows only rise, through all its starts, while it keeps its disk. */
final class MonotoneAdoption implements Invariant {

  /** What a host followed last, and on which disk. */
  private record Adopted(Epoch epoch, int disk) {}

  private final List<SimulatedHost<ClusterNode>> hosts;
  private final Map<SimulatedHost<ClusterNode>, Adopted> last = new LinkedHashMap<>();

  MonotoneAdoption(List<SimulatedHost<ClusterNode>> hosts) {
    this.hosts = hosts;
  }

  @Override
  public String name() {
    return "monotone adoption";
  }

  @Override
  public Optional<String> check() {
    for (SimulatedHost<ClusterNode> host : hosts) {
      if (host.actedLast()) {
        LeadershipView view = host.program().leadership();
        if (view.coordinator().isPresent()) {
          Adopted now = new Adopted(view.epoch(), host.disk().replacements());
          Adopted before = last.put(host, now);
          if (before != null && before.disk == now.disk && before.epoch.isAfter(now.epoch)) {
            return Optional.of(host + " follows " + now.epoch + " after " + before.epoch);
          }
        }
      }
    }
    return Optional.empty();
  }
}
