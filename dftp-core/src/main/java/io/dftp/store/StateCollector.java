// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.StoreMessage.MapPage;
import io.dftp.store.StoreMessage.MapPageTaken;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects the pages of whole copies of maps that others send, and joins each when it is complete.
 * A copy that never becomes complete is thrown away. Confined to the event loop.
 */
final class StateCollector {

  /** The most rows and values in bytes of one map. */
  static final long MAX_MAP_BYTES = 64L * 1024 * 1024;

  private static final int MAX_TRANSFERS = 64;
  private static final long MAX_BYTES = 2 * MAX_MAP_BYTES;
  private static final Duration LOOKED_AT_EVERY = Duration.ofSeconds(1);

  /** A page takes less, however large the copy is. */
  private static final Duration MISSED_AFTER = Duration.ofSeconds(12);

  private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(60);

  private final StoreEnvironment env;
  private final MapTable table;
  private final long maxBytes;
  private final Map<Key, Collection> open = new LinkedHashMap<>();
  private final Listener listener;

  /**
   * Creates one.
   *
   * @param listener is told of each copy that has come
   */
  StateCollector(StoreEnvironment env, MapTable table, Listener listener) {
    this(env, table, listener, MAX_BYTES);
  }

  /**
   * Creates one.
   *
   * @param maxBytes how much may be held when more than one copy arrives
   */
  StateCollector(StoreEnvironment env, MapTable table, Listener listener, long maxBytes) {
    this.env = env;
    this.table = table;
    this.listener = listener;
    this.maxBytes = maxBytes;
  }

  /** Who hears of copies. */
  @FunctionalInterface
  interface Listener {
    /**
     * A whole copy was joined into the one here.
     *
     * @param news whether the one here has become different
     */
    void joined(ObjectId map, NodeAddress from, MapCopy copy, boolean news);
  }

  private record Key(NodeAddress from, ObjectId map, long transfer) {}

  /** Calls a wait off when no page of the map has come from the host for a while. */
  void expect(NodeAddress from, ObjectId map, CallContext wait) {
    expect(from, map, wait, env.loop().nowNanos());
  }

  private void expect(NodeAddress from, ObjectId map, CallContext wait, long sinceNanos) {
    env.after(LOOKED_AT_EVERY)
        .thenRun(
            () -> {
              if (wait.isCancelled() || wait.remaining().isZero()) {
                return;
              }
              long last = sinceNanos;
              for (Map.Entry<Key, Collection> each : open.entrySet()) {
                boolean same = each.getKey().from().equals(from) && each.getKey().map().equals(map);
                last = same ? Math.max(last, each.getValue().lastNanos) : last;
              }
              if (env.loop().nowNanos() - last > MISSED_AFTER.toNanos() || !env.isLive(from)) {
                wait.cancel();
              } else {
                expect(from, map, wait, last);
              }
            });
  }

  private record Page(
      @Nullable MapHead head, List<Change> pending, List<StampedRow> rows, long bytes) {}

  private static final class Collection {
    final List<StampedRow> rows = new ArrayList<>();
    final List<Change> pending = new ArrayList<>();
    @Nullable MapHead head;
    int nextPage;
    long bytes;
    long lastNanos;
  }

  /** Takes its messages from now on. */
  void serve(RequestChannel channel) {
    channel.on(MapPage.class, (message, exchange) -> take(message, exchange));
  }

  void take(MapPage message, Exchange exchange) {
    ByteBuffer content = exchange.content();
    boolean first = message.page() == 0;
    CompletableFuture<MapPageTaken> taken =
        env.workers()
            .submit(exchange.context(), () -> decode(content, first))
            .thenCompose(page -> add(message, exchange.from(), page));
    env.answer(exchange, taken, exchange::reply);
  }

  private CompletableFuture<MapPageTaken> add(MapPage message, NodeAddress from, Page page) {
    long now = env.loop().nowNanos();
    open.values().removeIf(old -> now - old.lastNanos > FORGOTTEN_AFTER.toNanos());
    Key key = new Key(from, message.map(), message.transfer());
    Collection collected = open.get(key);
    if (message.page() == 0 && collected == null) {
      long held = open.values().stream().mapToLong(each -> each.bytes).sum();
      if (open.size() >= MAX_TRANSFERS || held > maxBytes) {
        return refused("too many copies of maps arrive at once");
      }
      collected = new Collection();
      open.put(key, collected);
    }
    if (collected == null || collected.nextPage != message.page()) {
      open.remove(key);
      return refused("page " + message.page() + " of map " + message.map() + " is out of order");
    }
    collected.nextPage++;
    collected.lastNanos = now;
    collected.bytes += page.bytes();
    collected.rows.addAll(page.rows());
    collected.pending.addAll(page.pending());
    collected.head = page.head() != null ? page.head() : collected.head;
    if (collected.bytes > 2 * MAX_MAP_BYTES) {
      open.remove(key);
      return refused("map " + message.map() + " is too large");
    }
    if (open.size() > 1 && open.values().stream().mapToLong(each -> each.bytes).sum() > maxBytes) {
      open.remove(key);
      return refused("too many copies of maps arrive at once");
    }
    if (collected.nextPage < message.pages()) {
      return CompletableFuture.completedFuture(new MapPageTaken(MapStanding.ABSENT));
    }
    open.remove(key);
    return join(message.map(), from, collected);
  }

  private CompletableFuture<MapPageTaken> join(
      ObjectId map, NodeAddress from, Collection collected) {
    MapHead head = collected.head;
    if (head == null) {
      return refused("map " + map + " came without its context");
    }
    RowDigest digest = RowDigest.ZERO;
    for (StampedRow row : collected.rows) {
      if (!head.context().contains(row.row().dot())) {
        return refused("map " + map + " has a row outside its context");
      }
      digest = digest.plus(row.stamp());
    }
    if (!digest.equals(head.digest())) {
      return refused("map " + map + " does not match its digest");
    }
    return table.use(
        map,
        cell -> {
          MapCopy copy = new MapCopy(head, collected.rows, collected.pending);
          boolean news = cell.join(copy);
          listener.joined(map, from, copy, news);
          MapStanding joined = MapStanding.of(cell.state());
          return cell.durable().thenApply(durable -> new MapPageTaken(joined));
        });
  }

  private static Page decode(ByteBuffer content, boolean first) throws WireFormatException {
    WireReader reader = new WireReader(content);
    MapHead head = first ? MapHead.read(reader) : null;
    List<Change> pending = first ? StoreWire.readChanges(reader) : List.of();
    List<StampedRow> rows = StoreWire.readRows(reader).stream().map(StampedRow::of).toList();
    return new Page(head, pending, rows, content.remaining());
  }

  private static <T> CompletableFuture<T> refused(String why) {
    return CompletableFuture.failedFuture(new DftpException(Outcome.DID_NOT_HAPPEN, why));
  }
}
