// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Identifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one position knows of the keys that it owns: those after {@code start} up to itself.
 *
 * <p>The start is not the predecessor of the ring protocol, which is whoever notified last. It
 * moves towards this position when keys are handed over, and away from it only over keys whose
 * owner is known to have gone.
 *
 * @param complete whether the keys of this position were handed over to it
 * @param start who owns the keys before; this position itself when it has all; null while nobody is
 *     known
 * @param beyond where the keys of that one begin: as it said itself, or, before it owned any, as it
 *     was told; null while it is not known
 * @param third the same of that one in turn, as it was when the start was handed its keys, which
 *     may have to be said again; null once the start has them
 * @param follower the nearest that said that its keys begin after this position, mostly the
 *     successor; null while nobody did
 * @param vacancy whether the start has gone, and nobody knows where its keys began
 * @param unanswered claims in a row without an answer
 * @param notices notifications that are not answered yet
 */
record ArcState(
    boolean complete,
    @Nullable RingMember start,
    @Nullable RingMember beyond,
    @Nullable RingMember third,
    @Nullable RingMember follower,
    Vacancy vacancy,
    int unanswered,
    List<Notice> notices) {

  static final ArcState NONE =
      new ArcState(false, null, null, null, null, Vacancy.NONE, 0, ImmutableList.of());

  /** A notification, and the number by which it is answered. */
  record Notice(RingMember notifier, long query) {}

  /** Where the keys of a start that has gone began, when nobody knows it. */
  enum Vacancy {
    /** It is known, or the start has not gone. */
    NONE,
    /** Whoever owns keys there has some time to say so. */
    AWAITED,
    /** Nobody did: they go to this position, from its next predecessor on. */
    FREE
  }

  ArcState {
    notices = ImmutableList.copyOf(notices);
  }

  /** Returns after whom the keys begin that are this position's own and nobody else awaits. */
  @Nullable RingMember from(RingState ring) {
    RingMember known = start;
    if (!complete || known == null || !ring.member()) {
      return null;
    }
    RingMember before = ring.predecessor();
    // Who comes in between has not claimed its keys yet, but will.
    return before != null && isWithin(ring, before) ? before : known;
  }

  /** Says whether the member stands among the keys that are this position's own. */
  boolean isWithin(RingState ring, RingMember member) {
    return start != null && Identifier.between(start.id(), member.id(), ring.self().id());
  }

  /**
   * Returns the start if it is not known to be what the ring protocol makes of it, so that it has
   * to be asked; else null.
   */
  @Nullable RingMember unproven(RingState ring) {
    RingMember known = start;
    boolean open =
        complete && ring.member() && vacancy == Vacancy.NONE && known != null && !isAll(ring);
    RingMember before = ring.predecessor();
    boolean settled = before != null && (before.equals(known) || isWithin(ring, before));
    return open && !settled ? known : null;
  }

  private boolean isAll(RingState ring) {
    return start != null && start.id().equals(ring.self().id());
  }

  /** Returns the state of one whose keys begin there. */
  ArcState from(@Nullable RingMember first, @Nullable RingMember second) {
    return from(first, second, null);
  }

  ArcState from(
      @Nullable RingMember first, @Nullable RingMember second, @Nullable RingMember last) {
    return new ArcState(true, first, second, last, follower, Vacancy.NONE, 0, notices);
  }

  ArcState withFollower(@Nullable RingMember changed) {
    return new ArcState(complete, start, beyond, third, changed, vacancy, unanswered, notices);
  }

  ArcState with(Vacancy changed) {
    return new ArcState(complete, start, beyond, third, follower, changed, unanswered, notices);
  }

  ArcState withUnanswered(int changed) {
    return new ArcState(complete, start, beyond, third, follower, vacancy, changed, notices);
  }

  ArcState with(List<Notice> changed) {
    return new ArcState(complete, start, beyond, third, follower, vacancy, unanswered, changed);
  }
}
