// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import io.dftp.net.NodeAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Judges peers by how long they were silent, and by refused connections. Does no I/O and reads no
 * clock: every call gives the monotonic time in nanoseconds.
 *
 * <p>There are two thresholds: past the first a peer is routed around, which is cheap to take back;
 * past the second others take over what it had. The configured times hold for peers that answer
 * promptly. One that is known to be slow, or whose answers vary, has as much longer as two of its
 * time-outs are longer than half a period; and both thresholds are stretched while this host is
 * itself slow, up to fourfold.
 *
 * <p>One host's silence proves little, for the way between two hosts may be broken. So a peer that
 * a third host reaches is not dead, until it was silent for twice the time.
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
    private RoundTrip roundTrip = RoundTrip.UNKNOWN;
    private boolean vouched;
    private long vouchedNanos;

    private Peer(long heardNanos) {
      this.heardNanos = heardNanos;
    }
  }

  /** Even a slow host has to notice the dead some time. */
  private static final int MAX_STRETCH = 4;

  private static final int HARD_LIMIT = 2;

  private final FailureConfig config;
  private final Map<NodeAddress, Peer> peers = new LinkedHashMap<>();
  private LocalHealth health = LocalHealth.WELL;
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
      known.vouched = false;
    }
  }

  /** The peer answered a ping that was sent so long ago. */
  public void answered(NodeAddress peer, long roundTripNanos, long nowNanos) {
    heartbeat(peer, nowNanos);
    Peer known = peers.get(peer);
    if (known != null) {
      known.roundTrip = known.roundTrip.after(roundTripNanos);
    }
  }

  /** A third host has just reached the peer. */
  public void vouched(NodeAddress peer, long nowNanos) {
    Peer known = peers.get(peer);
    if (known != null) {
      known.vouched = true;
      known.vouchedNanos = nowNanos;
    }
  }

  /** A timer of this host fired so late. */
  public void timerFired(long lateNanos) {
    health = health.afterTimer(lateNanos, config.pingPeriod().toNanos() / 2);
  }

  /** Returns how far this host may trust its own judgement. */
  public LocalHealth health() {
    return health;
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
    if (refused || silence >= deadAfterNanos(known, nowNanos)) {
      return Liveness.DEAD;
    }
    return known.refusals > 0 || silence >= stretched(known, config.suspectAfter().toNanos())
        ? Liveness.SUSPECT
        : Liveness.ALIVE;
  }

  private long deadAfterNanos(Peer peer, long nowNanos) {
    long dead = stretched(peer, config.deadAfter().toNanos());
    long dwell = config.deadAfter().toNanos() - config.suspectAfter().toNanos();
    boolean reached = peer.vouched && nowNanos - peer.vouchedNanos < dwell;
    return reached ? dead * HARD_LIMIT : dead;
  }

  private long stretched(Peer peer, long nanos) {
    long slow = 2 * peer.roundTrip.timeoutNanos() - config.pingPeriod().toNanos() / 2;
    long slowest = config.suspectAfter().toNanos() * (MAX_STRETCH - 1L);
    int multiplier = Math.min(MAX_STRETCH, health.multiplier());
    return multiplier * nanos + Math.max(0, Math.min(slow, slowest));
  }

  /** Returns for how long nothing was heard of the peer, 0 for one that is not watched. */
  public long silenceNanos(NodeAddress peer, long nowNanos) {
    Peer known = peers.get(peer);
    return known == null ? 0 : nowNanos - known.heardNanos;
  }
}
