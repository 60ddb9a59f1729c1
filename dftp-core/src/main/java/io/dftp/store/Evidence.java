// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableMap;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What hosts said when an owner asked them for an arc: what they had promised before, and whether
 * they hold copies. Immutable.
 *
 * @param said by host, in the order in which they answered
 */
record Evidence(ImmutableMap<NodeAddress, Said> said) {

  static final Evidence NONE = new Evidence(ImmutableMap.of());

  /**
   * What one host said.
   *
   * @param before what it had promised for keys of the arc
   * @param copies whether it holds a copy of any map of the arc
   * @param disk the disk from which it said so
   */
  record Said(Promises before, boolean copies, long disk) {}

  Evidence with(NodeAddress host, Said answer) {
    Map<NodeAddress, Said> all = new LinkedHashMap<>(said);
    all.put(host, answer);
    return new Evidence(ImmutableMap.copyOf(all));
  }

  /** Returns all promises that were met; for each key the newest, with those before it. */
  Promises met() {
    Promises met = Promises.NONE;
    for (Said each : said.values()) {
      met = met.union(each.before());
    }
    return met;
  }

  /** Returns whom the promises name: owners, holders, and who was asked. */
  Set<NodeAddress> named() {
    Set<NodeAddress> named = new LinkedHashSet<>();
    met().segments().forEach(segment -> named.addAll(segment.promise().named()));
    return named;
  }

  /** Returns the hosts that may hold copies of maps of the arc. */
  Set<NodeAddress> sources() {
    Set<NodeAddress> sources = new LinkedHashSet<>();
    said.forEach(
        (host, answer) -> {
          if (answer.copies()) {
            sources.add(host);
          }
        });
    return sources;
  }

  /** Says whether for each key of the arc somebody knows an owner that has served. */
  boolean grounds(Arc arc) {
    return met().ground(arc);
  }

  /**
   * Says whether the copies of a map that were seen hold everything that was ever acknowledged,
   * unless more hosts than an acknowledgement survives are gone.
   *
   * <p>Under a term a map is served only after all of its holders have the map, stamped with the
   * term, and everything acknowledged is at all of them. So the newest term counts under which the
   * map may have been served: a copy stamped with it has all; a holder of it that answered without
   * such a stamp shows that the map was never served under it, and the term before counts. Where no
   * holder of it has answered, nobody knows what it acknowledged. Where so many terms came after
   * one another that some are forgotten, everybody who was ever asked must have answered.
   *
   * @param copies the stamp of each copy that was seen, empty for one without
   * @param unheard the hosts that did not say how their copies stand
   */
  boolean isComplete(
      Identifier key, Map<NodeAddress, Optional<Term>> copies, Set<NodeAddress> unheard) {
    Optional<Promise> newest = met().at(key);
    if (newest.isEmpty()) {
      return true;
    }
    for (Promise.Earlier term : newest.get().terms()) {
      if (copies.values().stream()
          .flatMap(Optional::stream)
          .anyMatch(stamp -> stamp.compareTo(term.term()) >= 0)) {
        return true;
      }
      if (term.holders().stream().noneMatch(holder -> hasAnswered(holder, unheard))) {
        return false;
      }
    }
    boolean mayHaveForgotten = newest.get().earlier().size() >= Promise.MAX_EARLIER;
    return !mayHaveForgotten
        || newest.get().named().stream()
            .allMatch(host -> said.containsKey(host) && !unheard.contains(host));
  }

  private boolean hasAnswered(Holder holder, Set<NodeAddress> unheard) {
    return hasAnswered(holder) && !unheard.contains(holder.host());
  }

  /** With another disk than it had as a holder it would not know. */
  boolean hasAnswered(Holder holder) {
    Said answer = said.get(holder.host());
    return answer != null && answer.disk() == holder.disk();
  }
}
