// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Exchange;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapDelta;
import io.dftp.store.StoreMessage.MapDeltaTaken;
import io.dftp.store.StoreMessage.MapSend;
import io.dftp.store.StoreMessage.MapSent;
import io.dftp.store.StoreMessage.MapSummaries;
import java.util.concurrent.CompletableFuture;

/**
 * A holder of maps: joins what a primary or another holder sends, tells how its copies stand, and
 * sends them. It never asks whether a map is its own: it stores first. Confined to the event loop.
 */
final class MapReplica {

  private final StoreEnvironment env;
  private final MapTable table;
  private final StateSender sender;

  MapReplica(StoreEnvironment env, MapTable table, StateSender sender) {
    this.env = env;
    this.table = table;
    this.sender = sender;
  }

  void take(MapDelta message, Exchange exchange) {
    CompletableFuture<MapDeltaTaken> taken =
        table.use(message.map(), cell -> join(cell, message, exchange));
    env.answer(exchange, taken, exchange::reply);
  }

  /** Joins a delta only where it fits exactly (condition C2). */
  private static CompletableFuture<MapDeltaTaken> join(
      MapCell cell, MapDelta message, Exchange exchange) {
    if (!cell.summary().equals(message.to())) {
      if (!cell.summary().equals(message.from())) {
        cell.metrics().count("store.maps.states.needed");
        return CompletableFuture.completedFuture(new MapDeltaTaken(false));
      }
      cell.join(StoreWire.decode(message.body(), exchange.content(), StoreWire::readDelta));
      if (!cell.summary().equals(message.to())) {
        cell.metrics().count("store.maps.digest.mismatches");
        return CompletableFuture.completedFuture(new MapDeltaTaken(false));
      }
    }
    return cell.durable().thenApply(durable -> new MapDeltaTaken(true));
  }

  void take(MapCompare message, Exchange exchange) {
    env.answer(
        exchange,
        table.summaries(message.maps()),
        summaries -> exchange.reply(new MapSummaries(summaries)));
  }

  void take(MapSend message, Exchange exchange) {
    CompletableFuture<MapSummary> sent =
        table.use(message.map(), cell -> sender.send(exchange.from(), cell, exchange.context()));
    env.answer(exchange, sent, joined -> exchange.reply(new MapSent()));
  }
}
