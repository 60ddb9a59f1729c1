// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Verify.verifyNotNull;

import com.google.common.collect.ImmutableList;
import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What all live members of a ring know at one moment, for {@link RingInvariants}.
 *
 * <p>Who is not in it counts as dead. Immutable.
 */
public final class RingSnapshot {

  private final ImmutableList<RingMember> mentioned;
  private final RingShape shape;

  private RingSnapshot(ImmutableList<RingMember> mentioned, RingShape shape) {
    this.mentioned = mentioned;
    this.shape = shape;
  }

  /**
   * Takes the views of all live positions; those that are no members are left out.
   *
   * @param views in any order, each position once
   * @param successors the most entries of a successor list, Zave's {@code r}
   */
  public static RingSnapshot of(Iterable<RingView> views, int successors) {
    checkArgument(successors >= 1, "successors must be at least 1, not %s", successors);
    Map<RingMember, Optional<RingView>> sorted = new TreeMap<>(MemberOrder.OF_MEMBERS);
    for (RingView view : views) {
      if (view.isMember()) {
        Optional<RingView> other = sorted.put(view.self(), Optional.of(view));
        checkArgument(other == null || other.isEmpty(), "%s is there twice", view.self());
        view.predecessor().ifPresent(known -> sorted.putIfAbsent(known, Optional.empty()));
        view.successors().forEach(known -> sorted.putIfAbsent(known, Optional.empty()));
      }
    }
    ImmutableList<RingMember> mentioned = ImmutableList.copyOf(sorted.keySet());
    Map<RingMember, Integer> places = new TreeMap<>(MemberOrder.OF_MEMBERS);
    mentioned.forEach(member -> places.put(member, places.size()));
    return new RingSnapshot(mentioned, shape(sorted, mentioned, places, successors));
  }

  private static RingShape shape(
      Map<RingMember, Optional<RingView>> sorted,
      List<RingMember> mentioned,
      Map<RingMember, Integer> places,
      int successors) {
    RingShape shape = new RingShape(mentioned.size(), successors);
    int circle = -1;
    RingMember last = null;
    for (RingMember member : mentioned) {
      if (last == null || !last.id().equals(member.id())) {
        circle++;
      }
      shape.place(place(places, member), circle);
      last = member;
    }
    sorted.forEach(
        (member, view) ->
            view.ifPresent(
                known ->
                    shape.live(
                        place(places, member),
                        known.successors().stream().mapToInt(of -> place(places, of)).toArray(),
                        known.predecessor().map(of -> place(places, of)).orElse(RingShape.NONE))));
    return shape;
  }

  private static int place(Map<RingMember, Integer> places, RingMember member) {
    return verifyNotNull(places.get(member), "%s is not mentioned", member);
  }

  /** Returns how many members are live. */
  public int size() {
    return shape.liveCount();
  }

  boolean isPrincipal(RingMember member) {
    return shape.principals()[mentioned.indexOf(member)];
  }

  RingShape shape() {
    return shape;
  }

  String name(int place) {
    RingMember member = mentioned.get(place);
    return member.id() + (shape.isLive(place) ? "" : RingShape.DEAD_MARK);
  }
}
