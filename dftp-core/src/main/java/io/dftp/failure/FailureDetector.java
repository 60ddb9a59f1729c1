// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import io.dftp.net.NodeAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Judges peers by how long they were silent, and by refused connections. Does no I/O and reads no
 * clock: every call gives the monotonic time in nanoseconds.
 *
 * <p>A peer that merely is silent may be slow, so only time counts against it. A refused connection
 * shows that its process is gone, so a few of them in a row, spaced over {@code refusedDeadAfter},
 * shorten the wait. One answer makes it alive.
 *
 * <p>When the calls themselves stopped for as long as {@code suspectAfter}, this host stood still,
 * and the gap says nothing of the peers: it is taken out of their silence. Not safe for use by
 * several threads.
 */
public final class FailureDetector {

  private static final class Peer {
    private long heardNanos;
    private int refusals;

    private Peer(long heardNanos) {
      this.heardNanos = heardNanos;
    }
  }

  private final FailureConfig config;
  private final Map<NodeAddress, Peer> peers = new LinkedHashMap<>();
  private long lastNanos;

  /** Creates a detector that watches nobody. */
  public FailureDetector(FailureConfig config, long nowNanos) {
    this.config = config;
    this.lastNanos = nowNanos;
  }

  /**
   * Takes notice of the time. To be called several times within {@code suspectAfter}.
   *
   * @return how long this host stood still, 0 when it did not
   */
  public long advance(long nowNanos) {
    long gap = nowNanos - lastNanos;
    lastNanos = nowNanos;
    if (gap < config.suspectAfter().toNanos()) {
      return 0;
    }
    peers.values().forEach(peer -> peer.heardNanos += gap);
    return gap;
  }

  /** Begins to watch; the peer has the benefit of the doubt. Has no effect on one watched. */
  public void watch(NodeAddress peer, long nowNanos) {
    peers.putIfAbsent(peer, new Peer(nowNanos));
  }

  /** Ends the watch and forgets the peer. */
  public void forget(NodeAddress peer) {
    peers.remove(peer);
  }

  /** The peer answered. */
  public void heartbeat(NodeAddress peer, long nowNanos) {
    Peer known = peers.get(peer);
    if (known != null) {
      known.heardNanos = nowNanos;
      known.refusals = 0;
    }
  }

  /** A probe failed for certain: the connection was refused, or broke twice. */
  public void missed(NodeAddress peer, long nowNanos) {
    Peer known = peers.get(peer);
    if (known != null && nowNanos >= known.heardNanos) {
      known.refusals++;
    }
  }

  /** Judges the peer; one that is not watched is thought alive. */
  public Liveness liveness(NodeAddress peer, long nowNanos) {
    Peer known = peers.get(peer);
    if (known == null) {
      return Liveness.ALIVE;
    }
    long silence = nowNanos - known.heardNanos;
    boolean refused =
        known.refusals >= config.refusalsUntilDead()
            && silence >= config.refusedDeadAfter().toNanos();
    if (refused || silence >= config.deadAfter().toNanos()) {
      return Liveness.DEAD;
    }
    return known.refusals > 0 || silence >= config.suspectAfter().toNanos()
        ? Liveness.SUSPECT
        : Liveness.ALIVE;
  }

  /** Returns for how long nothing was heard of the peer, 0 for one that is not watched. */
  public long silenceNanos(NodeAddress peer, long nowNanos) {
    Peer known = peers.get(peer);
    return known == null ? 0 : nowNanos - known.heardNanos;
  }
}
