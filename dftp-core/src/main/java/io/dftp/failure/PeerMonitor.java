// SPDX-License-Identifier: Apache-2.0
package io.dftp.failure;

import com.google.common.collect.ImmutableSet;
import io.dftp.failure.FailureMessage.Ping;
import io.dftp.failure.FailureMessage.Pong;
import io.dftp.net.NoAnswerException;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings the peers that somebody on this host cares for, and says which of them live.
 *
 * <p>Each owner names its set of peers; their union is watched. Any answered request counts as a
 * sign of life and saves a ping; a broken connection leads to one at once. A peer that answers
 * again is alive at once. For a silent one three others are asked whether they reach it.
 *
 * <p>Where another reaches it, the way between the two hosts is broken, and not the peer: from then
 * on the {@link RequestChannel} takes the way through that other one, until the peer answers a
 * straight ping again. So a broken way between two hosts separates nobody. A peer that nobody cares
 * for but that does not answer a request is watched for a while to that end. Confined to the event
 * loop.
 */
public final class PeerMonitor implements AutoCloseable {

  /** How many peers are watched; further ones are thought alive, counted and logged. */
  public static final int MAX_PEERS = 4096;

  private static final int TICKS_PER_PERIOD = 4;
  private static final Logger log = LoggerFactory.getLogger(PeerMonitor.class);

  /** A peer that is watched. */
  private static final class Watched {
    private long pingedNanos;
    private long nextLookNanos;
    private Liveness liveness = Liveness.ALIVE;
    private long nextPingNanos;
    private @Nullable CallContext ping;
    private boolean refused;
    private boolean wanted = true;
    private long unwantedSinceNanos;

    /** Whether it did not answer a request, and has answered nothing since. */
    private boolean doubted;
  }

  private final EventLoop loop;
  private final RequestChannel channel;
  private final FailureConfig config;
  private final Metrics metrics;
  private final FailureDetector detector;
  private final IndirectProbes indirect;
  private final WaysAround detours;
  private final Map<Object, ImmutableSet<NodeAddress>> wantedBy = new LinkedHashMap<>();
  private final Map<NodeAddress, Watched> watched = new LinkedHashMap<>();
  private final List<PeerListener> listeners = new ArrayList<>();
  private Cancellable timer = () -> {};
  private Duration lastPause = Duration.ZERO;
  private boolean closed;
  private int notAlive;
  private long tickDueNanos;

  /**
   * Creates a monitor, answers pings from now on, and begins to tick. Call on the event loop.
   *
   * @throws IllegalArgumentException if the codec of the channel lacks {@link FailureMessage#types}
   */
  public PeerMonitor(RequestChannel channel, FailureConfig config, Metrics metrics) {
    this.loop = channel.loop();
    this.channel = channel;
    this.config = config;
    this.metrics = metrics;
    this.detector = new FailureDetector(config, loop.nowNanos());
    this.indirect = new IndirectProbes(channel, config.suspectAfter());
    this.detours = new WaysAround(channel, config.suspectAfter(), metrics);
    channel.on(Ping.class, (ping, exchange) -> exchange.reply(new Pong()));
    channel.onConnectionLost(this::connectionLost);
    channel.onAnswered(this::heard);
    channel.onSilence(this::silent);
    arm();
  }

  /** Replaces the set of peers that the owner cares for; an empty set ends its interest. */
  public void watch(Object owner, Set<NodeAddress> peers) {
    loop.checkInLoop(this);
    if (peers.isEmpty()) {
      wantedBy.remove(owner);
    } else {
      wantedBy.put(owner, ImmutableSet.copyOf(peers));
    }
    Set<NodeAddress> union = new LinkedHashSet<>();
    wantedBy.values().forEach(union::addAll);
    union.remove(channel.localAddress());
    long now = loop.nowNanos();
    advance(now);
    watched.forEach((peer, state) -> mark(state, union.contains(peer), now));
    union.forEach(this::begin);
    forgetUnwanted(now);
  }

  /** Returns what is thought of the peer; one that is not watched is thought alive. */
  public Liveness liveness(NodeAddress peer) {
    if (notAlive == 0) {
      // Nearly always so, and routing asks this of all it knows.
      return Liveness.ALIVE;
    }
    Watched state = watched.get(peer);
    return state == null ? Liveness.ALIVE : state.liveness;
  }

  /** Takes note that the peer answered something. */
  public void heard(NodeAddress peer) {
    Watched state = watched.get(peer);
    if (state != null && !closed) {
      long now = loop.nowNanos();
      advance(now);
      state.refused = false;
      state.doubted = false;
      detector.heartbeat(peer, now);
      judge(peer, state, now);
    }
  }

