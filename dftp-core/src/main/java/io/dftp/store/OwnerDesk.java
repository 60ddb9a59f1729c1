// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Exchange;
import io.dftp.net.RequestChannel;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.store.ArcMessage.ArcMapList;
import io.dftp.store.ArcMessage.ArcMaps;
import io.dftp.store.ArcMessage.ArcOwned;
import io.dftp.store.ArcMessage.ArcOwner;
import io.dftp.store.StoreMessage.MapElsewhere;
import io.dftp.store.StoreMessage.MapGet;
import io.dftp.store.StoreMessage.MapRows;
import io.dftp.store.StoreMessage.MapScan;
import io.dftp.store.StoreMessage.MapStandingOf;
import io.dftp.store.StoreMessage.MapTried;
import io.dftp.store.StoreMessage.MapTry;
import io.dftp.store.StoreMessage.MapUnknown;
import io.dftp.store.StoreMessage.MapVoid;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Answers what gateways and other hosts ask of the owner of a map. Confined to the event loop. */
final class OwnerDesk {

  private final StoreEnvironment env;
  private final MapOwners owners;

  OwnerDesk(StoreEnvironment env, MapOwners owners) {
    this.env = env;
    this.owners = owners;
  }

  /** Takes its messages from now on. */
  void serve(RequestChannel channel) {
    channel.on(MapGet.class, (message, exchange) -> take(message, exchange));
    channel.on(MapStandingOf.class, (message, exchange) -> take(message, exchange));
    channel.on(MapScan.class, (message, exchange) -> take(message, exchange));
    channel.on(MapTry.class, (message, exchange) -> take(message, exchange));
    channel.on(MapVoid.class, (message, exchange) -> take(message, exchange));
    channel.on(ArcOwner.class, (message, exchange) -> take(message, exchange));
    channel.on(ArcMaps.class, (message, exchange) -> take(message, exchange));
  }

  void take(MapGet message, Exchange exchange) {
    replyRows(owners.get(message.map(), message.name()), exchange);
  }

  void take(MapStandingOf message, Exchange exchange) {
    reply(
        owners.standing(message.map(), message.name(), message.dots()),
        NameStanding::write,
        exchange);
  }

  void take(MapScan message, Exchange exchange) {
    replyRows(
        owners.scan(message.map(), message.prefix(), message.after(), message.limit()), exchange);
  }

  private static void replyRows(CompletableFuture<List<Row>> read, Exchange exchange) {
    reply(read, StoreWire::writeRows, exchange);
  }

  private static <T> void reply(
      CompletableFuture<T> read, BiConsumer<T, WireWriter> writing, Exchange exchange) {
    read.whenComplete(
        (value, failure) -> {
          Throwable cause = failure == null ? null : Futures.cause(failure);
          if (cause instanceof ElsewhereException elsewhere) {
            exchange.reply(new MapElsewhere(elsewhere.owner()));
          } else if (cause instanceof MapUnknownException) {
            exchange.reply(new MapUnknown());
          } else if (cause != null) {
            exchange.fail(cause);
          } else {
            Bytes body = StoreWire.encode(into -> writing.accept(value, into));
            exchange.reply(new MapRows(StoreWire.inline(body)), StoreWire.beside(body));
          }
        });
  }

  void take(MapTry message, Exchange exchange) {
    Operation operation =
        StoreWire.decode(message.body(), exchange.content(), StoreWire::readOperation);
    env.answer(
        exchange,
        owners.attempt(message.map(), operation, exchange.context()),
        answer -> reply(answer, exchange));
  }

  void take(MapVoid message, Exchange exchange) {
    env.answer(
        exchange,
        owners.voidIt(
            message.map(),
            message.operation(),
            message.decidedBelow(),
            message.clean(),
            exchange.context()),
        answer -> reply(answer, exchange));
  }

  private static void reply(TryAnswer answer, Exchange exchange) {
    Bytes body = StoreWire.encode(into -> StoreWire.writeAnswer(answer, into));
    exchange.reply(new MapTried(StoreWire.inline(body)), StoreWire.beside(body));
  }

  void take(ArcOwner message, Exchange exchange) {
    exchange.reply(new ArcOwned(owners.tenures().owns(message.arc())));
  }

  void take(ArcMaps message, Exchange exchange) {
    env.answer(
        exchange,
        ArcHeads.of(message.arc())
            .scan(env.disk(), message.after().stream().findFirst(), ArcMessage.MAX_NAMED / 4),
        found -> exchange.reply(new ArcMapList(found)));
  }
}
