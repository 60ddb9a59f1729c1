// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Identifier;
import io.dftp.id.IdentifierSpace;
import java.util.List;
import java.util.TreeMap;

/**
 * Shortcuts across the circle: members at and after the own place plus powers of two, each kept
 * once (Stoica et al., section IV.D). Lookups are faster with them and right without. Confined to
 * the event loop.
 */
final class FingerTable {

  private final RingMember self;
  private final IdentifierSpace space;
  private final TreeMap<Integer, RingMember> byExponent = new TreeMap<>();
  private int next;

  FingerTable(RingMember self, IdentifierSpace space) {
    this.self = self;
    this.space = space;
    this.next = space.bits() - 1;
  }

  /**
   * Returns the exponent of the finger to repair next, walking down from the farthest; -1 when the
   * successors are all there is. What the successor list covers needs no finger, which leaves about
   * log n of them.
   */
  int nextExponent(List<RingMember> successors, int capacity) {
    if (successors.size() < capacity) {
      byExponent.clear();
      return -1;
    }
    Identifier covered = successors.get(successors.size() - 1).id();
    if (isCovered(start(next), covered)) {
      byExponent.headMap(next, true).clear();
      next = space.bits() - 1;
      if (isCovered(start(next), covered)) {
        byExponent.clear();
        return -1;
      }
    }
    int exponent = next;
    next = next == 0 ? space.bits() - 1 : next - 1;
    return exponent;
  }

  Identifier start(int exponent) {
    return space.plusPowerOfTwo(self.id(), exponent);
  }

  /** Keeps the member at that exponent, unless it stands at another already. */
  void put(int exponent, RingMember member) {
    byExponent.remove(exponent);
    if (!member.id().equals(self.id()) && !byExponent.containsValue(member)) {
      byExponent.put(exponent, member);
    }
  }

  void remove(RingMember member) {
    byExponent.values().removeIf(member::equals);
  }

  void clear() {
    byExponent.clear();
  }

  int size() {
    return byExponent.size();
  }

  List<RingMember> members() {
    return ImmutableList.copyOf(byExponent.values());
  }

  private boolean isCovered(Identifier place, Identifier covered) {
    return place.equals(covered) || Identifier.between(self.id(), place, covered);
  }
}
