// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Arc;
import io.dftp.net.NodeAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to a {@link Tenure}. */
sealed interface TenureEvent {

  /**
   * The view of the ring, or which hosts can hold maps, may have changed.
   *
   * @param arc the keys that are this host's; null for none
   * @param hosts the first hosts at and after the arc that can hold maps, at most k, this one first
   * @param own what this host has promised
   */
  record Viewed(@Nullable Arc arc, List<Holder> hosts, Promises own) implements TenureEvent {
    /** Keeps an immutable copy. */
    public Viewed {
      hosts = ImmutableList.copyOf(hosts);
    }
  }

  /** A host has promised the term, durably, and no lease of an owner before holds there. */
  record Promised(NodeAddress host, Term term, Evidence.Said said) implements TenureEvent {}

  /** A host refuses the term because it has promised a newer one. */
  record Refused(NodeAddress host, Term term, Promises.Segment newer) implements TenureEvent {}

  /** A host that was asked to promise the term has not answered in time. */
  record Silent(NodeAddress host, Term term) implements TenureEvent {}

  /** All members of the ring that could be found. */
  record Walked(Term term, List<NodeAddress> members) implements TenureEvent {
    /** Keeps an immutable copy. */
    public Walked {
      members = ImmutableList.copyOf(members);
    }
  }

  /** The walk around the ring failed, and has to be tried again. */
  record WalkFailed(Term term) implements TenureEvent {}

  /** A member said whether it has promised or holds anything in the arc; or did not answer. */
  record Looked(NodeAddress host, Term term, boolean concerned) implements TenureEvent {}

  /** As long as a lease lasts has passed since the takeover began. */
  record LeasesOver(Term term) implements TenureEvent {}

  /** This host itself has promised some keys to another owner. */
  record Superseded(Promises.Segment newer) implements TenureEvent {}

  /** The rival said whether it owns any of the keys. */
  record RivalSaid(NodeAddress rival, boolean owns, Promises own) implements TenureEvent {}

  /** The rival is past the act threshold of the failure detector. */
  record RivalDead(NodeAddress rival, Promises own) implements TenureEvent {}

  /** Every map of the arc that anybody knows of is at every holder. */
  record AllAdopted(Term term, long version) implements TenureEvent {}

  /** Some time has passed. */
  record Tick() implements TenureEvent {}
}
