// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.MessageType;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.store.ArcMessage.ArcAsk;
import io.dftp.store.ArcMessage.ArcDeputy;
import io.dftp.store.ArcMessage.ArcDeputyTaken;
import io.dftp.store.ArcMessage.ArcLease;
import io.dftp.store.ArcMessage.ArcLeased;
import io.dftp.store.ArcMessage.ArcLook;
import io.dftp.store.ArcMessage.ArcLooked;
import io.dftp.store.ArcMessage.ArcMapList;
import io.dftp.store.ArcMessage.ArcMaps;
import io.dftp.store.ArcMessage.ArcOwned;
import io.dftp.store.ArcMessage.ArcOwner;
import io.dftp.store.ArcMessage.ArcPromised;
import io.dftp.store.ArcMessage.ArcReturn;
import io.dftp.store.ArcMessage.ArcSettled;
import io.dftp.store.ArcMessage.HolderAsk;
import io.dftp.store.ArcMessage.HolderFit;
import io.dftp.store.Promises.Segment;
import java.util.List;

/** The numbers and forms of the messages about the ownership of arcs: operations 440 to 459. */
final class ArcMessageCodec {

  private ArcMessageCodec() {}

  static List<MessageType<?>> types() {
    return List.of(
        new MessageType<>(
            440,
            ArcAsk.class,
            (m, w) -> {
              arc(m.arc(), w);
              m.promise().write(w);
              w.list(m.births(), (ring, to) -> to.i64(ring));
            },
            r -> new ArcAsk(arc(r), Promise.read(r), births(r))),
        new MessageType<>(
            441,
            ArcPromised.class,
            (m, w) ->
                w.bytes(m.body().array())
                    .bool(m.copies())
                    .list(m.births(), (ring, to) -> to.i64(ring))
                    .i64(m.disk()),
            r ->
                new ArcPromised(
                    Bytes.wrap(r.bytes(StoreWire.MAX_INLINE_BYTES)), r.bool(), births(r), r.i64())),
        new MessageType<>(442, ArcLook.class, (m, w) -> arc(m.arc(), w), r -> new ArcLook(arc(r))),
        new MessageType<>(
            443, ArcLooked.class, (m, w) -> w.bool(m.concerned()), r -> new ArcLooked(r.bool())),
        new MessageType<>(
            444,
            ArcLease.class,
            (m, w) -> {
              arc(m.arc(), w);
              m.term().write(w);
            },
            r -> new ArcLease(arc(r), Term.read(r))),
        new MessageType<>(
            445,
            ArcLeased.class,
            (m, w) -> segments(m.newer(), w),
            r -> new ArcLeased(r.list(ArcMessage.MAX_NEWER, ArcMessageCodec::segment))),
        new MessageType<>(
            446, ArcReturn.class, (m, w) -> m.term().write(w), r -> new ArcReturn(Term.read(r))),
        new MessageType<>(
            447, ArcOwner.class, (m, w) -> arc(m.arc(), w), r -> new ArcOwner(arc(r))),
        new MessageType<>(
            448, ArcOwned.class, (m, w) -> w.bool(m.owns()), r -> new ArcOwned(r.bool())),
        new MessageType<>(
            449,
            ArcSettled.class,
            (m, w) -> {
              arc(m.arc(), w);
              m.promise().write(w);
            },
            r -> new ArcSettled(arc(r), Promise.read(r))),
        new MessageType<>(
            450,
            ArcMaps.class,
            (m, w) -> {
              arc(m.arc(), w);
              w.list(m.after(), ObjectId::write);
            },
            r -> new ArcMaps(arc(r), r.list(1, ObjectId::read))),
        new MessageType<>(
            451,
            ArcMapList.class,
            (m, w) -> w.list(m.maps(), ObjectId::write),
            r -> new ArcMapList(r.list(ArcMessage.MAX_NAMED, ObjectId::read))),
        new MessageType<>(452, HolderAsk.class, (m, w) -> {}, r -> new HolderAsk()),
        new MessageType<>(
            453,
            HolderFit.class,
            (m, w) -> w.bool(m.fit()).i64(m.disk()),
            r -> new HolderFit(r.bool(), r.i64())),
        new MessageType<>(
            454,
            ArcDeputy.class,
            (m, w) -> {
              arc(m.arc(), w);
              w.bool(m.wanted());
            },
            r -> new ArcDeputy(arc(r), r.bool())),
        new MessageType<>(455, ArcDeputyTaken.class, (m, w) -> {}, r -> new ArcDeputyTaken()));
  }

  static void segment(Segment segment, WireWriter into) {
    arc(segment.arc(), into);
    segment.promise().write(into);
  }

  static Segment segment(WireReader from) throws WireFormatException {
    return new Segment(arc(from), Promise.read(from));
  }

  static void segments(List<Segment> segments, WireWriter into) {
    into.list(segments, ArcMessageCodec::segment);
  }

  static List<Segment> segments(WireReader from) throws WireFormatException {
    return from.list(ArcMessage.MAX_NAMED, ArcMessageCodec::segment);
  }

  private static List<Long> births(WireReader from) throws WireFormatException {
    return from.list(ArcMessage.MAX_NAMED, WireReader::i64);
  }

  private static void arc(Arc arc, WireWriter into) {
    into.raw(arc.from().toBytes()).raw(arc.to().toBytes());
  }

  private static Arc arc(WireReader from) throws WireFormatException {
    return new Arc(
        Identifier.ofBytes(from.raw(Identifier.BYTES)),
        Identifier.ofBytes(from.raw(Identifier.BYTES)));
  }
}
