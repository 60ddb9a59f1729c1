// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.failure.Liveness;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Chooses the next hop of a lookup among all that a position knows: successors, fingers and their
 * alternates (Stoica et al. 2003, sections IV.C and VI.E). Pure.
 *
 * <p>Without proximity the member nearest before the key is best. With proximity the member with
 * the least sum of its own round trip and of the way that is likely to be left from there is best.
 * That way depends less on the distance than on where the fingers of the member end: one that
 * stands little more than a power of two before the key knows the owner, one that stands little
 * less is many hops away. So each hop that {@link #hopsFrom} expects is worth a part of a mean
 * round trip, and each halving of the distance a little, since the expectation may fail. The
 * weights were found by simulation of 2<sup>16</sup> members in a cube: more for iterative lookups,
 * whose later hops are not near the asker.
 */
final class Routing {

  /** The most members of either kind in an answer. */
  static final int MAX_TOLD = 8;

  /** How many of those told are the nearest to the key, whatever their round trips. */
  private static final int NEAREST_TOLD = 3;

  /**
   * How many mean distances of neighbours two alternates may be apart and still count as
   * neighbours. One gap of 3000 is wider. Where many hosts have joined since the finger was last
   * repaired, most are, and who went to the second one would walk back over all of them.
   */
  private static final double WIDEST_GAP = 8;

  /** What a hop that is left costs, in mean round trips. */
  private static final double HOP_ITERATIVE = 0.4;

  private static final double HOP_RECURSIVE = 0.25;

  /** What a halving of the distance left is worth, in hops. */
  private static final double HALVING = 0.15;

  private final RingMember self;
  private final List<RingMember> successors;
  private final List<List<RingMember>> segments;

  /**
   * Creates a choice among what is known now.
   *
   * @param segments fingers with their alternates
   */
  Routing(RingMember self, List<RingMember> successors, List<List<RingMember>> segments) {
    this.self = self;
    this.successors = successors;
    this.segments = segments;
  }

  /** Returns the next hops for a key that this position does not own, fewest hops first. */
  NextHop towards(Identifier key, Function<NodeAddress, Liveness> liveness) {
    return new NextHop(
        presumed(key, liveness), nearest(key, liveness).stream().limit(MAX_TOLD).toList());
  }

  /** Returns the next hops for a key that this position does not own, the shortest way first. */
  NextHop towards(
      Identifier key,
      Function<NodeAddress, Liveness> liveness,
      Proximity proximity,
      LookupMode mode) {
    List<RingMember> nearest = nearest(key, liveness);
    double hop = mode == LookupMode.ITERATIVE ? HOP_ITERATIVE : HOP_RECURSIVE;
    Set<RingMember> told = new LinkedHashSet<>();
    byCost(nearest, key, proximity, hop).stream().limit(MAX_TOLD - NEAREST_TOLD).forEach(told::add);
    nearest.stream().limit(NEAREST_TOLD).forEach(told::add);
    return new NextHop(presumed(key, liveness), List.copyOf(told));
  }

  /** Returns the usable members between this position and the key, the nearest to the key first. */
  private List<RingMember> nearest(Identifier key, Function<NodeAddress, Liveness> liveness) {
    Predicate<RingMember> usable = one -> liveness.apply(one.address()) == Liveness.ALIVE;
    List<RingMember> before = new ArrayList<>();
    segments.forEach(segment -> addBefore(key, segment, usable, before));
    addBefore(key, successors, usable, before);
    before.sort(
        (one, other) ->
            one.id().equals(other.id())
                ? 0
                : Identifier.between(one.id(), other.id(), key) ? 1 : -1);
    // Sorted, the same member stands beside itself.
    List<RingMember> nearest = new ArrayList<>(before.size());
    for (RingMember member : before) {
      if (nearest.isEmpty() || !nearest.get(nearest.size() - 1).equals(member)) {
        nearest.add(member);
      }
    }
    return nearest;
  }

  private void addBefore(
      Identifier key,
      List<RingMember> members,
      Predicate<RingMember> usable,
      List<RingMember> before) {
    for (RingMember member : members) {
      if (Identifier.between(self.id(), member.id(), key) && usable.test(member)) {
        before.add(member);
      }
    }
  }

  private List<RingMember> presumed(Identifier key, Function<NodeAddress, Liveness> liveness) {
    // A suspect may be the owner all the same; nobody else can say so.
    Predicate<RingMember> usable = one -> liveness.apply(one.address()) != Liveness.DEAD;
    List<RingMember> own = new ArrayList<>();
    own.add(self);
    own.addAll(successors);
    List<RingMember> found = atOrAfter(key, own, Double.MAX_VALUE, usable);
    double widest = WIDEST_GAP * spacing();
    for (int i = 0; found.isEmpty() && i < segments.size(); i++) {
      found = atOrAfter(key, segments.get(i), widest, usable);
    }
    return found;
  }

  /**
   * Returns those at and after the key of a segment that reaches around it.
   *
   * @param widest how far apart two neighbours may be
   */
  private static List<RingMember> atOrAfter(
      Identifier key, List<RingMember> segment, double widest, Predicate<RingMember> usable) {
    for (int i = 0; i < segment.size(); i++) {
      Identifier place = segment.get(i).id();
      boolean around =
          place.equals(key)
              || (i > 0
                  && Identifier.between(segment.get(i - 1).id(), key, place)
                  && Identifier.distance(segment.get(i - 1).id(), place) <= widest);
      if (around) {
        return segment.stream().skip(i).filter(usable).limit(MAX_TOLD).toList();
      }
    }
    return List.of();
  }

  private List<RingMember> byCost(
      List<RingMember> candidates, Identifier key, Proximity proximity, double hop) {
    List<OptionalLong> ways =
        candidates.stream().map(one -> proximity.roundTripNanos(one.address())).toList();
    // Who was never measured counts as average.
    double mean = ways.stream().flatMapToLong(OptionalLong::stream).average().orElse(1);
    double spacing = spacing();
    double knownBehindFinger = spacing * segments.stream().mapToInt(List::size).max().orElse(1);
    List<Weighed> weighed = new ArrayList<>(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      RingMember one = candidates.get(i);
      double left = Identifier.distance(one.id(), key);
      double halvings = StrictMath.log(1 + left / spacing) / StrictMath.log(2);
      double hops =
          hopsFrom(left, spacing * successors.size(), knownBehindFinger) + HALVING * halvings;
      double way = ways.get(i).isPresent() ? ways.get(i).getAsLong() : mean;
      weighed.add(new Weighed(one, way + hop * mean * hops));
    }
    weighed.sort(Comparator.comparingDouble(Weighed::cost));
    return weighed.stream().map(Weighed::member).toList();
  }

  /**
   * Returns how many more members a question is likely to pass before one that knows the owner, if
   * each hands it to the middle of the alternates of its longest finger.
   *
   * @param distance from a member to the key
   * @param list how far its successor list reaches
   * @param alternates how far the alternates of a finger reach
   */
  static int hopsFrom(double distance, double list, double alternates) {
    int hops = 0;
    double left = distance;
    while (left > list) {
      double behindFinger = left - Math.scalb(1.0, Math.getExponent(left));
      if (behindFinger < alternates) {
        break;
      }
      hops++;
      left = behindFinger - alternates / 2;
    }
    return hops;
  }

  /** A candidate and what the way over it is likely to take, in nanoseconds. */
  private record Weighed(RingMember member, double cost) {}

  /** Returns the mean distance of neighbours, as the successor list shows it. */
  private double spacing() {
    if (successors.isEmpty()) {
      return 1;
    }
    RingMember last = successors.get(successors.size() - 1);
    return Identifier.distance(self.id(), last.id()) / successors.size();
  }
}
