// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The blobs that one simulated process sends and takes. */
final class SimulatedBulkLane {

  /** How many bytes may be on their way to one peer; a single larger blob may, too. */
  static final int WINDOW_BYTES = 4 * 1024 * 1024;

  /** How long a byte takes beyond the delay of a message: 125 MB/s. */
  private static final long NANOS_PER_BYTE = 8;

  private final SimulatedNetwork network;
  private final SimulatedEndpoint endpoint;
  private final Map<NodeAddress, Peer> peers = new LinkedHashMap<>();
  private BulkTransport.@Nullable Receiver receiver;

  SimulatedBulkLane(SimulatedNetwork network, SimulatedEndpoint endpoint) {
    this.network = network;
    this.endpoint = endpoint;
  }

  void listen(BulkTransport.Receiver taker) {
    checkState(receiver == null, "somebody listens already");
    receiver = taker;
  }

  CompletableFuture<Void> send(NodeAddress to, ByteBuffer header, ByteBuffer content) {
    checkArgument(
        header.remaining() <= BulkTransport.MAX_HEADER_BYTES,
        "a header of %s bytes",
        header.remaining());
    checkArgument(
        content.remaining() <= BulkTransport.MAX_CONTENT_BYTES,
        "a blob of %s bytes",
        content.remaining());
    Transfer transfer = new Transfer(to, header.slice(), content.slice());
    if (!endpoint.isUp()) {
      return transfer.result;
    }
    endpoint.connect(to);
    Peer peer = peers.computeIfAbsent(to, address -> new Peer());
    transfer.whenEnded = () -> peer.ended(transfer);
    transfer.result.whenComplete((done, failure) -> peer.ended(transfer));
    peer.waiting.add(transfer);
    peer.pump();
    return transfer.result;
  }

  /** The process at that address ended: what was on its way to it fails. */
  void breakTransfersTo(NodeAddress to) {
    Peer peer = peers.get(to);
    if (peer != null) {
      peer.all().forEach(transfer -> transfer.failLater("the connection to " + to + " broke"));
    }
  }

  /** Connections that carry nothing any more time out. */
  void breakCutTransfers() {
    NodeAddress self = endpoint.localAddress();
    peers.forEach(
        (to, peer) -> {
          if (!network.connects(self, to) || !network.connects(to, self)) {
            peer.all().forEach(transfer -> transfer.failLater(to + " is silent"));
          }
        });
  }

  private long drawDelayNanos(NodeAddress to) {
    return network.drawDelayNanos(endpoint.localAddress(), to);
  }

  private Simulation simulation() {
    return network.simulation();
  }

  /** What one peer is sent. */
  private final class Peer {
    final Deque<Transfer> waiting = new ArrayDeque<>();
    final Set<Transfer> moving = new LinkedHashSet<>();
    long windowUsed;
    long lineFreeAtNanos;

    List<Transfer> all() {
      List<Transfer> all = new ArrayList<>(moving);
      all.addAll(waiting);
      return all;
    }

    void pump() {
      while (!waiting.isEmpty()
          && (moving.isEmpty() || windowUsed + waiting.getFirst().bytes <= WINDOW_BYTES)) {
        Transfer next = waiting.removeFirst();
        moving.add(next);
        windowUsed += next.bytes;
        lineFreeAtNanos =
            Math.max(lineFreeAtNanos, simulation().nowNanos() + drawDelayNanos(next.to))
                + next.bytes * NANOS_PER_BYTE;
        next.leave(lineFreeAtNanos - simulation().nowNanos());
      }
    }

    /** The transfer is over for its sender: released, failed or cancelled. */
    void ended(Transfer transfer) {
      if (transfer.isHeldByReceiver()) {
        return;
      }
      if (moving.remove(transfer)) {
        windowUsed -= transfer.bytes;
      } else {
        waiting.remove(transfer);
      }
      if (endpoint.isUp()) {
        pump();
      }
    }
  }

  /** One header and blob from its hand-over to its release. */
  private final class Transfer {
    final NodeAddress to;
    final ByteBuffer header;
    final ByteBuffer content;
    final ByteBuffer sentHeader;
    final ByteBuffer sentContent;
    final long bytes;
    final CompletableFuture<Void> result = new CompletableFuture<>();
    Runnable whenEnded = () -> {};
    boolean delivered;
    boolean released;
    boolean broken;

    Transfer(NodeAddress to, ByteBuffer header, ByteBuffer content) {
      this.to = to;
      this.header = header;
      this.content = content;
      this.sentHeader = SimulatedNetwork.copy(header);
      this.sentContent = SimulatedNetwork.copy(content);
      this.bytes = (long) header.remaining() + content.remaining();
    }

    /** Says whether it was called off too late: it fills the window until it is released. */
    boolean isHeldByReceiver() {
      return result.isCancelled() && delivered && !released && !broken;
    }

    void leave(long delayNanos) {
      if (network.happens(network.faults().transferFailureRate())) {
        failLater("the connection to " + to + " broke");
        if (network.random().nextBoolean()) {
          return;
        }
      }
      simulation().enqueue(delayNanos, null, "blob", this::arrive);
    }

    private void arrive() {
      if (result.isCancelled()) {
        return;
      }
      if (!result.isDone()) {
        SimulatedNetwork.checkUnchanged(header, sentHeader);
        SimulatedNetwork.checkUnchanged(content, sentContent);
      }
      NodeAddress from = endpoint.localAddress();
      SimulatedEndpoint peer = network.up(to);
      if (!network.connects(from, to)) {
        failAfter(SimulatedNetwork.BROKEN_AFTER.toNanos(), to + " is silent");
      } else if (peer == null || peer.lane().receiver == null) {
        failLater(to + " cannot be reached");
      } else {
        delivered = true;
        BulkTransport.Receiver taker = peer.lane().receiver;
        Trace trace = simulation().trace();
        trace.add(simulation().nowNanos(), "header", from.toString(), to.toString(), sentHeader);
        trace.add(simulation().nowNanos(), "blob", from.toString(), to.toString(), sentContent);
        peer.loop()
            .run(
                "receive blob",
                () ->
                    taker.received(
                        from,
                        sentHeader.duplicate(),
                        sentContent.duplicate(),
                        () -> release(peer)));
      }
    }

    private void release(SimulatedEndpoint peer) {
      peer.checkLoop();
      checkState(!released, "a blob was released twice");
      released = true;
      if (!network.connects(to, endpoint.localAddress())) {
        failAfter(SimulatedNetwork.BROKEN_AFTER.toNanos(), to + " is silent");
      } else {
        simulation()
            .enqueue(
                network.drawDelayNanos(to, endpoint.localAddress()),
                null,
                "released",
                () -> endpoint.loop().run("released", this::end));
      }
    }

    private void end() {
      result.complete(null);
      whenEnded.run();
    }

    void failLater(String why) {
      failAfter(drawDelayNanos(to), why);
    }

    private void failAfter(long delayNanos, String why) {
      simulation()
          .enqueue(
              delayNanos,
              null,
              "broken",
              () -> endpoint.loop().run("transfer failed", () -> breakNow(why)));
    }

    private void breakNow(String why) {
      broken = true;
      result.completeExceptionally(new DftpException(Outcome.MAY_HAVE_HAPPENED, why));
      whenEnded.run();
    }
  }
}
