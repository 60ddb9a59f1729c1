// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import java.util.Arrays;
import java.util.Optional;

/**
 * What holds in every state of a ring that began with r+1 members and whose failures kept to the
 * assumptions (Zave 2015; her model of 2016).
 *
 * <p>The extended list of a member is the member followed by its list. Zave's lists are filled up
 * to r entries with pads that count as dead, skip nobody and are never used; the lists here have no
 * pads (see {@link io.dftp.chord.SuccessorList}), so that "r+1 different entries" becomes "at most
 * r+1, all different". A member's best successor is the first live entry of its list; a member that
 * is alone with an empty list is its own. An incarnation that was replaced by a newer one of the
 * same identifier is dead, and stands before the newer one in the order of the circle: a list that
 * goes on behind the old one passes over the newer, as it will once it has dropped the old one.
 */
public enum RingInvariant {

  /** Every member has a live entry in its list, unless it is the only member. */
  ONE_LIVE_SUCCESSOR("OneLiveSuccessor") {
    @Override
    Optional<String> violation(RingShape ring, PlaceNames names) {
      for (int place : ring.livePlaces()) {
        if (ring.best(place) == RingShape.NONE) {
          return Optional.of(names.list(ring, place) + " has no live entry");
        }
      }
      return Optional.empty();
    }
  },

  /** Some member reaches itself by best successors. */
  AT_LEAST_ONE_RING("AtLeastOneRing") {
    @Override
    Optional<String> violation(RingShape ring, PlaceNames names) {
      return ring.liveCount() > 0 && ring.rings() == 0
          ? Optional.of("no member reaches itself by best successors")
          : Optional.empty();
    }
  },

  /** All who reach themselves by best successors reach each other. */
  AT_MOST_ONE_RING("AtMostOneRing") {
    @Override
    Optional<String> violation(RingShape ring, PlaceNames names) {
      return ring.rings() > 1 ? Optional.of(ring.rings() + " rings") : Optional.empty();
    }
  },

  /** No ring member lies between another and its best successor. */
  ORDERED_RING("OrderedRing") {
    @Override
    Optional<String> violation(RingShape ring, PlaceNames names) {
      int[] on = Arrays.stream(ring.livePlaces()).filter(ring::isOnRing).toArray();
      for (int i = 0; i < on.length; i++) {
        int next = on[(i + 1) % on.length];
        if (ring.between(on[i], next, ring.best(on[i]))) {
          return Optional.of(
              "%s passes over the ring member %s to %s"
                  .formatted(names.of(on[i]), names.of(next), names.of(ring.best(on[i]))));
        }
      }
      return Optional.empty();
    }
  },

  /** Who is not on a ring reaches one by best successors. */
  CONNECTED_APPENDAGES("ConnectedAppendages") {
    @Override
    Optional<String> violation(RingShape ring, PlaceNames names) {
      boolean[] open = new boolean[ring.places()];
      boolean[] connected = new boolean[ring.places()];
      for (int place : ring.livePlaces()) {
        int at = place;
        while (at != RingShape.NONE && !ring.isOnRing(at) && !connected[at] && !open[at]) {
          open[at] = true;
          at = ring.best(at);
        }
        if (at == RingShape.NONE || (open[at] && !connected[at])) {
          return Optional.of(names.of(place) + " does not reach a ring");
        }
        for (int on = place; !ring.isOnRing(on) && !connected[on]; on = ring.best(on)) {
          connected[on] = true;
        }
      }
      return Optional.empty();
    }
  },

  /** Each extended list holds at most r+1 identifiers, all different. */
  NO_DUPLICATES("NoDuplicates") {
    @Override
    Optional<String> violation(RingShape ring, PlaceNames names) {
      for (int place : ring.livePlaces()) {
        if (ring.list(place).length > ring.capacity() || hasDuplicate(ring, place)) {
          return Optional.of(names.list(ring, place));
        }
      }
      return Optional.empty();
    }
  },

  /** Of any three of an extended list the second lies between the others. */
  ORDERED_SUCCESSOR_LISTS("OrderedSuccessorLists") {
    @Override
    Optional<String> violation(RingShape ring, PlaceNames names) {
      for (int place : ring.livePlaces()) {
        if (!isOrdered(ring, place)) {
          return Optional.of(names.list(ring, place));
        }
      }
      return Optional.empty();
    }
  },

  /**
   * At least r+1 members are principals: no member's extended list passes over them. It passes over
   * a member also where it holds an earlier incarnation of it instead: that one is dead and about
   * to be dropped. Counted by identifier alone, a failure too many would be allowed while such
   * lists are about, and this breaks within eleven steps.
   */
  SUFFICIENT_PRINCIPALS("SufficientPrincipals") {
    @Override
    Optional<String> violation(RingShape ring, PlaceNames names) {
      int count = ring.principalCount();
      return count <= ring.capacity()
          ? Optional.of(
              "%s principals of %s members, not %s"
                  .formatted(count, ring.liveCount(), ring.capacity() + 1))
          : Optional.empty();
    }
  };

  private final String title;

  RingInvariant(String title) {
    this.title = title;
  }

  /** Returns its name in the papers. */
  public String title() {
    return title;
  }

  /** Returns how the ring breaks it; empty when it holds. */
  public Optional<String> violation(RingSnapshot ring) {
    return violation(ring.shape(), ring::name);
  }

  abstract Optional<String> violation(RingShape ring, PlaceNames names);

  private static boolean hasDuplicate(RingShape ring, int place) {
    int[] list = ring.list(place);
    for (int i = 0; i < list.length; i++) {
      if (ring.isSamePoint(place, list[i])) {
        return true;
      }
      for (int j = 0; j < i; j++) {
        if (ring.isSamePoint(list[j], list[i])) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isOrdered(RingShape ring, int place) {
    int[] list = ring.list(place);
    for (int j = 1; j < list.length; j++) {
      for (int i = -1; i < j - 1; i++) {
        for (int middle = i + 1; middle < j; middle++) {
          if (!ring.between(i < 0 ? place : list[i], list[middle], list[j])) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
