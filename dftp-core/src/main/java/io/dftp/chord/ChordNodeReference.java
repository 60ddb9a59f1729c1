// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.AskFingers;
import io.dftp.chord.ChordMessage.AskLife;
import io.dftp.chord.ChordMessage.AskOwner;
import io.dftp.chord.ChordMessage.AskState;
import io.dftp.chord.ChordMessage.Farewell;
import io.dftp.chord.ChordMessage.FingersAnswer;
import io.dftp.chord.ChordMessage.FollowYou;
import io.dftp.chord.ChordMessage.LifeAnswer;
import io.dftp.chord.ChordMessage.NotifyAnswer;
import io.dftp.chord.ChordMessage.NotifyYou;
import io.dftp.chord.ChordMessage.NudgeYou;
import io.dftp.chord.ChordMessage.OwnerAnswer;
import io.dftp.chord.ChordMessage.StateAnswer;
import io.dftp.chord.ChordMessage.Target;
import io.dftp.id.Identifier;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A position on another host, as something to call. Each call is one message; silence fails with
 * {@link io.dftp.net.NoAnswerException}. Confined to the event loop.
 */
public final class ChordNodeReference {

  private final RingMember member;
  private final RequestChannel channel;

  /** Creates a stub of that member. */
  public ChordNodeReference(RingMember member, RequestChannel channel) {
    this.member = member;
    this.channel = channel;
  }

  /** Returns whom it stands for. */
  public RingMember member() {
    return member;
  }

  /** Asks for predecessor and successor list, as the ring protocol does. */
  public CompletableFuture<StateAnswer> state(CallContext context) {
    return channel.request(member.address(), new AskState(target()), StateAnswer.class, context);
  }

  /** Asks whether it lives, as that incarnation. */
  public CompletableFuture<LifeAnswer> ping(CallContext context) {
    return channel.request(member.address(), new AskLife(target()), LifeAnswer.class, context);
  }

  /** Asks what it knows of the surroundings of the key: one hop of a lookup. */
  public CompletableFuture<OwnerAnswer> surroundings(Identifier key, CallContext context) {
    return channel.request(
        member.address(), new AskOwner(target(), key), OwnerAnswer.class, context);
  }

  /** Asks for its fingers. */
  CompletableFuture<FingersAnswer> fingers(CallContext context) {
    return channel.request(
        member.address(), new AskFingers(target()), FingersAnswer.class, context);
  }

  /**
   * Tells it that {@code notifier} may be its predecessor, and where the keys of that one begin.
   *
   * @param before the member after which they begin; null when it owns none
   */
  void notifyOf(RingMember notifier, @Nullable RingMember before) {
    channel.tell(member.address(), new NotifyYou(target(), notifier, before));
  }

  /**
   * Tells it that {@code notifier} may be its predecessor, and asks whether it has taken it for
   * that, and has so handed over the keys up to it.
   */
  CompletableFuture<NotifyAnswer> claimArc(RingMember notifier, CallContext context) {
    return channel.request(
        member.address(), new NotifyYou(target(), notifier, null), NotifyAnswer.class, context);
  }

  /** Tells it to stabilize now, because its successor's list or predecessor has changed. */
  public void nudge() {
    channel.tell(member.address(), new NudgeYou(target()));
  }

  /** Tells it that the keys of {@code follower} begin after it. */
  void follow(RingMember follower) {
    channel.tell(member.address(), new FollowYou(target(), follower));
  }

  /** Tells it that {@code leaver} has left, and who was before it. */
  CompletableFuture<LifeAnswer> farewell(
      RingMember leaver, @Nullable RingMember predecessor, CallContext context) {
    return channel.request(
        member.address(), new Farewell(target(), leaver, predecessor), LifeAnswer.class, context);
  }

  @Override
  public String toString() {
    return member.toString();
  }

  private Target target() {
    return Target.of(member);
  }
}
