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
  private final @Nullable RingMember from;

  /**
   * Creates a snapshot of one whose keys begin after its predecessor, which may be unknown; one
   * without neighbours has all.
   */
  public RingView(
      RingMember self,
      boolean member,
      @Nullable RingMember predecessor,
      List<RingMember> successors) {
    this(
        self,
        member,
        predecessor,
        successors,
        predecessor == null && successors.isEmpty() ? self : predecessor);
  }

  RingView(
      RingMember self,
      boolean member,
      @Nullable RingMember predecessor,
      List<RingMember> successors,
      @Nullable RingMember from) {
    this.self = self;
    this.member = member;
    this.predecessor = predecessor;
    this.successors = ImmutableList.copyOf(successors);
    this.from = member ? from : null;
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
   * Returns the keys that this position owns; the whole circle when it is alone. They begin after
   * its predecessor, but for a while after that has changed. Empty while it is no member, and while
   * its successor has not handed them over yet after a join.
   */
  public Optional<Arc> arc() {
    return from == null ? Optional.empty() : Optional.of(new Arc(from.id(), self.id()));
  }

  /** Returns the member after which the own keys begin; null when there are none. */
  @Nullable RingMember from() {
    return from;
  }

  @Override
  public String toString() {
    return predecessor + " -> " + self + (member ? " -> " : " (no member) -> ") + successors;
  }
}
