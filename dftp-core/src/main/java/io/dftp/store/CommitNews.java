// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Cancellable;
import java.time.Duration;
import java.util.List;

/**
 * What the holders of a map have to hear yet: that the last group of changes is everywhere. It goes
 * with the next group; where none comes soon, by itself. Confined to the event loop.
 */
final class CommitNews {

  /** How long the copies of others may go without it. */
  private static final Duration TOLD_WITHIN = Duration.ofMillis(100);

  private final MapOwners owners;
  private final OwnedMap at;
  private List<OperationId> operations = List.of();
  private Cancellable telling = () -> {};

  CommitNews(MapOwners owners, OwnedMap at) {
    this.owners = owners;
    this.at = at;
  }

  /** Returns the operations of the last group, for as long as they are news. */
  List<OperationId> operations() {
    return operations;
  }

  void isEverywhere(List<OperationId> group, List<NodeAddress> holders, Term term) {
    operations = group;
    telling.cancel();
    telling = owners.env().loop().schedule(TOLD_WITHIN, () -> tell(holders, term));
  }

  private void tell(List<NodeAddress> holders, Term term) {
    List<OperationId> committed = operations;
    operations = List.of();
    if (!committed.isEmpty()) {
      holders.forEach(holder -> owners.links().tellCommitted(holder, at.map(), term, committed));
    }
    owners.rest(at);
  }
}
