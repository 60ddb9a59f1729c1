// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the shell of a position has to do after a step. */
public sealed interface RingEffect {

  /** Ask the member for its predecessor and list; the answer comes back as an event. */
  record QueryState(long request, RingMember to) implements RingEffect {}

  /** Ask the member whether it lives. */
  record QueryLife(long request, RingMember to) implements RingEffect {}

  /** Tell the member that this position may be its predecessor. */
  record Notify(RingMember to) implements RingEffect {}

  /** Tell a member to stabilize now, because what it copies or asks has changed. */
  record Nudge(RingMember to) implements RingEffect {}

  /** Tell the member that this position has left, and who was before it. */
  record SayFarewell(RingMember to, @Nullable RingMember predecessor) implements RingEffect {}

  /** Answer a query with predecessor and list. */
  record AnswerState(long query, @Nullable RingMember predecessor, List<RingMember> successors)
      implements RingEffect {
    /** Keeps an immutable copy. */
    public AnswerState {
      successors = ImmutableList.copyOf(successors);
    }
  }

  /** Answer a query with: I live, and it is done where something was to do. */
  record AnswerPong(long query) implements RingEffect {}

  /** Answer a query with: I live, but ask again later. */
  record AnswerBusy(long query) implements RingEffect {}

  /** Answer a query with: no member. */
  record AnswerNotMember(long query) implements RingEffect {}

  /** Stabilize again at once, because something changed that others copy. */
  record StabilizeSoon() implements RingEffect {}

  /** Stabilize again after a short, jittered wait, because the peer was busy. */
  record RetryLater() implements RingEffect {}

  /** The position is a member now. */
  record Joined() implements RingEffect {}

  /** The join came to nothing; the whole of it may be tried again. */
  record JoinFailed() implements RingEffect {}

  /** Publish the view and tell the listeners. */
  record RingChanged() implements RingEffect {}
}
