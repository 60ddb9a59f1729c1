// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Arc;
import io.dftp.net.NodeAddress;
import java.util.List;

/** What a {@link TenureProtocol} wants done. */
sealed interface TenureEffect {

  /** Ask the host for its promise; {@link TenureEvent.Promised} or another event follows. */
  record Ask(NodeAddress host, Arc arc, Promise promise) implements TenureEffect {}

  /** Find all members of the ring. */
  record Walk(Term term) implements TenureEffect {}

  /** Ask a member whether it has promised or holds anything in the arc. */
  record Look(NodeAddress host, Term term, Arc arc) implements TenureEffect {}

  /** Tell as soon as any lease that was given before now has run out. */
  record AwaitLeases(Term term) implements TenureEffect {}

  /** The host does not answer as a holder: leave it out until it proves that it can. */
  record Avoid(NodeAddress host) implements TenureEffect {}

  /** This host serves from now on under its open term, or has learnt of more evidence. */
  record Opened() implements TenureEffect {}

  /** This host serves some keys or all of them no more. */
  record Closed() implements TenureEffect {}

  /** Ask the newer owner whether it owns any of the arc, now. */
  record AskRival(NodeAddress rival, Arc arc) implements TenureEffect {}

  /** Tell these hosts that the promise names its holders alone from now on. */
  record Settle(List<NodeAddress> hosts, Arc arc, Promise promise) implements TenureEffect {
    /** Keeps an immutable copy. */
    public Settle {
      hosts = ImmutableList.copyOf(hosts);
    }
  }
}
