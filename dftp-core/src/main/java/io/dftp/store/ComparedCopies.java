// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.dftp.net.NodeAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an owner has learnt of the copies of a map since it was charged with it. What was learnt
 * under an earlier charge proves nothing: others may have had the map in between. Confined to the
 * event loop.
 */
final class ComparedCopies {

  private final Map<NodeAddress, Optional<Term>> stamps = new LinkedHashMap<>();
  private final Set<NodeAddress> unheard = new LinkedHashSet<>();
  private final Map<NodeAddress, Set<OperationId>> prepared = new LinkedHashMap<>();
  private final Set<NodeAddress> fetching = new LinkedHashSet<>();
  private final Set<NodeAddress> doubtful = new LinkedHashSet<>();

  /** Begins anew, with the owner's own copy as it stands before any other is joined. */
  void begin(NodeAddress self, MapState own) {
    stamps.clear();
    unheard.clear();
    prepared.clear();
    fetching.clear();
    doubtful.clear();
    stamps.put(self, Optional.ofNullable(own.stamp()));
    if (own.stamp() != null) {
      prepared.put(self, Refutation.names(own.pending()));
    }
  }

  /** The host did not say how its copy stands. */
  void isSilent(NodeAddress host) {
    unheard.add(host);
  }

  /**
   * The host said how its copy stands.
   *
   * @param equal whether it is the same as the owner's, and has nothing prepared
   */
  void stands(NodeAddress host, MapStanding standing, boolean equal) {
    stamps.put(host, standing.stamp());
    if (equal && standing.stamp().isPresent()) {
      prepared.put(host, Set.of());
    }
  }

  /** The copy of the host is asked for. */
  void fetchBegins(NodeAddress host) {
    fetching.add(host);
  }

  /**
   * A copy of the host has come: the one that was asked for, or an older one that was on its way.
   * One without a stamp may have lost rows, and changes with them.
   */
  void came(NodeAddress host, MapCopy copy) {
    if (!fetching.contains(host)) {
      return;
    }
    if (copy.head().stamp().isEmpty()) {
      doubtful.add(host);
    }
    prepared
        .computeIfAbsent(host, any -> new LinkedHashSet<>())
        .addAll(Refutation.names(copy.pending()));
  }

  /** The copy that was asked for has come, with all of it; or it will not. */
  void fetchEnds(NodeAddress host, boolean whole) {
    fetching.remove(host);
    if (!whole) {
      doubtful.add(host);
    }
  }

  /** Returns the stamp of each copy that was heard of, empty for one without. */
  Map<NodeAddress, Optional<Term>> stamps() {
    return ImmutableMap.copyOf(stamps);
  }

  /** Returns the hosts that did not say how their copies stand. */
  Set<NodeAddress> unheard() {
    return ImmutableSet.copyOf(unheard);
  }

  /** Returns what is prepared in each copy that is known whole. */
  Map<NodeAddress, Set<OperationId>> prepared() {
    Map<NodeAddress, Set<OperationId>> whole = new LinkedHashMap<>(prepared);
    whole.keySet().removeAll(doubtful);
    whole.keySet().removeAll(fetching);
    return whole;
  }
}
