// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import com.google.common.collect.ImmutableList;
import io.dftp.bully.LeadershipView;
import io.dftp.chord.RingView;
import io.dftp.cluster.ClusterNode;
import io.dftp.sim.ring.RingInvariants;
import io.dftp.sim.ring.RingSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Hosts that run and hear each other both ways, directly or through others, and what is missing for
 * them to be one cluster.
 *
 * @param hosts at least one, in the order of the cluster
 * @param complete whether each hears each other one directly
 */
record ConnectedGroup(List<SimulatedHost<ClusterNode>> hosts, boolean complete) {

  ConnectedGroup {
    hosts = ImmutableList.copyOf(hosts);
  }

  /** Returns the groups that the network leaves of the hosts that run. */
  static List<ConnectedGroup> of(
      SimulatedNetwork network, List<SimulatedHost<ClusterNode>> running) {
    Set<SimulatedHost<ClusterNode>> left = new LinkedHashSet<>(running);
    List<ConnectedGroup> groups = new ArrayList<>();
    while (!left.isEmpty()) {
      Set<SimulatedHost<ClusterNode>> reached = reached(network, left.iterator().next(), left);
      left.removeAll(reached);
      List<SimulatedHost<ClusterNode>> members =
          running.stream().filter(reached::contains).toList();
      boolean complete =
          members.stream()
              .allMatch(one -> members.stream().allMatch(other -> hears(network, one, other)));
      groups.add(new ConnectedGroup(members, complete));
    }
    return groups;
  }

  private static Set<SimulatedHost<ClusterNode>> reached(
      SimulatedNetwork network,
      SimulatedHost<ClusterNode> from,
      Set<SimulatedHost<ClusterNode>> among) {
    Set<SimulatedHost<ClusterNode>> reached = new LinkedHashSet<>(List.of(from));
    Deque<SimulatedHost<ClusterNode>> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      SimulatedHost<ClusterNode> at = open.remove();
      for (SimulatedHost<ClusterNode> other : among) {
        boolean bothWays = hears(network, at, other) && hears(network, other, at);
        if (bothWays && reached.add(other)) {
          open.add(other);
        }
      }
    }
    return reached;
  }

  private static boolean hears(
      SimulatedNetwork network, SimulatedHost<ClusterNode> one, SimulatedHost<ClusterNode> other) {
    return network.connects(other.address(), one.address());
  }

  /** Returns what contradicts that all who follow somebody follow the same one in one epoch. */
  Optional<String> rivals() {
    for (SimulatedHost<ClusterNode> host : hosts) {
      LeadershipView view = host.program().leadership();
      for (SimulatedHost<ClusterNode> other : hosts) {
        LeadershipView others = other.program().leadership();
        if (view.coordinator().isPresent()
            && others.coordinator().isPresent()
            && !view.epoch().equals(others.epoch())) {
          return Optional.of(host + " is " + view + ", " + other + " is " + others);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns which host follows nobody, or somebody who does not lead or whom nobody here can hear.
   *
   * @param running all hosts that run: a host may follow one who hears nothing of this group
   */
  Optional<String> leaderless(SimulatedNetwork network, List<SimulatedHost<ClusterNode>> running) {
    for (SimulatedHost<ClusterNode> host : hosts) {
      LeadershipView view = host.program().leadership();
      boolean led =
          running.stream()
              .filter(other -> hosts.stream().anyMatch(member -> hears(network, member, other)))
              .map(other -> other.program().leadership())
              .anyMatch(other -> other.isLeader() && other.epoch().equals(view.epoch()));
      if (!led) {
        return Optional.of(host + " is " + view);
      }
    }
    return Optional.empty();
  }

  /** Returns which two positions own the same keys, where all hear each other. */
  Optional<String> rivalOwners() {
    if (!complete) {
      return Optional.empty();
    }
    List<RingView> views = new ArrayList<>();
    hosts.forEach(host -> views.addAll(host.program().views()));
    views.sort(Comparator.comparing(view -> view.self().id()));
    return OneOwner.overlap(views);
  }

  /**
   * Returns what is missing for an ideal ring of exactly these hosts.
   *
   * @param successors the most entries of a successor list
   */
  Optional<String> notOneRing(int successors) {
    List<RingView> views = new ArrayList<>();
    for (SimulatedHost<ClusterNode> host : hosts) {
      List<RingView> ofHost = host.program().views();
      if (ofHost.isEmpty() || !ofHost.stream().allMatch(RingView::isMember)) {
        return Optional.of(host + " is no member");
      }
      views.addAll(ofHost);
    }
    RingSnapshot ring = RingSnapshot.of(views, successors);
    return RingInvariants.isIdeal(ring)
        ? Optional.empty()
        : RingInvariants.missingForIdeal(ring).stream().findFirst();
  }
}
