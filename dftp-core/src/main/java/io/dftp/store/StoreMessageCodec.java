// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.MessageType;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.store.StoreMessage.BlobContent;
import io.dftp.store.StoreMessage.BlobGet;
import io.dftp.store.StoreMessage.BlobPresence;
import io.dftp.store.StoreMessage.BlobPut;
import io.dftp.store.StoreMessage.BlobSend;
import io.dftp.store.StoreMessage.BlobSent;
import io.dftp.store.StoreMessage.BlobStored;
import io.dftp.store.StoreMessage.BlobsPresent;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapDelta;
import io.dftp.store.StoreMessage.MapDeltaTaken;
import io.dftp.store.StoreMessage.MapGet;
import io.dftp.store.StoreMessage.MapMutate;
import io.dftp.store.StoreMessage.MapOutcome;
import io.dftp.store.StoreMessage.MapPage;
import io.dftp.store.StoreMessage.MapPageTaken;
import io.dftp.store.StoreMessage.MapRows;
import io.dftp.store.StoreMessage.MapScan;
import io.dftp.store.StoreMessage.MapSend;
import io.dftp.store.StoreMessage.MapSent;
import io.dftp.store.StoreMessage.MapSummaries;
import java.util.List;

/** The numbers and forms of the store's messages: operations 400 to 499. */
public final class StoreMessageCodec {

  private static final int MAX_BODY = 64 * 1024;
  private static final int SHA256_BYTES = 32;

  private StoreMessageCodec() {}

  /** Returns all types of messages of the store. */
  public static List<MessageType<?>> types() {
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
            MapMutate.class,
            (m, w) -> {
              m.map().write(w);
              m.id().write(w);
              body(w, m.body());
            },
            r -> new MapMutate(ObjectId.read(r), ObjectId.read(r), body(r))),
        new MessageType<>(
            404, MapOutcome.class, (m, w) -> body(w, m.body()), r -> new MapOutcome(body(r))),
        new MessageType<>(
            410,
            MapDelta.class,
            (m, w) -> {
              m.map().write(w);
              m.from().write(w);
              m.to().write(w);
              body(w, m.body());
            },
            r -> new MapDelta(ObjectId.read(r), MapSummary.read(r), MapSummary.read(r), body(r))),
        new MessageType<>(
            411,
            MapDeltaTaken.class,
            (m, w) -> w.bool(m.durable()),
            r -> new MapDeltaTaken(r.bool())),
        new MessageType<>(
            412,
            MapCompare.class,
            (m, w) -> w.list(m.maps(), ObjectId::write),
            r -> new MapCompare(r.list(StoreMessage.MAX_ASKED, ObjectId::read))),
        new MessageType<>(
            413,
            MapSummaries.class,
            (m, w) -> w.list(m.summaries(), MapSummary::write),
            r -> new MapSummaries(r.list(StoreMessage.MAX_ASKED, MapSummary::read))),
        new MessageType<>(
            414, MapSend.class, (m, w) -> m.map().write(w), r -> new MapSend(ObjectId.read(r))),
        new MessageType<>(415, MapSent.class, (m, w) -> {}, r -> new MapSent()),
        new MessageType<>(
            416,
            MapPage.class,
            (m, w) -> {
              m.map().write(w);
              w.i64(m.transfer()).i32(m.page()).i32(m.pages());
            },
            r -> new MapPage(ObjectId.read(r), r.i64(), r.i32(), r.i32())),
        new MessageType<>(
            417,
            MapPageTaken.class,
            (m, w) -> m.joined().write(w),
            r -> new MapPageTaken(MapSummary.read(r))),
        new MessageType<>(
            430,
            BlobPut.class,
            (m, w) -> {
              m.id().write(w);
              w.raw(m.sha256().array());
            },
            r -> new BlobPut(BlobId.read(r), sha256(r))),
        new MessageType<>(431, BlobStored.class, (m, w) -> {}, r -> new BlobStored()),
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
        new MessageType<>(437, BlobSent.class, (m, w) -> {}, r -> new BlobSent()));
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
