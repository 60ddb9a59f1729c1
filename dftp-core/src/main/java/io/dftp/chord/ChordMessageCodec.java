// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.Alive;
import io.dftp.chord.ChordMessage.AskFingers;
import io.dftp.chord.ChordMessage.AskLife;
import io.dftp.chord.ChordMessage.AskOwner;
import io.dftp.chord.ChordMessage.AskState;
import io.dftp.chord.ChordMessage.Astray;
import io.dftp.chord.ChordMessage.Busy;
import io.dftp.chord.ChordMessage.Farewell;
import io.dftp.chord.ChordMessage.FindOwner;
import io.dftp.chord.ChordMessage.Fingers;
import io.dftp.chord.ChordMessage.FollowYou;
import io.dftp.chord.ChordMessage.HandedOver;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.NotifyYou;
import io.dftp.chord.ChordMessage.NudgeYou;
import io.dftp.chord.ChordMessage.OwnerFound;
import io.dftp.chord.ChordMessage.Positions;
import io.dftp.chord.ChordMessage.State;
import io.dftp.chord.ChordMessage.Surroundings;
import io.dftp.chord.ChordMessage.Target;
import io.dftp.chord.ChordMessage.WhoAreYou;
import io.dftp.id.Identifier;
import io.dftp.net.MessageType;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forms in bytes of {@link ChordMessage}, operations 200 to 218. */
public final class ChordMessageCodec {

  /** The longest list that is accepted: {@link ChordConfig#MAX_SUCCESSORS}. */
  static final int MAX_LIST = ChordConfig.MAX_SUCCESSORS;

  private ChordMessageCodec() {}

  /** Returns all types, to be handed to a {@link io.dftp.net.MessageCodec}. */
  public static List<MessageType<?>> types() {
    return List.of(
        new MessageType<>(
            200,
            AskState.class,
            (message, into) -> write(message.target(), into),
            from -> new AskState(target(from))),
        new MessageType<>(
            201,
            State.class,
            (message, into) -> {
              optional(message.predecessor(), into);
              into.list(message.successors(), RingMember::write);
            },
            from -> new State(optional(from), members(from))),
        new MessageType<>(202, Busy.class, (message, into) -> {}, from -> new Busy()),
        new MessageType<>(203, NotMember.class, (message, into) -> {}, from -> new NotMember()),
        new MessageType<>(
            204,
            AskLife.class,
            (message, into) -> write(message.target(), into),
            from -> new AskLife(target(from))),
        new MessageType<>(205, Alive.class, (message, into) -> {}, from -> new Alive()),
        new MessageType<>(
            206,
            NotifyYou.class,
            (message, into) -> {
              write(message.target(), into);
              message.notifier().write(into);
              optional(message.before(), into);
            },
            from -> new NotifyYou(target(from), RingMember.read(from), optional(from))),
        new MessageType<>(
            207,
            NudgeYou.class,
            (message, into) -> write(message.target(), into),
            from -> new NudgeYou(target(from))),
        new MessageType<>(
            208,
            Farewell.class,
            (message, into) -> {
              write(message.target(), into);
              message.leaver().write(into);
              optional(message.predecessor(), into);
            },
            from -> new Farewell(target(from), RingMember.read(from), optional(from))),
        new MessageType<>(
            209,
            AskOwner.class,
            (message, into) -> {
              write(message.target(), into);
              into.raw(message.key().toBytes());
            },
            from -> new AskOwner(target(from), identifier(from))),
        new MessageType<>(
            210,
            Surroundings.class,
            (message, into) -> {
              optional(message.predecessor(), into);
              into.list(message.successors(), RingMember::write);
              into.list(message.presumed(), RingMember::write);
              into.list(message.nearer(), RingMember::write);
            },
            from -> new Surroundings(optional(from), members(from), members(from), members(from))),
        new MessageType<>(211, WhoAreYou.class, (message, into) -> {}, from -> new WhoAreYou()),
        new MessageType<>(
            212,
            Positions.class,
            (message, into) -> into.list(message.members(), RingMember::write),
            from -> new Positions(from.list(VirtualNodes.MAX_POSITIONS, RingMember::read))),
        new MessageType<>(
            213, FindOwner.class, ChordMessageCodec::write, ChordMessageCodec::findOwner),
        new MessageType<>(
            214,
            OwnerFound.class,
            (message, into) -> {
              into.i64(message.lookup()).u8(message.hopsLeft());
              message.owner().write(into);
              message.predecessor().write(into);
              into.list(message.successors(), RingMember::write);
            },
            from ->
                new OwnerFound(
                    from.i64(),
                    from.u8(),
                    RingMember.read(from),
                    RingMember.read(from),
                    members(from))),
        new MessageType<>(
            215,
            Astray.class,
            (message, into) -> {
              into.i64(message.lookup()).u8(message.hopsLeft());
              message.last().write(into);
              optional(message.silent(), into);
            },
            from -> new Astray(from.i64(), from.u8(), RingMember.read(from), optional(from))),
        new MessageType<>(
            216,
            AskFingers.class,
            (message, into) -> write(message.target(), into),
            from -> new AskFingers(target(from))),
        new MessageType<>(
            217,
            Fingers.class,
            (message, into) -> into.list(message.members(), RingMember::write),
            from -> new Fingers(members(from))),
        new MessageType<>(
            218,
            HandedOver.class,
            (message, into) -> {
              optional(message.before(), into);
              optional(message.beforeThat(), into);
            },
            from -> new HandedOver(optional(from), optional(from))),
        new MessageType<>(
            219,
            FollowYou.class,
            (message, into) -> {
              write(message.target(), into);
              message.follower().write(into);
            },
            from -> new FollowYou(target(from), RingMember.read(from))));
  }

  private static void write(FindOwner message, WireWriter into) {
    write(message.target(), into);
    into.raw(message.key().toBytes())
        .bool(message.past())
        .u8(message.hopsLeft())
        .address(message.asker())
        .i64(message.lookup());
  }

  private static FindOwner findOwner(WireReader from) throws WireFormatException {
    return new FindOwner(
        target(from), identifier(from), from.bool(), from.u8(), from.address(), from.i64());
  }

  private static void write(Target target, WireWriter into) {
    into.raw(target.id().toBytes()).i64(target.incarnation());
  }

  private static Target target(WireReader from) throws WireFormatException {
    return new Target(identifier(from), from.i64());
  }

  private static Identifier identifier(WireReader from) throws WireFormatException {
    return Identifier.read(ByteBuffer.wrap(from.raw(Identifier.BYTES)));
  }

  private static List<RingMember> members(WireReader from) throws WireFormatException {
    return from.list(MAX_LIST, RingMember::read);
  }

  private static void optional(@Nullable RingMember member, WireWriter into) {
    into.bool(member != null);
    if (member != null) {
      member.write(into);
    }
  }

  private static @Nullable RingMember optional(WireReader from) throws WireFormatException {
    return from.bool() ? RingMember.read(from) : null;
  }
}
