// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Exchange;
import io.dftp.net.Message;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.store.Promises.Segment;
import io.dftp.store.StoreMessage.MapCommit;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapCovered;
import io.dftp.store.StoreMessage.MapCovers;
import io.dftp.store.StoreMessage.MapPrepare;
import io.dftp.store.StoreMessage.MapPrepared;
import io.dftp.store.StoreMessage.MapSend;
import io.dftp.store.StoreMessage.MapSent;
import io.dftp.store.StoreMessage.MapStandings;
import io.dftp.store.StoreMessage.TermRefused;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * A holder of maps: prepares what the owner of the newest term it has promised sends, joins whole
 * copies from whomever they come, tells how its copies stand, and sends them. Confined to the event
 * loop.
 */
final class MapReplica {

  private final StoreEnvironment env;
  private final MapTable table;
  private final PromiseKeeper keeper;
  private final StateSender sender;
  private final BiFunction<ObjectId, CallContext, CompletableFuture<Boolean>> keeps;

  /**
   * Creates the holder.
   *
   * @param keeps says whether this host holds the map by its own view, and does not mean to drop it
   */
  MapReplica(
      StoreEnvironment env,
      MapTable table,
      PromiseKeeper keeper,
      StateSender sender,
      BiFunction<ObjectId, CallContext, CompletableFuture<Boolean>> keeps) {
    this.env = env;
    this.table = table;
    this.keeper = keeper;
    this.sender = sender;
    this.keeps = keeps;
  }

  /** Takes its messages from now on. */
  void serve(RequestChannel channel) {
    channel.on(MapPrepare.class, (message, exchange) -> take(message, exchange));
    channel.on(MapCommit.class, (message, exchange) -> take(message, exchange));
    channel.on(MapCompare.class, (message, exchange) -> take(message, exchange));
    channel.on(MapCovered.class, (message, exchange) -> take(message, exchange));
    channel.on(MapSend.class, (message, exchange) -> take(message, exchange));
  }

  void take(MapPrepare message, Exchange exchange) {
    env.answer(
        exchange,
        keeper.loaded().thenCompose(known -> prepare(message, exchange)),
        exchange::reply);
  }

  private CompletableFuture<? extends Message> prepare(MapPrepare message, Exchange exchange) {
    Optional<Segment> newer = keeper.newerThan(message.term(), message.map().key());
    if (newer.isPresent()) {
      return CompletableFuture.completedFuture(new TermRefused(newer.get()));
    }
    if (!keeper.isPromised(message.term(), message.map().key())) {
      // It was promised by another disk than this one: its owner has to ask again.
      throw StoreFailures.notPromised(message.term());
    }
    keeper.opened(message.map().key(), message.term());
    List<Change> changes =
        StoreWire.decode(message.body(), exchange.content(), StoreWire::readChanges);
    return table.use(message.map(), cell -> prepare(cell, message, changes));
  }

  /** Takes changes only where the copy is the one on which they rest (condition C2). */
  private static CompletableFuture<MapPrepared> prepare(
      MapCell cell, MapPrepare message, List<Change> changes) {
    cell.commit(message.committed(), message.term());
    if (!cell.summary().equals(message.base())) {
      cell.metrics().count("store.maps.states.needed");
      return CompletableFuture.completedFuture(new MapPrepared(false));
    }
    if (message.complete()) {
      cell.stamp(message.term());
    }
    cell.prepare(changes);
    return cell.durable().thenApply(durable -> new MapPrepared(true));
  }

  /** What every holder has may be committed by whoever hears of it. */
  void take(MapCommit message, Exchange exchange) {
    table
        .cellInMemory(message.map())
        .filter(cell -> !cell.isBroken())
        .ifPresent(cell -> cell.commit(message.operations(), message.term()));
  }

  void take(MapCompare message, Exchange exchange) {
    env.answer(
        exchange,
        table
            .standings(message.maps())
            // The name is asked for last: what was lost meanwhile must not look like never had.
            .thenCompose(
                standings ->
                    keeper.diskName().thenApply(name -> new MapStandings(standings, name))),
        exchange::reply);
  }

  void take(MapSend message, Exchange exchange) {
    CompletableFuture<MapStanding> sent =
        table.use(message.map(), cell -> sender.send(exchange.from(), cell, exchange.context()));
    env.answer(exchange, sent, joined -> exchange.reply(new MapSent()));
  }

  /** Confirms only what is durable, and what this host does not mean to drop itself. */
  void take(MapCovered message, Exchange exchange) {
    CausalContext theirs =
        StoreWire.decode(message.body(), exchange.content(), CausalContext::read);
    CompletableFuture<Boolean> covers =
        keeps
            .apply(message.map(), exchange.context())
            .thenCompose(
                kept ->
                    kept
                        ? table.use(message.map(), cell -> covers(cell, theirs))
                        : CompletableFuture.completedFuture(false));
    env.answer(exchange, covers, yes -> exchange.reply(new MapCovers(yes)));
  }

  private static CompletableFuture<Boolean> covers(MapCell cell, CausalContext theirs) {
    boolean all = cell.state().context().covers(theirs);
    return cell.durable().thenApply(durable -> all);
  }
}