  /** Asks the peer for a sign of life now, if it is watched. */
  public void probe(NodeAddress peer) {
    Watched state = watched.get(peer);
    if (state != null && !closed) {
      ping(peer, state);
    }
  }

  /**
   * A connection broke, or could not be made: one ping tells why. Once the peer refuses, the failed
   * connection of each ping is another such hint; those pings have their own times.
   */
  private void connectionLost(NodeAddress peer) {
    Watched state = watched.get(peer);
    if (state != null && !state.refused) {
      probe(peer);
    }
  }

  /** A request was not answered at once by one that nobody else cares for. */
  private void silent(NodeAddress peer) {
    if (closed || watched.containsKey(peer) || peer.equals(channel.localAddress())) {
      return;
    }
    begin(peer);
    Watched begun = watched.get(peer);
    if (begun != null) {
      begun.doubted = true;
      mark(begun, false, loop.nowNanos());
    }
  }

  /** Tells the listener of every change from now on. */
  public void addListener(PeerListener listener) {
    listeners.add(listener);
  }

  /** Tells the listener nothing more. */
  public void removeListener(PeerListener listener) {
    listeners.remove(listener);
  }

  /** Returns how long this host stood still when it last did, zero when it never did. */
  public Duration lastPause() {
    return lastPause;
  }

  /** Returns how far this host may trust its own judgement of others. */
  public LocalHealth localHealth() {
    return detector.health();
  }

  /** Returns the number of watched peers. */
  public int watchedCount() {
    return watched.size();
  }

  @Override
  public String toString() {
    return "the peer monitor of " + channel.localAddress();
  }

  /** Ends all pings. Any thread may call. */
  @Override
  public void close() {
    loop.runInLoop(this::closeHere);
  }

  private void closeHere() {
    closed = true;
    timer.cancel();
    detours.close();
    for (Watched state : watched.values()) {
      CallContext ping = state.ping;
      if (ping != null) {
        ping.cancel();
      }
    }
  }

  private static void mark(Watched state, boolean wanted, long now) {
    if (state.wanted && !wanted) {
      state.unwantedSinceNanos = now;
    }
    state.wanted = wanted;
  }

  private void begin(NodeAddress peer) {
    if (watched.containsKey(peer)) {
      return;
    }
    if (watched.size() >= MAX_PEERS) {
      metrics.count("failure.peers.unwatched");
      log.warn("[{}] {} peers are watched, {} is not", channel.localAddress(), MAX_PEERS, peer);
      return;
    }
    Watched state = new Watched();
    state.nextLookNanos = loop.nowNanos();
    // The first ping comes soon, but not in one burst for all.
    state.nextPingNanos = loop.nowNanos() + jittered(config.pingPeriod().dividedBy(8));
    watched.put(peer, state);
    detector.watch(peer, loop.nowNanos());
  }

  /**
   * Forgets those whom nobody watches: the dead and the doubted only after a while, and not those
   * that are reached through another.
   */
  private void forgetUnwanted(long now) {
    for (Map.Entry<NodeAddress, Watched> entry : List.copyOf(watched.entrySet())) {
      Watched state = entry.getValue();
      boolean remembered =
          detours.isTo(entry.getKey())
              || ((state.liveness != Liveness.ALIVE || state.doubted)
                  && now - state.unwantedSinceNanos < config.rememberFor().toNanos());
      if (!state.wanted && !remembered) {
        watched.remove(entry.getKey());
        notAlive -= state.liveness == Liveness.ALIVE ? 0 : 1;
        detector.forget(entry.getKey());
        detours.forget(entry.getKey());
        CallContext ping = state.ping;
        if (ping != null) {
          ping.cancel();
        }
      }
    }
  }

  private void arm() {
    Duration tick = Duration.ofNanos(jittered(config.pingPeriod().dividedBy(TICKS_PER_PERIOD)));
    tickDueNanos = loop.nowNanos() + tick.toNanos();
    timer = loop.schedule(tick, this::tick);
  }

  private long jittered(Duration duration) {
    return (long) (duration.toNanos() * (0.75 + 0.5 * loop.random().nextDouble()));
  }

