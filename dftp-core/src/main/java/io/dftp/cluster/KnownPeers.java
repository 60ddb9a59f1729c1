// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peers that this host was near to, written down, so that it finds its ring again after a
 * restart or a cut. Peers of better times stay until newer ones take their room: they may come
 * back. Confined to the event loop.
 */
final class KnownPeers {

  /** How long changes of the view are gathered before the peers are written down. */
  private static final Duration REMEMBER_AFTER = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(KnownPeers.class);

  private final EventLoop loop;
  private final String name;
  private final DurableCell cell;
  private final PeerRecord record;
  private List<NodeAddress> written;
  private Cancellable gathering = () -> {};

  /**
   * Reads what was written down before this start, which counts as one more.
   *
   * @throws WireFormatException if the cell is damaged
   */
  KnownPeers(EventLoop loop, String name, DurableCell cell) throws WireFormatException {
    this.loop = loop;
    this.name = name;
    this.cell = cell;
    PeerRecord last = PeerRecord.read(cell.value());
    this.record = new PeerRecord(last.starts() + 1, last.wasMember(), last.peers());
    this.written = record.peers();
  }

  /** Returns what was known when this host started, this start counted. */
  PeerRecord atStart() {
    return record;
  }

  /** Returns the peers that are written down. */
  List<NodeAddress> peers() {
    return written;
  }

  /**
   * Writes down that this host has started once more. No position may be named before: after a
   * crash another process would give its positions the same incarnations.
   */
  CompletableFuture<Void> rememberStart() {
    return cell.write(record.toBytes());
  }

  /** Writes down that this host is a member. */
  CompletableFuture<Void> rememberMember() {
    return remember(List.of());
  }

  /**
   * Writes the neighbours down after a while, if there is a new one.
   *
   * @param neighbours asked then; none while nothing is to be written
   */
  void changed(Supplier<List<NodeAddress>> neighbours) {
    gathering.cancel();
    gathering =
        loop.schedule(
            REMEMBER_AFTER,
            () -> {
              List<NodeAddress> now = neighbours.get();
              if (!written.containsAll(now)) {
                remember(now);
              }
            });
  }

  void close() {
    gathering.cancel();
  }

  private CompletableFuture<Void> remember(List<NodeAddress> peers) {
    Set<NodeAddress> known = new LinkedHashSet<>(peers);
    known.addAll(written);
    PeerRecord next = record.withPeers(List.copyOf(known));
    written = next.peers();
    return cell.write(next.toBytes())
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.warn("[{}] could not remember the peers: {}", name, failure.toString());
              }
            });
  }
}
