// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Arc;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one position knows of its ring now; an immutable snapshot for any thread.
 *
 * <p>It may be out of date in either direction.
 */
public final class RingView {

  private final RingMember self;
  private final boolean member;
  private final @Nullable RingMember predecessor;
  private final ImmutableList<RingMember> successors;
  private final boolean ownsArc;

  /** Creates a snapshot of one that owns its arc; the predecessor may be unknown. */
  public RingView(
      RingMember self,
      boolean member,
      @Nullable RingMember predecessor,
      List<RingMember> successors) {
    this(self, member, predecessor, successors, true);
  }

  RingView(
      RingMember self,
      boolean member,
      @Nullable RingMember predecessor,
      List<RingMember> successors,
      boolean ownsArc) {
    this.self = self;
    this.member = member;
    this.predecessor = predecessor;
    this.successors = ImmutableList.copyOf(successors);
    this.ownsArc = ownsArc;
  }

  /** Returns this position. */
  public RingMember self() {
    return self;
  }

  /**
   * Says whether this position is a member: false before its list is filled and after its leave.
   */
  public boolean isMember() {
    return member;
  }

  /** Returns the member before this one, as far as it is known. */
  public Optional<RingMember> predecessor() {
    return Optional.ofNullable(predecessor);
  }

  /** Returns the next members, the nearest first; empty when this position is alone. */
  public List<RingMember> successors() {
    return successors;
  }

  /**
   * Returns the keys that this position owns: from its predecessor to itself; the whole circle when
   * it is alone. Empty while it is no member, while its successor has not handed them over yet
   * after a join, and while it does not know its predecessor but has successors.
   */
  public Optional<Arc> arc() {
    if (!member || !ownsArc) {
      return Optional.empty();
    }
    if (predecessor != null) {
      return Optional.of(new Arc(predecessor.id(), self.id()));
    }
    return successors.isEmpty() ? Optional.of(Arc.whole(self.id())) : Optional.empty();
  }

  @Override
  public String toString() {
    return predecessor + " -> " + self + (member ? " -> " : " (no member) -> ") + successors;
  }
}