  private void tick() {
    if (closed) {
      return;
    }
    try {
      long now = loop.nowNanos();
      advance(now);
      detector.timerFired(now - tickDueNanos);
      forgetUnwanted(now);
      for (Map.Entry<NodeAddress, Watched> entry : List.copyOf(watched.entrySet())) {
        judge(entry.getKey(), entry.getValue(), now);
        lookIndirectly(entry.getKey(), entry.getValue(), now);
        if (now - entry.getValue().nextPingNanos >= 0) {
          pingUnlessHeard(entry.getKey(), entry.getValue(), now);
        }
      }
    } finally {
      arm();
    }
  }

  private void advance(long now) {
    long gap = detector.advance(now);
    if (gap == 0) {
      return;
    }
    lastPause = Duration.ofNanos(gap);
    metrics.count("failure.pauses");
    log.warn("[{}] this host stood still for {}", channel.localAddress(), lastPause);
    List.copyOf(listeners).forEach(listener -> listener.thisHostPaused(lastPause));
  }

  private void pingUnlessHeard(NodeAddress peer, Watched state, long now) {
    state.nextPingNanos = now + jittered(config.pingPeriod());
    if (detours.isTo(peer)) {
      detours.tryStraight(peer);
    }
    if (detector.silenceNanos(peer, now) >= config.pingPeriod().toNanos() / 2) {
      ping(peer, state);
    }
  }

  /** Has others look for a silent one, once each period; for a dead one while it is wanted. */
  private void lookIndirectly(NodeAddress peer, Watched state, long now) {
    boolean missed =
        state.liveness == Liveness.SUSPECT || (state.liveness == Liveness.DEAD && state.wanted);
    if (!missed || now - state.nextLookNanos < 0) {
      return;
    }
    state.nextLookNanos = now + config.pingPeriod().toNanos();
    List<NodeAddress> alive = new ArrayList<>();
    watched.forEach(
        (other, its) -> {
          if (its.liveness == Liveness.ALIVE && !detours.isTo(other)) {
            alive.add(other);
          }
        });
    indirect.ask(peer, alive, other -> foundAlive(peer, other));
  }

  private void foundAlive(NodeAddress peer, NodeAddress by) {
    Watched state = watched.get(peer);
    if (closed || state == null) {
      return;
    }
    metrics.count("failure.vouched");
    detector.vouched(peer, loop.nowNanos());
    if (state.liveness != Liveness.ALIVE) {
      detours.take(peer, by);
      CallContext straight = state.ping;
      if (straight != null) {
        straight.cancel();
      }
      ping(peer, state);
    }
  }

  private void ping(NodeAddress peer, Watched state) {
    if (state.ping != null) {
      return;
    }
    metrics.count("failure.pings");
    state.pingedNanos = loop.nowNanos();
    CallContext context = CallContext.withTimeout(loop, config.suspectAfter());
    state.ping = context;
    channel
        .request(peer, new Ping(), Pong.class, context)
        .whenComplete((pong, failure) -> pinged(peer, state, context, failure));
  }

  private void pinged(
      NodeAddress peer, Watched state, CallContext context, @Nullable Throwable failure) {
    state.ping = null;
    // Before the time was up only a refused or broken connection ends a request with no answer.
    // Through another, that may be the connection to the other.
    boolean refused = !context.isCancelled() && isNoAnswer(failure) && !detours.isTo(peer);
    state.refused = refused;
    context.close();
    if (closed || watched.get(peer) != state) {
      return;
    }
    long now = loop.nowNanos();
    advance(now);
    if (failure == null) {
      detector.answered(peer, now - state.pingedNanos, now);
    } else if (refused) {
      detector.missed(peer, now);
      // A process that is gone refuses at once; a few more probes make sure of it.
      state.nextPingNanos =
          now + jittered(config.refusedDeadAfter().dividedBy(config.refusalsUntilDead() + 1L));
    }
    judge(peer, state, now);
  }

  private static boolean isNoAnswer(@Nullable Throwable failure) {
    return failure instanceof NoAnswerException
        || (failure != null && failure.getCause() instanceof NoAnswerException);
  }

  private void judge(NodeAddress peer, Watched state, long now) {
    Liveness judged = detector.liveness(peer, now);
    Liveness before = state.liveness;
    if (judged == before) {
      return;
    }
    notAlive += (judged == Liveness.ALIVE ? 0 : 1) - (before == Liveness.ALIVE ? 0 : 1);
    state.liveness = judged;
    if (judged == Liveness.DEAD) {
      detours.forget(peer);
    }
    metrics.count("failure.became." + judged.name().toLowerCase(Locale.ROOT));
    log.info("[{}] {} is {}, was {}", channel.localAddress(), peer, judged, before);
    List.copyOf(listeners).forEach(listener -> listener.livenessChanged(peer, before, judged));
  }
}
