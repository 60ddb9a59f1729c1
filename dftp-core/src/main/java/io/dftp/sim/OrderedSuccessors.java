// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.cluster.ClusterNode;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import java.util.List;
import java.util.Optional;

/**
 * Each successor list is ordered by the distance from its owner, without repetitions and without
 * the owner itself (Zave, "How to Make Chord Correct", the local part of the inductive invariant).
 */
final class OrderedSuccessors implements Invariant {

  private final List<SimulatedHost<ClusterNode>> hosts;

  OrderedSuccessors(List<SimulatedHost<ClusterNode>> hosts) {
    this.hosts = hosts;
  }

  @Override
  public String name() {
    return "ordered successors";
  }

  @Override
  public Optional<String> check() {
    for (SimulatedHost<ClusterNode> host : hosts) {
      if (host.actedLast()) {
        for (RingView view : host.program().views()) {
          if (!isOrdered(view)) {
            return Optional.of(view.toString());
          }
        }
      }
    }
    return Optional.empty();
  }

  static boolean isOrdered(RingView view) {
    Identifier self = view.self().id();
    Identifier previous = self;
    for (RingMember next : view.successors()) {
      // From the one before to the owner, exclusive at both ends: neither repeats, none passes it.
      if (next.id().equals(self) || !new Arc(previous, self).contains(next.id())) {
        return false;
      }
      previous = next.id();
    }
    return true;
  }
}
