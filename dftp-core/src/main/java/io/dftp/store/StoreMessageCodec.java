// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.net.MessageType;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.store.StoreMessage.AuditAsk;
import io.dftp.store.StoreMessage.AuditTold;
import io.dftp.store.StoreMessage.BlobContent;
import io.dftp.store.StoreMessage.BlobDamage;
import io.dftp.store.StoreMessage.BlobGet;
import io.dftp.store.StoreMessage.BlobPresence;
import io.dftp.store.StoreMessage.BlobPut;
import io.dftp.store.StoreMessage.BlobSend;
import io.dftp.store.StoreMessage.BlobSent;
import io.dftp.store.StoreMessage.BlobStored;
import io.dftp.store.StoreMessage.BlobsPresent;
import io.dftp.store.StoreMessage.ContentsEnded;
import io.dftp.store.StoreMessage.ContentsNoted;
import io.dftp.store.StoreMessage.MapCommit;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapCovered;
import io.dftp.store.StoreMessage.MapCovers;
import io.dftp.store.StoreMessage.MapElsewhere;
import io.dftp.store.StoreMessage.MapGet;
import io.dftp.store.StoreMessage.MapPage;
import io.dftp.store.StoreMessage.MapPageTaken;
import io.dftp.store.StoreMessage.MapPrepare;
import io.dftp.store.StoreMessage.MapPrepared;
import io.dftp.store.StoreMessage.MapRows;
import io.dftp.store.StoreMessage.MapScan;
import io.dftp.store.StoreMessage.MapSend;
import io.dftp.store.StoreMessage.MapSent;
import io.dftp.store.StoreMessage.MapStandingOf;
import io.dftp.store.StoreMessage.MapStandings;
import io.dftp.store.StoreMessage.MapTried;
import io.dftp.store.StoreMessage.MapTry;
import io.dftp.store.StoreMessage.MapUnknown;
import io.dftp.store.StoreMessage.MapVoid;
import io.dftp.store.StoreMessage.TermRefused;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The numbers and forms of the store's messages: operations 400 to 439. */
public final class StoreMessageCodec {

  private static final int MAX_BODY = 64 * 1024;
  private static final int SHA256_BYTES = 32;

  private StoreMessageCodec() {}

  /** Returns all types of messages of the store. */
  public static List<MessageType<?>> types() {
    return ImmutableList.<MessageType<?>>builder()
        .addAll(objectTypes())
        .addAll(ArcMessageCodec.types())
        .build();
  }

