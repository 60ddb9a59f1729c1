// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.ClaimAck;
import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.FeedbackLeaderAlive;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Refusal;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.Takeover;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.discovery.Uid;
import io.dftp.net.MessageType;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.List;
import java.util.function.Function;

/** The numbers, 300 to 310, and the forms in bytes of {@link BullyMessage}s. */
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
              },
              from ->
                  new FeedbackLeaderAlive(
                      Contender.read(from), Contender.read(from), Epoch.read(from))),
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
          ofEpoch(307, Coordinator.class, Coordinator::epoch, Coordinator::new),
          ofEpoch(308, Heartbeat.class, Heartbeat::epoch, Heartbeat::new),
          ofEpoch(309, Takeover.class, Takeover::epoch, Takeover::new),
          new MessageType<>(
              310,
              Resign.class,
              (message, into) -> {
                message.sender().write(into);
                message.epoch().write(into);
                message.successor().write(into);
              },
              from -> new Resign(Contender.read(from), Epoch.read(from), Uid.read(from))));

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
        (message, into) -> encode(message.sender(), epoch.apply(message), into),
        from -> decode(from, constructor));
  }

  private static void encode(Contender sender, Epoch epoch, WireWriter into) {
    sender.write(into);
    epoch.write(into);
  }

  private static <M> M decode(WireReader from, EpochMessage<M> constructor)
      throws WireFormatException {
    return constructor.create(Contender.read(from), Epoch.read(from));
  }

  /** The constructor of a message of a sender and an epoch. */
  @FunctionalInterface
  private interface EpochMessage<M> {
    M create(Contender sender, Epoch epoch);
  }
}
