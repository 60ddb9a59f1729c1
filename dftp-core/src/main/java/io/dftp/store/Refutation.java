// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells which prepared changes cannot have been acknowledged, and never will be. Pure.
 *
 * <p>A change is acknowledged when every holder of its term has it. So one that a holder of that
 * term does not have, although it has promised a newer term since, has been told to nobody. To
 * commit it all the same would bring it into a map that others have changed meanwhile, on
 * conditions that hold no longer. Where no such holder can be asked, the change may have been
 * acknowledged, and is committed.
 */
final class Refutation {

  private Refutation() {}

  /**
   * Returns the changes that are refuted.
   *
   * @param now the term of the owner, which all who answered have promised
   * @param evidence what they said when they were asked
   * @param pending what is prepared here after all copies were joined, and decided in none
   * @param compared what was prepared at each host whose copy was compared
   */
  static Set<OperationId> of(
      Identifier key,
      Term now,
      Evidence evidence,
      Collection<Change> pending,
      Map<NodeAddress, Set<OperationId>> compared) {
    Set<OperationId> refuted = new LinkedHashSet<>();
    for (Change change : pending) {
      boolean earlier = change.under().compareTo(now) < 0;
      if (earlier && isRefuted(key, evidence, change, compared)) {
        refuted.add(change.id());
      }
    }
    return refuted;
  }

  private static boolean isRefuted(
      Identifier key,
      Evidence evidence,
      Change change,
      Map<NodeAddress, Set<OperationId>> compared) {
    return holders(key, evidence, change.under()).stream()
        .filter(evidence::hasAnswered)
        .map(holder -> compared.get(holder.host()))
        .anyMatch(prepared -> prepared != null && !prepared.contains(change.id()));
  }

  private static List<Holder> holders(Identifier key, Evidence evidence, Term term) {
    return evidence.met().at(key).stream()
        .flatMap(promise -> promise.terms().stream())
        .filter(earlier -> earlier.term().equals(term))
        .findFirst()
        .map(Promise.Earlier::holders)
        .orElse(List.of());
  }

  static Set<OperationId> names(Collection<Change> changes) {
    Set<OperationId> names = new LinkedHashSet<>();
    changes.forEach(change -> names.add(change.id()));
    return names;
  }
}
