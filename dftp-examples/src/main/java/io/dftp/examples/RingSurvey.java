// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.HostStatus;
import io.dftp.cluster.PositionStatus;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.sim.RingRules;
import io.dftp.sim.ring.RingInvariant;
import io.dftp.sim.ring.RingSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the positions of a ring should know of each other, beside what they say they know.
 *
 * <p>The truth is computed from all positions that answered, sorted by their ids.
 */
final class RingSurvey {

  private final int successors;
  private final List<RingView> views;
  private final List<RingMember> members;
  private final List<NodeAddress> silent;
  private final List<String> complaints = new ArrayList<>();
  private int rightFirst;
  private int rightPredecessors;
  private int rightLists;
  private int invariantsThatHold;

  private RingSurvey(List<RingView> views, List<NodeAddress> silent, int successors) {
    this.successors = successors;
    this.views = views;
    this.silent = silent;
    this.members =
        views.stream()
            .filter(RingView::isMember)
            .map(RingView::self)
            .sorted(Comparator.comparing(RingMember::id))
            .toList();
    silent.forEach(host -> complaints.add(host + " is named by others and does not answer"));
    views.forEach(this::check);
    RingSnapshot snapshot = RingSnapshot.of(views, successors);
    for (RingInvariant invariant : RingInvariant.values()) {
      Optional<String> violation = invariant.violation(snapshot);
      if (violation.isEmpty()) {
        invariantsThatHold++;
      } else if (members.size() > successors || RingRules.LOCAL.contains(invariant)) {
        complaints.add(invariant.title() + " is broken: " + violation.get());
      }
    }
  }

  /**
   * Checks what the hosts of a census say.
   *
   * @param successors the length of the lists in a ring that is large enough
   */
  static RingSurvey of(ClusterStatus status, int successors) {
    List<RingView> views = new ArrayList<>();
    for (HostStatus host : status.hosts()) {
      host.positions().forEach(position -> views.add(view(position)));
    }
    return new RingSurvey(views, status.silent(), successors);
  }

  /** Returns the length of the lists in a ring that is large enough. */
  int successors() {
    return successors;
  }

  /** Returns how many of {@link RingInvariant} hold; all of them only from r+1 members on. */
  int invariantsThatHold() {
    return invariantsThatHold;
  }

  /** Returns what the positions say. */
  List<RingView> views() {
    return views;
  }

  /** Returns all members in the order of their ids. */
  List<RingMember> members() {
    return members;
  }

  /** Returns the hosts of all members, each once. */
  List<NodeAddress> hosts() {
    return members.stream().map(RingMember::address).distinct().toList();
  }

  /** Returns how many members name the right first successor; one that is alone names none. */
  int rightFirst() {
    return rightFirst;
  }

  /** Returns how many members name the right predecessor; one that is alone names none. */
  int rightPredecessors() {
    return rightPredecessors;
  }

  /** Returns how many members have every entry of their list right. */
  int rightLists() {
    return rightLists;
  }

  /** Says whether everybody answered, is a member, and knows exactly what it should. */
  boolean isIdeal() {
    return complaints.isEmpty() && !members.isEmpty();
  }

  /** Returns what is wrong, a sentence each. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Returns how many hosts did not answer. */
  int silentHosts() {
    return silent.size();
  }

  /** Returns who owns the key, by the ids of all members. */
  RingMember ownerOf(Identifier key) {
    for (int i = 0; i < members.size(); i++) {
      if (new Arc(before(i).id(), members.get(i).id()).contains(key)) {
        return members.get(i);
      }
    }
    throw new IllegalStateException("a ring without members has no owners");
  }

  private void check(RingView view) {
    if (!view.isMember()) {
      complaints.add(view.self() + " is no member yet");
      return;
    }
    int rank = members.indexOf(view.self());
    List<RingMember> wanted = new ArrayList<>();
    for (int i = 1; i <= Math.min(successors, members.size() - 1); i++) {
      wanted.add(members.get((rank + i) % members.size()));
    }
    if (first(view.successors()).equals(first(wanted))) {
      rightFirst++;
    }
    if (view.successors().equals(wanted)) {
      rightLists++;
    } else {
      complaints.add(view.self() + " has successors " + view.successors() + ", not " + wanted);
    }
    Optional<RingMember> previous =
        members.size() == 1 ? Optional.empty() : Optional.of(before(rank));
    if (view.predecessor().equals(previous)) {
      rightPredecessors++;
    } else {
      complaints.add(
          view.self() + " has predecessor " + name(view.predecessor()) + ", not " + name(previous));
    }
  }

  private RingMember before(int rank) {
    return members.get((rank + members.size() - 1) % members.size());
  }

  private static Optional<RingMember> first(List<RingMember> list) {
    return list.stream().findFirst();
  }

  private static String name(Optional<RingMember> member) {
    return member.map(RingMember::toString).orElse("none");
  }

  private static RingView view(PositionStatus position) {
    return new RingView(
        position.self(),
        position.member(),
        position.predecessor().stream().findFirst().orElse(null),
        position.successors());
  }
}
