// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static com.google.common.base.Preconditions.checkState;

import io.dftp.discovery.Uid;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the election of a coordinator and knows who leads.
 *
 * <p>It runs {@link ElectionProtocol} on an event loop: effects are run in their order, and those
 * behind a promise wait until it is durable. Confined to the event loop, except {@link #view}.
 */
public final class BullyElector implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BullyElector.class);

  private final EventLoop loop;
  private final ElectionChannel channel;
  private final DurableCell cell;
  private final ElectorIdentity identity;
  private final ElectionProtocol protocol;
  private final ElectionMetrics metrics;
  private final ListenerCalls listener;
  private final PromiseWriter promises;
  private final Map<ElectionTimer, Cancellable> timers = new EnumMap<>(ElectionTimer.class);
  private final Deque<ElectionEffect> effects = new ArrayDeque<>();
  private @Nullable ElectionState state;
  private volatile LeadershipView view =
      LeadershipView.leaderless(ElectionRole.JOINING, ElectionReason.STARTED);
  private boolean started;
  private boolean closed;
  private boolean busy;
  private Uid group = Uid.NONE;

  /**
   * Creates an elector that does nothing before {@link #start}.
   *
   * @param cell holds incarnation and promise; nobody else writes it. A promise that is not durable
   *     within {@link BullyConfig#coordinator} makes the host take no part until it is; one that
   *     fails, for good
   */
  public BullyElector(
      EventLoop loop,
      ElectionChannel channel,
      DurableCell cell,
      ElectorIdentity identity,
      BullyConfig config,
      Metrics metrics,
      LeadershipListener listener) {
    this.loop = loop;
    this.channel = channel;
    this.cell = cell;
    this.identity = identity;
    this.protocol = new ElectionProtocol(config);
    this.metrics = new ElectionMetrics(metrics);
    this.listener = new ListenerCalls(listener, this.metrics, identity.name());
    this.promises = new PromiseWriter(loop, cell, config.coordinator(), new Written());
  }

  /**
   * Begins a new incarnation, and takes part once that is durable.
   *
   * @return completes when it takes part; fails when the cell cannot be read or written
   */
  public CompletableFuture<Void> start() {
    loop.checkInLoop(this);
    checkState(!started, "the elector was started before");
    started = true;
    ElectionRecord last;
    try {
      last = ElectionRecord.read(cell.value());
    } catch (WireFormatException | IllegalArgumentException malformed) {
      return CompletableFuture.failedFuture(
          new DftpException(
              Outcome.DID_NOT_HAPPEN, "the record of the election is damaged", malformed));
    }
    ElectionRecord next = new ElectionRecord(last.incarnation() + 1, last.promised());
    return cell.write(next.toBytes()).thenRun(() -> takePart(next)).copy();
  }

  /** Returns what this host believes now. Any thread may ask. */
  public LeadershipView view() {
    return view;
  }

  /**
   * Leaves the election in good order: a leader frees the others at once, and its last word is
   * repeated while the loop runs. {@link #close} may follow after a moment.
   */
  public void resign() {
    loop.checkInLoop(this);
    happened(new ElectionEvent.ResignRequested(loop.nowNanos(), loop.random().nextLong()));
  }

  /**
   * Names what this host belongs to, such as its ring, by an id that means nothing to the election.
   * While this host leads, all others hear it and find it in {@link LeadershipView#group}.
   */
  public void belongTo(Uid id) {
    loop.checkInLoop(this);
    if (!id.equals(group)) {
      group = id;
      happened(new ElectionEvent.GroupChanged(loop.nowNanos(), loop.random().nextLong(), id));
    }
  }

  /**
   * Returns in words for an operator why there is no coordinator; empty when there is one. Any
   * thread may ask.
   */
  public Optional<String> whyNoLeader() {
    return view.whyNoLeader();
  }

  /** Takes the hint that a connection to that host, as {@link ElectorIdentity} names it, broke. */
  public void connectionLost(NodeAddress address) {
    loop.checkInLoop(this);
    happened(new ElectionEvent.ConnectionLost(loop.nowNanos(), loop.random().nextLong(), address));
  }

  /**
   * Stops without a word, as a crash would; the listener is still told of a lost lead. Any thread
   * may call.
   */
  @Override
  public void close() {
    loop.runInLoop(this::closeHere);
  }

  private void closeHere() {
    if (closed) {
      return;
    }
    closed = true;
    timers.values().forEach(Cancellable::cancel);
    promises.close();
    effects.clear();
    view = LeadershipView.leaderless(ElectionRole.WITHDRAWN, ElectionReason.WITHDRAWN);
    listener.revoked(ElectionReason.WITHDRAWN);
  }

  @Override
  public String toString() {
    return "the elector " + identity.name();
  }

  private void takePart(ElectionRecord record) {
    if (closed) {
      return;
    }
    state = ElectionState.initial(identity.in(record.incarnation()), record.promised());
    channel.listen(
        (from, message) ->
            happened(
                new ElectionEvent.Received(
                    loop.nowNanos(), loop.random().nextLong(), from, message)));
    happened(new ElectionEvent.GroupChanged(loop.nowNanos(), loop.random().nextLong(), group));
    happened(new ElectionEvent.Started(loop.nowNanos(), loop.random().nextLong()));
  }

  private void happened(ElectionEvent event) {
    if (closed || state == null) {
      return;
    }
    Step<ElectionState, ElectionEffect> step = protocol.step(state, event);
    metrics.stepped(state, step.state());
    state = step.state();
    effects.addAll(step.effects());
    runEffects();
  }

  /** Runs what waits, up to the next promise that has to become durable first. */
  private void runEffects() {
    if (busy) {
      return;
    }
    busy = true;
    while (!effects.isEmpty()) {
      ElectionEffect effect = effects.remove();
      if (effect instanceof ElectionEffect.Persist persist) {
        persist(persist.promised());
        return;
      }
      run(effect);
    }
    busy = false;
  }

  private void persist(Epoch promised) {
    long incarnation = state == null ? 0 : state.self().incarnation();
    promises.write(new ElectionRecord(incarnation, promised));
  }

  private void run(ElectionEffect effect) {
    if (effect instanceof ElectionEffect.Broadcast broadcast) {
      log.trace("[{}] to all: {}", identity.name(), broadcast.message());
      metrics.sent(broadcast.message());
      channel.broadcast(broadcast.message());
    } else if (effect instanceof ElectionEffect.Send send) {
      log.trace("[{}] to {}: {}", identity.name(), send.to(), send.message());
      metrics.sent(send.message());
      channel.send(send.to(), send.message());
    } else if (effect instanceof ElectionEffect.SetTimer timer) {
      set(timer);
    } else if (effect instanceof ElectionEffect.Publish publish) {
      publish(publish.view());
    } else if (effect instanceof ElectionEffect.Grant grant) {
      listener.granted(grant.epoch());
    } else if (effect instanceof ElectionEffect.Revoke revoke) {
      listener.revoked(revoke.reason());
    }
  }

  private void set(ElectionEffect.SetTimer timer) {
    Cancellable old =
        timers.put(
            timer.timer(),
            loop.schedule(
                Duration.ofNanos(timer.delayNanos()),
                () ->
                    happened(
                        new ElectionEvent.TimerFired(
                            loop.nowNanos(),
                            loop.random().nextLong(),
                            timer.timer(),
                            timer.generation()))));
    if (old != null) {
      old.cancel();
    }
  }

  private void publish(LeadershipView next) {
    LeadershipView last = view;
    view = next;
    log.debug("[{}] {}", identity.name(), next);
    if (!next.sameLeaderAs(last)) {
      log.info("[{}] coordinator: {}", identity.name(), next);
      listener.leaderChanged(next);
    }
  }

  /** What follows the end of a write. */
  private final class Written implements PromiseWriter.Listener {
    @Override
    public void written() {
      busy = false;
      runEffects();
    }

    @Override
    public void failed(Throwable failure) {
      log.error("[{}] A promise could not be stored", identity.name(), failure);
      metrics.storeFailed();
      abandon(ElectionReason.STORE_FAILED);
      happened(new ElectionEvent.StoreFailed(loop.nowNanos(), loop.random().nextLong()));
    }

    @Override
    public void stalled() {
      log.warn("[{}] The disk does not answer, so this host cannot promise", identity.name());
      metrics.storeStalled();
      abandon(ElectionReason.STORE_STALLED);
      happened(new ElectionEvent.StoreStalled(loop.nowNanos(), loop.random().nextLong()));
    }

    @Override
    public void recovered() {
      log.info("[{}] The disk answers again", identity.name());
      happened(new ElectionEvent.StoreRecovered(loop.nowNanos(), loop.random().nextLong()));
    }

    /** Drops the effects that wait for a promise which did not become durable. */
    private void abandon(ElectionReason cause) {
      busy = false;
      effects.clear();
      listener.revoked(cause);
    }
  }
}
