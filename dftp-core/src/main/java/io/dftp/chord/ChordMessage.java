// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import com.google.common.collect.ImmutableList;
import io.dftp.id.Identifier;
import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What positions say to each other. A message for one position names its id and incarnation,
 * because several share an address and a restarted one is another: the wrong one answers
 * NOT_MEMBER.
 */
public sealed interface ChordMessage extends Message {

  /** The most members that a question for an owner may be handed on to. */
  int MAX_HOPS = 255;

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

  /** What may be answered to {@link AskFingers}. */
  sealed interface FingersAnswer extends ChordMessage {}

  /** What may be answered to {@link NotifyYou} by those who are asked for an answer. */
  sealed interface NotifyAnswer extends ChordMessage {}

  /** What may be answered to {@link FindOwner}. */
  sealed interface RelayAnswer extends ChordMessage {}

  /** What are your predecessor and list, as the protocol's state? */
  record AskState(Target target) implements ForPosition {}

  /** Do you live, as a member? */
  record AskLife(Target target) implements ForPosition {}

  /**
   * I may be your predecessor.
   *
   * @param before where the keys of the notifier begin, which are yours when it has gone; null when
   *     it owns none, and claims them
   */
  record NotifyYou(Target target, RingMember notifier, @Nullable RingMember before)
      implements ForPosition {}

  /** Stabilize now: your successor's list or predecessor has changed. */
  record NudgeYou(Target target) implements ForPosition {}

  /** My keys begin after you: tell me where yours begin, now and when that changes. */
  record FollowYou(Target target, RingMember follower) implements ForPosition {}

  /** I have left; before me was this member. */
  record Farewell(Target target, RingMember leaver, @Nullable RingMember predecessor)
      implements ForPosition {}

  /** Do you own this key, or who is nearer? Answered from the published view. */
  record AskOwner(Target target, Identifier key) implements ForPosition {}

  /** Which members are your fingers? A new neighbour begins with them. */
  record AskFingers(Target target) implements ForPosition {}

  /**
   * Find the owner of this key, or hand the question on; the owner answers to the asker.
   *
   * @param past whether the sender takes this position to stand at or after the key
   * @param hopsLeft to how many further members it may be handed on, 0 to {@link #MAX_HOPS}
   * @param asker where {@link OwnerFound} or {@link Astray} is awaited
   * @param lookup the asker's number for it
   */
  record FindOwner(
      Target target, Identifier key, boolean past, int hopsLeft, NodeAddress asker, long lookup)
      implements ForPosition {
    /** Returns the question as the next member gets it. */
    public FindOwner handedOn(RingMember to, boolean nowPast) {
      return new FindOwner(Target.of(to), key, nowPast, hopsLeft - 1, asker, lookup);
    }
  }

  /**
   * I own the key that you asked for. Answered with {@link Alive}.
   *
   * @param hopsLeft of the question that reached the owner
   */
  record OwnerFound(
      long lookup,
      int hopsLeft,
      RingMember owner,
      RingMember predecessor,
      List<RingMember> successors)
      implements ChordMessage {
    /** Keeps an immutable copy. */
    public OwnerFound {
      successors = ImmutableList.copyOf(successors);
    }
  }

  /**
   * The question could not be handed on here; look for another way.
   *
   * @param hopsLeft of the question that got here
   * @param last who could not hand it on
   * @param silent the member that did not take it; null when there was nobody to try
   */
  record Astray(long lookup, int hopsLeft, RingMember last, @Nullable RingMember silent)
      implements ChordMessage {}

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
  record Alive() implements LifeAnswer, NotifyAnswer, RelayAnswer {}

  /**
   * You are my predecessor; the keys up to you, which were mine, are yours now.
   *
   * @param before up to whom the keys were not mine; null when nobody was known
   * @param beforeThat where the keys of that one begin, which may not have heard of it; null when
   *     nobody was known
   */
  record HandedOver(@Nullable RingMember before, @Nullable RingMember beforeThat)
      implements NotifyAnswer {}

  /** Alive, but an operation is open; ask again later. */
  record Busy() implements StateAnswer, LifeAnswer {}

  /** No member of that id and incarnation is here. */
  record NotMember()
      implements StateAnswer, LifeAnswer, OwnerAnswer, FingersAnswer, NotifyAnswer, RelayAnswer {}

  /**
   * What the asked position knows about the surroundings of a key.
   *
   * @param predecessor of the asked; null while unknown, and while the key is of an arc that has
   *     not been handed over to the asked yet
   * @param successors of the asked
   * @param presumed the first members at or after the key, as far as the asked knows two neighbours
   *     around it; only they themselves can say whether they own it
   * @param nearer members of its routing table before the key, the one to ask first first
   */
  record Surroundings(
      @Nullable RingMember predecessor,
      List<RingMember> successors,
      List<RingMember> presumed,
      List<RingMember> nearer)
      implements OwnerAnswer {
    /** Keeps immutable copies. */
    public Surroundings {
      successors = ImmutableList.copyOf(successors);
      presumed = ImmutableList.copyOf(presumed);
      nearer = ImmutableList.copyOf(nearer);
    }
  }

  /** The fingers of the asked, without alternates, the nearest first. */
  record Fingers(List<RingMember> members) implements FingersAnswer {
    /** Keeps an immutable copy. */
    public Fingers {
      members = ImmutableList.copyOf(members);
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
