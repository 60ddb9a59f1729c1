// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Identifier;
import io.dftp.net.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What positions say to each other. A message for one position names its id and incarnation,
 * because several share an address and a restarted one is another: the wrong one answers
 * NOT_MEMBER.
 */
public sealed interface ChordMessage extends Message {

  /** Which position a message is for. */
  record Target(Identifier id, long incarnation) {
    /** Returns the target that is this member. */
    public static Target of(RingMember member) {
      return new Target(member.id(), member.incarnation());
    }
  }

  /** A message for one position. */
  sealed interface ForPosition extends ChordMessage {
    /** Returns the position it is for. */
    Target target();
  }

  /** What may be answered to {@link AskState}. */
  sealed interface StateAnswer extends ChordMessage {}

  /** What may be answered to {@link AskLife} and {@link Farewell}. */
  sealed interface LifeAnswer extends ChordMessage {}

  /** What may be answered to {@link AskOwner}. */
  sealed interface OwnerAnswer extends ChordMessage {}

  /** What are your predecessor and list, as the protocol's state? */
  record AskState(Target target) implements ForPosition {}

  /** Do you live, as a member? */
  record AskLife(Target target) implements ForPosition {}

  /** I may be your predecessor. */
  record NotifyYou(Target target, RingMember notifier) implements ForPosition {}

  /** Stabilize now: your successor's list or predecessor has changed. */
  record NudgeYou(Target target) implements ForPosition {}

  /** I have left; before me was this member. */
  record Farewell(Target target, RingMember leaver, @Nullable RingMember predecessor)
      implements ForPosition {}

  /** Do you own this key, or who is nearer? Answered from the published view. */
  record AskOwner(Target target, Identifier key) implements ForPosition {}

  /** Which positions are yours? */
  record WhoAreYou() implements ChordMessage {}

  /** Predecessor and list. */
  record State(@Nullable RingMember predecessor, List<RingMember> successors)
      implements StateAnswer {
    /** Keeps an immutable copy. */
    public State {
      successors = ImmutableList.copyOf(successors);
    }
  }

  /** Alive, and done. */
  record Alive() implements LifeAnswer {}

  /** Alive, but an operation is open; ask again later. */
  record Busy() implements StateAnswer, LifeAnswer {}

  /** No member of that id and incarnation is here. */
  record NotMember() implements StateAnswer, LifeAnswer, OwnerAnswer {}

  /**
   * What the asked position knows about the surroundings of a key.
   *
   * @param predecessor of the asked; null while unknown
   * @param successors of the asked
   * @param nearer members of its routing table before the key, the nearest first
   */
  record Surroundings(
      @Nullable RingMember predecessor, List<RingMember> successors, List<RingMember> nearer)
      implements OwnerAnswer {
    /** Keeps immutable copies. */
    public Surroundings {
      successors = ImmutableList.copyOf(successors);
      nearer = ImmutableList.copyOf(nearer);
    }
  }

  /** The positions of the host that are members. */
  record Positions(List<RingMember> members) implements ChordMessage {
    /** Keeps an immutable copy. */
    public Positions {
      members = ImmutableList.copyOf(members);
    }
  }
}
