// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.ClaimAck;
import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.FeedbackLeaderAlive;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Probe;
import io.dftp.bully.BullyMessage.ProbeAnswer;
import io.dftp.bully.BullyMessage.ProbeRequest;
import io.dftp.bully.BullyMessage.Refusal;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.Takeover;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.discovery.Uid;
import io.dftp.net.MessageType;
import java.util.List;
import java.util.function.Function;

/** The numbers, 300 to 313, and the forms in bytes of {@link BullyMessage}s. */
public final class BullyMessageCodec {

  private static final List<MessageType<? extends BullyMessage>> TYPES =
      List.of(
          ofSender(300, WhoIs.class, WhoIs::new),
          new MessageType<>(
              301,
              Election.class,
              (message, into) -> {
                message.sender().write(into);
                into.u16(Math.min(message.attempt(), 0xffff));
              },
              from -> new Election(Contender.read(from), from.u16())),
          ofSender(302, FeedbackHigher.class, FeedbackHigher::new),
          new MessageType<>(
              303,
              FeedbackLeaderAlive.class,
              (message, into) -> {
                message.sender().write(into);
                message.leader().write(into);
                message.epoch().write(into);
                message.group().write(into);
              },
              from ->
                  new FeedbackLeaderAlive(
                      Contender.read(from),
                      Contender.read(from),
                      Epoch.read(from),
                      Uid.read(from))),
          new MessageType<>(
              304,
              Claim.class,
              (message, into) -> {
                message.sender().write(into);
                message.epoch().write(into);
                into.u16(Math.min(message.attempt(), 0xffff));
              },
              from -> new Claim(Contender.read(from), Epoch.read(from), from.u16())),
          ofEpoch(305, ClaimAck.class, ClaimAck::epoch, ClaimAck::new),
          new MessageType<>(
              306,
              Refusal.class,
              (message, into) -> {
                message.sender().write(into);
                message.epoch().write(into);
                message.promised().write(into);
              },
              from -> new Refusal(Contender.read(from), Epoch.read(from), Epoch.read(from))),
          ofEpochAndUid(
              307, Coordinator.class, Coordinator::epoch, Coordinator::group, Coordinator::new),
          ofEpochAndUid(308, Heartbeat.class, Heartbeat::epoch, Heartbeat::group, Heartbeat::new),
          ofEpoch(309, Takeover.class, Takeover::epoch, Takeover::new),
          ofEpochAndUid(310, Resign.class, Resign::epoch, Resign::successor, Resign::new),
          new MessageType<>(
              311,
              ProbeRequest.class,
              (message, into) -> {
                message.sender().write(into);
                message.leader().write(into);
                message.epoch().write(into);
              },
              from -> new ProbeRequest(Contender.read(from), Uid.read(from), Epoch.read(from))),
          new MessageType<>(
              312,
              Probe.class,
              (message, into) -> {
                message.sender().write(into);
                into.address(message.asker());
              },
              from -> new Probe(Contender.read(from), from.address())),
          new MessageType<>(
              313,
              ProbeAnswer.class,
              (message, into) -> {
                message.sender().write(into);
                message.epoch().write(into);
                message.group().write(into);
                into.address(message.asker());
              },
              from ->
                  new ProbeAnswer(
                      Contender.read(from), Epoch.read(from), Uid.read(from), from.address())));

  private BullyMessageCodec() {}

  /** Returns all message types of the protocol. */
  public static List<MessageType<? extends BullyMessage>> types() {
    return TYPES;
  }

  private static <M extends BullyMessage> MessageType<M> ofSender(
      int operation, Class<M> type, Function<Contender, M> constructor) {
    return new MessageType<>(
        operation,
        type,
        (message, into) -> message.sender().write(into),
        from -> constructor.apply(Contender.read(from)));
  }

  private static <M extends BullyMessage> MessageType<M> ofEpoch(
      int operation, Class<M> type, Function<M, Epoch> epoch, EpochMessage<M> constructor) {
    return new MessageType<>(
        operation,
        type,
        (message, into) -> {
          message.sender().write(into);
          epoch.apply(message).write(into);
        },
        from -> constructor.create(Contender.read(from), Epoch.read(from)));
  }

  private static <M extends BullyMessage> MessageType<M> ofEpochAndUid(
      int operation,
      Class<M> type,
      Function<M, Epoch> epoch,
      Function<M, Uid> uid,
      EpochAndUidMessage<M> constructor) {
    return new MessageType<>(
        operation,
        type,
        (message, into) -> {
          message.sender().write(into);
          epoch.apply(message).write(into);
          uid.apply(message).write(into);
        },
        from -> constructor.create(Contender.read(from), Epoch.read(from), Uid.read(from)));
  }

  /** The constructor of a message of a sender and an epoch. */
  @FunctionalInterface
  private interface EpochMessage<M> {
    M create(Contender sender, Epoch epoch);
  }

  /** The constructor of a message of a sender, an epoch and an id. */
  @FunctionalInterface
  private interface EpochAndUidMessage<M> {
    M create(Contender sender, Epoch epoch, Uid uid);
  }
}
