// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.discovery.DiscoveryMessage.Announce;
import io.dftp.discovery.DiscoveryMessage.Discover;
import io.dftp.discovery.DiscoveryMessage.EntryPoint;
import io.dftp.net.BroadcastChannel;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first peers of a host, and lets others find it.
 *
 * <p>A starter asks DISCOVER, listens, and decides by {@link StarterDecision}. A member answers
 * with ENTRY_POINT and announces itself again and again. Confined to the event loop.
 */
public final class SelfDiscovery implements AutoCloseable {

  /** How many answers wait for their random delay; a question beyond that is dropped. */
  private static final int MAX_WAITING_ANSWERS = 256;

  private final EventLoop loop;
  private final BroadcastChannel channel;
  private final Starter self;
  private final DiscoveryConfig config;
  private final HostListener listener;
  private final Metrics metrics;
  private final Sightings<HostInfo> members;
  private final Sightings<Starter> starters;
  private @Nullable Search search;
  private @Nullable Supplier<HostInfo> membership;
  private Cancellable announcing = () -> {};
  private int waitingAnswers;
  private boolean closed;

  /** Creates it and begins to listen. Call on the event loop. */
  public SelfDiscovery(
      EventLoop loop,
      BroadcastChannel channel,
      Starter self,
      DiscoveryConfig config,
      Metrics metrics,
      HostListener listener) {
    this.loop = loop;
    this.channel = channel;
    this.self = self;
    this.config = config;
    this.metrics = metrics;
    this.listener = listener;
    this.members = new Sightings<>(config.maxHosts(), config.forgetAfter());
    // A starter that fell silent must not be waited for.
    this.starters = new Sightings<>(config.maxHosts(), config.listen());
    channel.on(Discover.class, (from, message) -> discover(from, message.starter()));
    channel.on(EntryPoint.class, (from, message) -> heard(message.host()));
    channel.on(Announce.class, (from, message) -> heard(message.host()));
  }

  /**
   * Asks for a ring, and listens. While a starter of higher rank is heard it goes on asking, and
   * decides when that one answers or falls silent.
   *
   * @param known seeds and last-known peers to fall back on
   * @return a {@link StarterDecision.Join}, {@link StarterDecision.AskKnown} or {@link
   *     StarterDecision.Create}; cancelled by {@link #close}
   */
  public CompletableFuture<StarterDecision> discover(Collection<NodeAddress> known) {
    checkState(!closed, "discovery is closed");
    checkState(search == null, "a search is running");
    Search started = new Search(List.copyOf(known));
    search = started;
    started.ask();
    return started.result.copy();
  }

  /**
   * From now on answers those who ask, and announces this host.
   *
   * @param current gives what is told, asked each time
   */
  public void announce(Supplier<HostInfo> current) {
    checkState(!closed, "discovery is closed");
    membership = current;
    announcing.cancel();
    announceNow();
  }

  /** Answers and announces no more: the host leaves its ring. */
  public void stopAnnouncing() {
    membership = null;
    announcing.cancel();
  }

  /** Returns the members that were heard lately, this host not among them. */
  public List<HostInfo> heard() {
    return members.lately(loop.nowNanos());
  }

  /** Stops; a search that runs is cancelled. */
  @Override
  public void close() {
    closed = true;
    stopAnnouncing();
    Search running = search;
    if (running != null) {
      running.end();
      running.result.completeExceptionally(
          new CancelledException(Outcome.DID_NOT_HAPPEN, "discovery is closed"));
    }
  }

  private void announceNow() {
    Supplier<HostInfo> current = membership;
    if (current == null) {
      return;
    }
    try {
      channel.broadcast(new Announce(current.get()));
    } finally {
      long period = config.announceEvery().toNanos();
      long jitter = loop.random().nextLong(period / 2) - period / 4;
      announcing = loop.schedule(Duration.ofNanos(period + jitter), this::announceNow);
    }
  }

  private void discover(NodeAddress from, Starter starter) {
    if (closed || starter.uid().equals(self.uid())) {
      return;
    }
    starters.saw(starter.uid(), starter, loop.nowNanos());
    // Whoever starts again is no member any more, and must not be waited for as one.
    members.forget(starter.uid());
    if (membership == null) {
      return;
    }
    if (waitingAnswers >= MAX_WAITING_ANSWERS) {
      metrics.count("discovery.questions.dropped");
      return;
    }
    waitingAnswers++;
    long delay = loop.random().nextLong(config.answerWithin().toNanos());
    loop.schedule(Duration.ofNanos(delay), () -> answer(from));
  }

  private void answer(NodeAddress to) {
    waitingAnswers--;
    Supplier<HostInfo> current = membership;
    if (current != null) {
      channel.send(to, new EntryPoint(current.get()));
    }
  }

  private void heard(HostInfo host) {
    if (closed || host.uid().equals(self.uid())) {
      return;
    }
    members.saw(host.uid(), host, loop.nowNanos());
    starters.forget(host.uid());
    listener.hostHeard(host);
    Search running = search;
    if (running != null) {
      running.memberHeard();
    }
  }

  /** One search, from the first question to the decision. */
  private final class Search {
    private final List<NodeAddress> known;
    private final long begunNanos = loop.nowNanos();
    private final CompletableFuture<StarterDecision> result = new CompletableFuture<>();
    private Cancellable timer = () -> {};

    Search(List<NodeAddress> known) {
      this.known = known;
    }

    void ask() {
      channel.broadcast(new Discover(self));
      Duration next = config.askEvery();
      Duration left = timeToListen();
      if (left.compareTo(Duration.ZERO) > 0 && left.compareTo(next) < 0) {
        next = left;
      }
      timer = loop.schedule(next, this::listened);
    }

    void memberHeard() {
      // Who waited for a higher starter need not wait any longer.
      if (timeToListen().isZero()) {
        decide();
      }
    }

    private void listened() {
      if (timeToListen().isZero()) {
        decide();
      }
      if (search == this) {
        ask();
      }
    }

    private void decide() {
      long now = loop.nowNanos();
      StarterDecision decision =
          StarterDecision.decide(self, members.lately(now), starters.lately(now), known);
      if (!(decision instanceof StarterDecision.KeepAsking)) {
        end();
        result.complete(decision);
      }
    }

    private Duration timeToListen() {
      long left = config.listen().toNanos() - (loop.nowNanos() - begunNanos);
      return Duration.ofNanos(Math.max(0, left));
    }

    void end() {
      search = null;
      timer.cancel();
    }
  }
}
