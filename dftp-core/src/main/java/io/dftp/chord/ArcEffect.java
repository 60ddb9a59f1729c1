// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.NotifyAnswer;

/** What the shell has to do after a step of {@link ArcHandover}, in this order. */
sealed interface ArcEffect {

  /** Answer a notification. */
  record AnswerNotice(long query, NotifyAnswer answer) implements ArcEffect {}

  /** Tell the member where the keys of this position begin, and where those of the one before. */
  record TellWhereKeysBegin(RingMember to) implements ArcEffect {}

  /**
   * Tell the member of the one whose keys follow those of this position, and are before its own.
   */
  record NameFollower(RingMember to, RingMember follower) implements ArcEffect {}

  /** Tell the member that the keys of this position begin after it. */
  record Follow(RingMember start) implements ArcEffect {}

  /** Say in a while that the time is over in which owners of vacant keys may show up. */
  record AwaitOwners() implements ArcEffect {}
}
