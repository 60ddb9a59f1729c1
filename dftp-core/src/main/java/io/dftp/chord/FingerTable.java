// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Identifier;
import io.dftp.id.IdentifierSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Shortcuts across the circle: members at and after the own place plus powers of two, each kept
 * once, with the members right after each as alternates (Stoica et al. 2003, sections IV.D and
 * VI.E). Lookups are faster with them and right without. Confined to the event loop.
 */
final class FingerTable {

  private final RingMember self;
  private final IdentifierSpace space;
  private final int alternates;
  private final TreeMap<Integer, ImmutableList<RingMember>> byExponent = new TreeMap<>();

  /** The first exponent that the successor list does not cover, as far as it was looked at. */
  private int lowest;

  private int next;

  /**
   * Creates an empty table.
   *
   * @param alternates members kept for each finger, itself counted
   */
  FingerTable(RingMember self, IdentifierSpace space, int alternates) {
    this.self = self;
    this.space = space;
    this.alternates = alternates;
    this.lowest = space.bits();
  }

  /**
   * Returns the exponent of the finger to repair next, walking up from the nearest; -1 when the
   * successors are all there is. What the successor list covers needs no finger, which leaves about
   * log n of them.
   *
   * <p>Upwards, since each finger is found through the one before it, so that one walk fills the
   * tables of a ring in which nobody has any, however large it is.
   */
  int nextExponent(List<RingMember> successors, int capacity) {
    if (successors.size() < capacity) {
      byExponent.clear();
      return -1;
    }
    follow(successors);
    if (lowest == space.bits()) {
      return -1;
    }
    int exponent = next < lowest || next == space.bits() ? lowest : next;
    next = exponent + 1;
    return exponent;
  }

  /**
   * Fills gaps from the fingers of a neighbour, until each is repaired in its turn (Stoica et al.
   * 2003, section IV.E).
   */
  void adopt(List<RingMember> ofNeighbour, List<RingMember> successors) {
    follow(successors);
    for (int exponent = lowest; exponent < space.bits(); exponent++) {
      RingMember first = firstAtOrAfter(start(exponent), ofNeighbour);
      if (first != null && !byExponent.containsKey(exponent)) {
        put(exponent, first, List.of());
      }
    }
  }

  private @Nullable RingMember firstAtOrAfter(Identifier start, List<RingMember> members) {
    RingMember first = null;
    for (RingMember member : members) {
      boolean onTheWay =
          member.id().equals(start) || Identifier.between(start, member.id(), self.id());
      if (onTheWay && (first == null || Identifier.between(start, member.id(), first.id()))) {
        first = member;
      }
    }
    return first;
  }

  /** Forgets what the successor list has come to cover. */
  private void follow(List<RingMember> successors) {
    Identifier covered = successors.get(successors.size() - 1).id();
    while (lowest > 0 && !isCovered(start(lowest - 1), covered)) {
      lowest--;
    }
    while (lowest < space.bits() && isCovered(start(lowest), covered)) {
      lowest++;
    }
    byExponent.headMap(lowest, false).clear();
  }

  /** Returns the member that stands at that exponent; null when none does. */
  @Nullable RingMember at(int exponent) {
    List<RingMember> segment = byExponent.get(exponent);
    return segment == null ? null : segment.get(0);
  }

  Identifier start(int exponent) {
    return space.plusPowerOfTwo(self.id(), exponent);
  }

  /**
   * Keeps the member at that exponent, unless it stands at another already, and the first of those
   * after it, as it named them itself.
   */
  void put(int exponent, RingMember member, List<RingMember> after) {
    byExponent.remove(exponent);
    boolean known = byExponent.values().stream().anyMatch(segment -> segment.get(0).equals(member));
    if (member.id().equals(self.id()) || known) {
      return;
    }
    List<RingMember> segment = new ArrayList<>();
    segment.add(member);
    for (RingMember alternate : after) {
      if (segment.size() >= alternates || alternate.id().equals(self.id())) {
        break;
      }
      segment.add(alternate);
    }
    byExponent.put(exponent, ImmutableList.copyOf(segment));
  }

  /** Forgets the member; its alternates stay in its place. */
  void remove(RingMember member) {
    byExponent.replaceAll(
        (exponent, segment) ->
            segment.stream()
                .filter(kept -> !kept.equals(member))
                .collect(ImmutableList.toImmutableList()));
    byExponent.values().removeIf(List::isEmpty);
  }

  void clear() {
    byExponent.clear();
  }

  /** Returns how many members the table knows. */
  int size() {
    return new HashSet<>(members()).size();
  }

  /** Returns all members that it knows, the alternates of neighbouring fingers more than once. */
  List<RingMember> members() {
    ImmutableList.Builder<RingMember> members = ImmutableList.builder();
    byExponent.values().forEach(members::addAll);
    return members.build();
  }

  /** Returns the fingers without their alternates, at most as many as fit in a message. */
  List<RingMember> nearestFirst() {
    return byExponent.values().stream()
        .map(segment -> segment.get(0))
        .limit(ChordMessageCodec.MAX_LIST)
        .toList();
  }

  /** Returns the fingers, each followed by its alternates: members that follow each other. */
  List<List<RingMember>> segments() {
    return ImmutableList.copyOf(byExponent.values());
  }

  private boolean isCovered(Identifier place, Identifier covered) {
    return place.equals(covered) || Identifier.between(self.id(), place, covered);
  }
}
