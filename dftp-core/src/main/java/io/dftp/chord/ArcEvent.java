// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.NotifyAnswer;
import org.jspecify.annotations.Nullable;

/** What may happen to the keys of one position. */
sealed interface ArcEvent {

  /** The ring protocol has made a step from one state to the next, perhaps the same. */
  record RingStepped(RingState before, RingState now) implements ArcEvent {}

  /**
   * Another notified this position that it may be its predecessor; weighed by the ring protocol
   * next.
   *
   * @param before where its own keys begin; null when it owns none yet
   * @param query the number by which the notification is answered
   */
  record Noticed(RingState ring, RingMember notifier, @Nullable RingMember before, long query)
      implements ArcEvent {}

  /** A member says that its keys begin after this position. */
  record Followed(RingState ring, RingMember follower) implements ArcEvent {}

  /** The claim of the keys was answered; null when it was not, in time. */
  record ClaimAnswered(RingState ring, @Nullable NotifyAnswer answer) implements ArcEvent {}

  /**
   * A member has died or left.
   *
   * @param before where its keys began, if it said so; else null
   */
  record MemberGone(RingState ring, RingMember member, @Nullable RingMember before)
      implements ArcEvent {}

  /** Those who own keys of one that has gone had time to say so. */
  record VacancyOver(RingState ring) implements ArcEvent {}
}