  private static List<MessageType<?>> objectTypes() {
    return List.of(
        new MessageType<>(
            400,
            MapGet.class,
            (m, w) -> {
              m.map().write(w);
              w.text(m.name());
            },
            r -> new MapGet(ObjectId.read(r), name(r))),
        new MessageType<>(
            401,
            MapScan.class,
            (m, w) -> {
              m.map().write(w);
              w.text(m.prefix()).text(m.after()).i32(m.limit());
            },
            r -> new MapScan(ObjectId.read(r), name(r), name(r), r.i32())),
        new MessageType<>(
            402, MapRows.class, (m, w) -> body(w, m.body()), r -> new MapRows(body(r))),
        new MessageType<>(
            403,
            MapElsewhere.class,
            (m, w) -> optional(w, m.owner(), WireWriter::address),
            r -> new MapElsewhere(optional(r, WireReader::address))),
        new MessageType<>(
            404,
            MapTry.class,
            (m, w) -> {
              m.map().write(w);
              body(w, m.body());
            },
            r -> new MapTry(ObjectId.read(r), body(r))),
        new MessageType<>(
            405,
            MapVoid.class,
            (m, w) -> {
              m.map().write(w);
              m.operation().write(w);
              w.i64(m.decidedBelow()).bool(m.clean());
            },
            r -> new MapVoid(ObjectId.read(r), OperationId.read(r), r.i64(), r.bool())),
        new MessageType<>(
            406, MapTried.class, (m, w) -> body(w, m.body()), r -> new MapTried(body(r))),
        new MessageType<>(407, MapUnknown.class, (m, w) -> {}, r -> new MapUnknown()),
        new MessageType<>(
            408,
            MapStandingOf.class,
            (m, w) -> {
              m.map().write(w);
              w.text(m.name()).list(m.dots(), Dot::write);
            },
            r ->
                new MapStandingOf(
                    ObjectId.read(r), name(r), r.list(NameStanding.MAX_DOTS, Dot::read))),
        new MessageType<>(
            410,
            MapPrepare.class,
            (m, w) -> {
              m.map().write(w);
              m.term().write(w);
              w.bool(m.complete());
              m.base().write(w);
              w.list(m.committed(), OperationId::write);
              body(w, m.body());
            },
            r ->
                new MapPrepare(
                    ObjectId.read(r),
                    Term.read(r),
                    r.bool(),
                    MapSummary.read(r),
                    r.list(StoreMessage.MAX_ASKED, OperationId::read),
                    body(r))),
        new MessageType<>(
            411, MapPrepared.class, (m, w) -> w.bool(m.durable()), r -> new MapPrepared(r.bool())),
        new MessageType<>(
            412,
            TermRefused.class,
            (m, w) -> ArcMessageCodec.segment(m.newer(), w),
            r -> new TermRefused(ArcMessageCodec.segment(r))),
        new MessageType<>(
            413,
            MapCommit.class,
            (m, w) -> {
              m.map().write(w);
              m.term().write(w);
              w.list(m.operations(), OperationId::write);
            },
            r ->
                new MapCommit(
                    ObjectId.read(r),
                    Term.read(r),
                    r.list(StoreMessage.MAX_ASKED, OperationId::read))),
        new MessageType<>(
            414,
            MapCompare.class,
            (m, w) -> w.list(m.maps(), ObjectId::write),
            r -> new MapCompare(r.list(StoreMessage.MAX_ASKED, ObjectId::read))),
        new MessageType<>(
            415,
            MapStandings.class,
            (m, w) -> w.list(m.standings(), MapStanding::write).i64(m.disk()),
            r -> new MapStandings(r.list(StoreMessage.MAX_ASKED, MapStanding::read), r.i64())),
        new MessageType<>(
            416, MapSend.class, (m, w) -> m.map().write(w), r -> new MapSend(ObjectId.read(r))),
        new MessageType<>(417, MapSent.class, (m, w) -> {}, r -> new MapSent()),
        new MessageType<>(
            418,
            MapPage.class,
            (m, w) -> {
              m.map().write(w);
              w.i64(m.transfer()).i32(m.page()).i32(m.pages());
            },
            r -> new MapPage(ObjectId.read(r), r.i64(), r.i32(), r.i32())),
        new MessageType<>(
            419,
            MapPageTaken.class,
            (m, w) -> m.joined().write(w),
            r -> new MapPageTaken(MapStanding.read(r))),
        new MessageType<>(
            420,
            MapCovered.class,
            (m, w) -> {
              m.map().write(w);
              body(w, m.body());
            },
            r -> new MapCovered(ObjectId.read(r), body(r))),
        new MessageType<>(
            421, MapCovers.class, (m, w) -> w.bool(m.covers()), r -> new MapCovers(r.bool())),
        new MessageType<>(422, AuditAsk.class, (m, w) -> {}, r -> new AuditAsk()),
        new MessageType<>(
            423,
            AuditTold.class,
            (m, w) -> m.mark().write(w),
            r -> new AuditTold(AuditMark.read(r))),
        new MessageType<>(
            424,
            ContentsEnded.class,
            (m, w) -> w.list(m.contents(), ObjectId::write),
            r -> new ContentsEnded(r.list(StoreMessage.MAX_ASKED, ObjectId::read))),
        new MessageType<>(425, ContentsNoted.class, (m, w) -> {}, r -> new ContentsNoted()),
        new MessageType<>(
            430,
            BlobPut.class,
            (m, w) -> {
              m.id().write(w);
              w.raw(m.sha256().array());
            },
            r -> new BlobPut(BlobId.read(r), sha256(r))),
        new MessageType<>(
            431, BlobStored.class, (m, w) -> w.bool(m.full()), r -> new BlobStored(r.bool())),
        new MessageType<>(
            432, BlobGet.class, (m, w) -> m.id().write(w), r -> new BlobGet(BlobId.read(r))),
        new MessageType<>(
            433,
            BlobContent.class,
            (m, w) -> w.bool(m.found()).bytes(m.sha256().array()),
            r -> new BlobContent(r.bool(), Bytes.wrap(r.bytes(SHA256_BYTES)))),
        new MessageType<>(
            434,
            BlobPresence.class,
            (m, w) -> w.list(m.ids(), BlobId::write).bool(m.confirm()),
            r -> new BlobPresence(r.list(StoreMessage.MAX_ASKED, BlobId::read), r.bool())),
        new MessageType<>(
            435,
            BlobsPresent.class,
            (m, w) -> w.list(m.present(), (present, to) -> to.bool(present)),
            r -> new BlobsPresent(r.list(StoreMessage.MAX_ASKED, WireReader::bool))),
        new MessageType<>(
            436,
            BlobSend.class,
            (m, w) -> {
              m.id().write(w);
              w.address(m.to());
            },
            r -> new BlobSend(BlobId.read(r), r.address())),
        new MessageType<>(437, BlobSent.class, (m, w) -> {}, r -> new BlobSent()),
        new MessageType<>(
            438,
            BlobDamage.class,
            (m, w) -> w.list(m.ids(), BlobId::write),
            r -> new BlobDamage(r.list(StoreMessage.MAX_ASKED, BlobId::read))));
  }

  private static <T> void optional(
      WireWriter into, Optional<T> value, BiConsumer<WireWriter, T> writing) {
    into.bool(value.isPresent());
    value.ifPresent(present -> writing.accept(into, present));
  }

  private static <T> Optional<T> optional(WireReader from, WireReader.Element<T> reading)
      throws WireFormatException {
    return from.bool() ? Optional.of(reading.decode(from)) : Optional.empty();
  }

  private static void body(WireWriter into, Bytes body) {
    into.bytes(body.array());
  }

  private static Bytes body(WireReader from) throws WireFormatException {
    return Bytes.wrap(from.bytes(MAX_BODY));
  }

  private static String name(WireReader from) throws WireFormatException {
    return from.text(Row.MAX_NAME_BYTES);
  }

  private static Bytes sha256(WireReader from) throws WireFormatException {
    return Bytes.wrap(from.raw(SHA256_BYTES));
  }
}
