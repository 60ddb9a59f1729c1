// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireWriter;
import io.dftp.runtime.CallContext;
import io.dftp.store.StoreMessage.MapPage;
import io.dftp.store.StoreMessage.MapPageTaken;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Sends whole copies of maps in pages of up to 1 MiB, all of one moment, one page at a time. The
 * first page carries context, verdicts and prepared changes; the receiver joins only when it has
 * all of them (condition C5).
 */
final class StateSender {

  /** The most bytes of one page. */
  static final int PAGE_BYTES = 1024 * 1024;

  /** How long one page may take; there is no bound on all of them, as long as they arrive. */
  private static final Duration PAGE_LIMIT = Duration.ofSeconds(10);

  private final StoreEnvironment env;

  StateSender(StoreEnvironment env) {
    this.env = env;
  }

  /**
   * Sends the copy as it stands now.
   *
   * @return how the receiver's joined and durable copy stands
   */
  CompletableFuture<MapStanding> send(NodeAddress to, MapCell cell, CallContext context) {
    env.metrics().count("store.maps.states.sent");
    MapCopy copy = cell.state().snapshot();
    long transfer = env.loop().random().nextLong();
    return sendFrom(0, cut(copy), new Transfer(to, cell.id(), transfer, copy), context);
  }

  private record Transfer(NodeAddress to, ObjectId map, long number, MapCopy copy) {}

  private CompletableFuture<MapStanding> sendFrom(
      int page, List<List<StampedRow>> pages, Transfer transfer, CallContext context) {
    return env.repairing()
        .acquire(PAGE_BYTES, context)
        .thenCompose(
            lease ->
                Futures.start(() -> sendPage(page, pages, transfer, context))
                    .whenComplete((taken, failure) -> lease.release()))
        .thenCompose(
            taken ->
                page + 1 == pages.size()
                    ? CompletableFuture.completedFuture(taken.joined())
                    : sendFrom(page + 1, pages, transfer, context));
  }

  private CompletableFuture<MapPageTaken> sendPage(
      int page, List<List<StampedRow>> pages, Transfer transfer, CallContext context) {
    CallContext limit = context.child(PAGE_LIMIT);
    return env.workers()
        .submit(limit, () -> encode(page, pages.get(page), transfer))
        .thenCompose(
            content ->
                env.channel()
                    .request(
                        transfer.to(),
                        new MapPage(transfer.map(), transfer.number(), page, pages.size()),
                        content,
                        MapPageTaken.class,
                        limit))
        .thenApply(answer -> answer.message())
        .whenComplete((taken, failure) -> limit.close());
  }

  private static ByteBuffer encode(int page, List<StampedRow> rows, Transfer transfer) {
    WireWriter writer = new WireWriter(BulkTransport.MAX_CONTENT_BYTES);
    if (page == 0) {
      transfer.copy().head().write(writer);
      StoreWire.writeChanges(transfer.copy().pending(), writer);
    }
    StoreWire.writeRows(rows.stream().map(StampedRow::row).toList(), writer);
    return writer.toBuffer();
  }

  private static List<List<StampedRow>> cut(MapCopy copy) {
    List<List<StampedRow>> pages = new ArrayList<>();
    List<StampedRow> page = new ArrayList<>();
    long bytes = 0;
    for (StampedRow row : copy.rows()) {
      // A character of a name takes up to three bytes, a margin for which stands the half.
      if (bytes + row.bytes() > PAGE_BYTES / 2) {
        pages.add(page);
        page = new ArrayList<>();
        bytes = 0;
      }
      page.add(row);
      bytes += row.bytes();
    }
    pages.add(page);
    return pages;
  }
}
