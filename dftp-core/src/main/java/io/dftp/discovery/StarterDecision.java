// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import com.google.common.collect.ImmutableList;
import io.dftp.net.NodeAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What a host does that has listened for a while, and has no ring. Pure; discovery only proposes,
 * the candidates' own ring decides who is admitted.
 */
public sealed interface StarterDecision {

  /**
   * Members answered.
   *
   * @param candidates to join through, the best first: of the ring with the most hosts
   */
  record Join(List<NodeAddress> candidates) implements StarterDecision {
    /** Keeps an immutable copy. */
    public Join {
      candidates = ImmutableList.copyOf(candidates);
    }
  }

  /**
   * Nobody answered, but addresses are known that broadcasts may not reach. The caller tries them,
   * and decides about creating a ring when they stay silent.
   */
  record AskKnown(List<NodeAddress> known) implements StarterDecision {
    /** Keeps an immutable copy. */
    public AskKnown {
      known = ImmutableList.copyOf(known);
    }
  }

  /** A host of higher rank starts, too, and will create the ring: go on asking. */
  record KeepAsking(Starter highest) implements StarterDecision {}

  /** Nobody else is there, or only starters of lower rank: create a ring. */
  record Create() implements StarterDecision {}

  /**
   * Decides after the time of listening.
   *
   * @param self the host that decides
   * @param members who answered or announced itself lately
   * @param starters who else asked lately
   * @param known seeds and last-known peers, which nobody has tried yet
   */
  static StarterDecision decide(
      Starter self,
      Collection<HostInfo> members,
      Collection<Starter> starters,
      Collection<NodeAddress> known) {
    List<NodeAddress> candidates =
        members.stream()
            .filter(member -> !member.uid().equals(self.uid()))
            .sorted(bestFirst())
            .map(HostInfo::ring)
            .distinct()
            .toList();
    if (!candidates.isEmpty()) {
      return new Join(candidates);
    }
    List<NodeAddress> others =
        known.stream().filter(address -> !address.equals(self.ring())).distinct().toList();
    if (!others.isEmpty()) {
      return new AskKnown(others);
    }
    Starter highest = self;
    for (Starter starter : starters) {
      if (starter.outranks(highest)) {
        highest = starter;
      }
    }
    return highest.uid().equals(self.uid()) ? new Create() : new KeepAsking(highest);
  }

  private static Comparator<HostInfo> bestFirst() {
    return Comparator.comparingInt(HostInfo::ringHosts)
        .thenComparing(HostInfo::ringId)
        .thenComparingLong(HostInfo::priority)
        .thenComparing(HostInfo::uid)
        .reversed();
  }
}
