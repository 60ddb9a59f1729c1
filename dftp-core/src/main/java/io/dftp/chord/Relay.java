// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.Alive;
import io.dftp.chord.ChordMessage.Astray;
import io.dftp.chord.ChordMessage.FindOwner;
import io.dftp.chord.ChordMessage.LifeAnswer;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.OwnerFound;
import io.dftp.chord.ChordMessage.RelayAnswer;
import io.dftp.chord.ChordMessage.Target;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands on the questions of recursive lookups, and takes the answers to those of this host.
 *
 * <p>A question goes from member to member, each of which confirms at once that it took it; the
 * owner answers straight to the asker. A member hands a question on to one other only, unless that
 * one says that it is no member: so a lookup takes at most {@link LookupConfig#maxHops} messages
 * and as many confirmations, whatever is lost, and the wait for a confirmation is all that is kept
 * of it. Who gets none tells the asker, which looks for another way. Confined to the event loop.
 */
final class Relay {

  /** One that waits for the end of its question; nothing is told of a question that got lost. */
  interface Asker {
    /** The key that it asks for. */
    Identifier key();

    void found(OwnerFound owner);

    void astray(Astray astray);
  }

  /** A position of this host. */
  interface Position {
    RingMember self();

    RingView view();

    /** Returns those to hand the question to, the best first. */
    List<RingMember> onward(FindOwner question);

    void forget(RingMember silent);
  }

  /** The positions of this host. */
  interface Positions {
    @Nullable Position at(Target target);
  }

  private final RequestChannel channel;
  private final LookupConfig config;
  private final RoundTrips roundTrips;
  private final Positions here;
  private final Map<Long, Asker> waiting = new LinkedHashMap<>();

  Relay(RequestChannel channel, LookupConfig config, RoundTrips roundTrips, Positions here) {
    this.channel = channel;
    this.config = config;
    this.roundTrips = roundTrips;
    this.here = here;
    channel.on(FindOwner.class, this::taken);
    channel.on(OwnerFound.class, this::answered);
    channel.on(Astray.class, (astray, exchange) -> gone(astray));
  }

  /** Makes a question; the asker hears of its end until it is forgotten. */
  FindOwner question(Asker asker) {
    long lookup = channel.loop().random().nextLong();
    waiting.put(lookup, asker);
    RingMember nobody = new RingMember(asker.key(), 0, channel.localAddress());
    return new FindOwner(
        Target.of(nobody), asker.key(), false, config.maxHops(), channel.localAddress(), lookup);
  }

  void forget(FindOwner question) {
    waiting.remove(question.lookup());
  }

  /** Returns how many questions of this host are open. */
  int openCount() {
    return waiting.size();
  }

  /** Answers the question at that position, or hands it on. */
  void handOn(FindOwner question, Position from) {
    RingView view = from.view();
    RingMember before = view.from();
    if (before != null && view.arc().map(arc -> arc.contains(question.key())).orElse(false)) {
      answer(
          question,
          new OwnerFound(
              question.lookup(), question.hopsLeft(), view.self(), before, view.successors()));
      return;
    }
    handOn(question, from, from.onward(question));
  }

  private void handOn(FindOwner question, Position from, List<RingMember> choices) {
    if (choices.isEmpty() || question.hopsLeft() == 0) {
      tell(question, new Astray(question.lookup(), question.hopsLeft(), from.self(), null));
      return;
    }
    RingMember to = choices.get(0);
    List<RingMember> others = choices.subList(1, choices.size());
    boolean past =
        question.past() || !Identifier.between(from.self().id(), to.id(), question.key());
    FindOwner onward = question.handedOn(to, past);
    send(
        onward,
        to,
        new Delivery() {
          @Override
          public void refused() {
            from.forget(to);
            // It was not taken for certain, so that another may get it.
            handOn(question, from, others);
          }

          @Override
          public void unconfirmed() {
            from.forget(to);
            tell(question, new Astray(question.lookup(), onward.hopsLeft(), from.self(), to));
          }
        });
  }

  /** What may go wrong with a question on its way to the next member. */
  interface Delivery {
    void refused();

    void unconfirmed();
  }

  /** Sends the question to the member that it is for. */
  void send(FindOwner question, RingMember to, Delivery delivery) {
    if (to.address().equals(channel.localAddress())) {
      Position position = here.at(question.target());
      if (position == null || !position.view().isMember()) {
        delivery.refused();
      } else {
        handOn(question, position);
      }
      return;
    }
    CallContext context = CallContext.withTimeout(channel.loop(), config.hopTimeout());
    long start = channel.loop().nowNanos();
    channel
        .request(to.address(), question, RelayAnswer.class, context)
        .whenComplete(
            (answer, failure) -> {
              context.close();
              if (answer != null) {
                roundTrips.observed(to.address(), channel.loop().nowNanos() - start);
              }
              if (answer instanceof NotMember) {
                delivery.refused();
              } else if (answer == null) {
                delivery.unconfirmed();
              }
            });
  }

  private void taken(FindOwner question, Exchange exchange) {
    Position position = here.at(question.target());
    if (position == null || !position.view().isMember()) {
      exchange.reply(new NotMember());
      return;
    }
    exchange.reply(new Alive());
    handOn(question, position);
  }

  /** Tells the asker, again if need be. */
  private void answer(FindOwner question, OwnerFound found) {
    NodeAddress asker = question.asker();
    if (asker.equals(channel.localAddress())) {
      found(found, asker);
      return;
    }
    CallContext context = CallContext.withTimeout(channel.loop(), config.hopTimeout());
    channel
        .request(asker, found, LifeAnswer.class, context)
        .whenComplete((heard, failure) -> context.close());
  }

  private void tell(FindOwner question, Astray astray) {
    if (question.asker().equals(channel.localAddress())) {
      gone(astray);
    } else {
      channel.tell(question.asker(), astray);
    }
  }

  private void answered(OwnerFound found, Exchange exchange) {
    exchange.reply(new Alive());
    found(found, exchange.from());
  }

  /** Believes only the owner itself, and only a key of its own arc. */
  private void found(OwnerFound found, NodeAddress from) {
    Asker asker = waiting.get(found.lookup());
    if (asker != null
        && found.owner().address().equals(from)
        && new Arc(found.predecessor().id(), found.owner().id()).contains(asker.key())) {
      asker.found(found);
    }
  }

  private void gone(Astray astray) {
    Asker asker = waiting.get(astray.lookup());
    if (asker != null) {
      asker.astray(astray);
    }
  }
}
