// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.dftp.chord.ChordMessage.Alive;
import io.dftp.chord.ChordMessage.Busy;
import io.dftp.chord.ChordMessage.LifeAnswer;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.State;
import io.dftp.chord.ChordMessage.StateAnswer;
import io.dftp.failure.Liveness;
import io.dftp.failure.PeerListener;
import io.dftp.failure.PeerMonitor;
import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link RingProtocol} of one position: hands it events, keeps its state, carries out its
 * effects, and decides nothing. Confined to the event loop, but the view.
 */
final class RingDriver implements PeerListener {

  /** Hears what the protocol reached. */
  interface Observer {
    void joined();

    void joinFailed();

    void ringChanged(RingView before, RingView now);
  }

  /** How many successors are watched; those behind them are asked once they are first. */
  private static final int WATCHED_SUCCESSORS = 3;

  private static final int FAREWELL_TRIES = 6;

  private static final Logger log = LoggerFactory.getLogger(RingDriver.class);

  private final EventLoop loop;
  private final RequestChannel channel;
  private final PeerMonitor monitor;
  private final ChordConfig config;
  private final Metrics metrics;
  private final Observer observer;
  private final RingStep protocol;
  private final ImmutableMap<Class<? extends RingEffect>, Consumer<RingEffect>> effects;
  private final ArrayDeque<RingEvent> waiting = new ArrayDeque<>();
  private final Map<Long, Exchange> queries = new LinkedHashMap<>();
  private RingState state;
  private volatile RingView view;
  private long nextQuery;
  private boolean running;
  private boolean closed;
  private boolean frozen;
  private @Nullable CallContext openQuery;
  private @Nullable NodeAddress openPeer;
  private Cancellable tick = () -> {};
  private long tickNanos;
  private CompletableFuture<Void> farewells = CompletableFuture.completedFuture(null);

  RingDriver(
      RingMember self,
      RequestChannel channel,
      PeerMonitor monitor,
      ChordConfig config,
      Metrics metrics,
      Observer observer) {
    this(self, channel, monitor, config, metrics, observer, RingProtocol::step);
  }

  RingDriver(
      RingMember self,
      RequestChannel channel,
      PeerMonitor monitor,
      ChordConfig config,
      Metrics metrics,
      Observer observer,
      RingStep protocol) {
    this.loop = channel.loop();
    this.channel = channel;
    this.monitor = monitor;
    this.config = config;
    this.metrics = metrics;
    this.observer = observer;
    this.protocol = protocol;
    this.state = RingState.outside(self, config.successors());
    this.view = state.view();
    this.effects = effects();
    monitor.addListener(this);
    arm(jittered(config.stabilizePeriod()));
  }

  RingView view() {
    return view;
  }

  /** Returns what completes when those who were told of the leave have answered, or have not. */
  CompletableFuture<Void> farewells() {
    return farewells;
  }

  /** Takes an event; one that comes while another is handled waits for its end. */
  void feed(RingEvent event) {
    waiting.add(event);
    if (running) {
      return;
    }
    running = true;
    try {
      for (RingEvent next = waiting.poll(); next != null; next = waiting.poll()) {
        if (!closed) {
          take(next);
        }
      }
    } finally {
      running = false;
    }
  }

  /** Takes a query of another, to be answered through the exchange. */
  void query(Exchange exchange, LongFunction<RingEvent> event) {
    long query = nextQuery++;
    queries.put(query, exchange);
    feed(event.apply(query));
  }

  /** Ends the rounds of stabilization; queries are answered as before. */
  void freeze() {
    frozen = true;
    tick.cancel();
  }

  void close() {
    closed = true;
    tick.cancel();
    monitor.removeListener(this);
    monitor.watch(this, Set.of());
    CallContext open = openQuery;
    if (open != null) {
      open.cancel();
    }
  }

  @Override
  public void livenessChanged(NodeAddress peer, Liveness before, Liveness now) {
    if (now != Liveness.DEAD || closed) {
      return;
    }
    CallContext open = openQuery;
    if (open != null && peer.equals(openPeer)) {
      open.cancel();
    }
    RingMember successor = state.successors().head();
    if (successor != null && successor.address().equals(peer)) {
      armSooner(soon());
    }
    forgetDeadPredecessor();
  }

  private void take(RingEvent event) {
    Step<RingState, RingEffect> step = protocol.step(state, event);
    RingState before = state;
    state = step.state();
    if (!before.successors().equals(state.successors())) {
      checkList();
    }
    for (RingEffect effect : step.effects()) {
      requireNonNull(effects.get(effect.getClass())).accept(effect);
    }
  }

  /** The run-time monitor: local invariants that a position can check alone, at any ring size. */
  private void checkList() {
    SuccessorList list = state.successors();
    if (!list.hasNoDuplicates() || !list.isOrdered()) {
      metrics.count("chord.list.invalid");
      log.error("[{}] the successor list broke its invariants: {}", state.self(), list.entries());
    }
  }

  private ImmutableMap<Class<? extends RingEffect>, Consumer<RingEffect>> effects() {
    return ImmutableMap.<Class<? extends RingEffect>, Consumer<RingEffect>>builder()
        .put(RingEffect.QueryState.class, effect -> queryState((RingEffect.QueryState) effect))
        .put(RingEffect.QueryLife.class, effect -> queryLife((RingEffect.QueryLife) effect))
        .put(
            RingEffect.Notify.class,
            effect -> reference(((RingEffect.Notify) effect).to()).notifyOf(state.self()))
        .put(RingEffect.Nudge.class, effect -> reference(((RingEffect.Nudge) effect).to()).nudge())
        .put(RingEffect.SayFarewell.class, effect -> farewell((RingEffect.SayFarewell) effect))
        .put(RingEffect.AnswerState.class, effect -> answer((RingEffect.AnswerState) effect))
        .put(
            RingEffect.AnswerPong.class,
            effect -> answer(((RingEffect.AnswerPong) effect).query(), new Alive()))
        .put(
            RingEffect.AnswerBusy.class,
            effect -> answer(((RingEffect.AnswerBusy) effect).query(), new Busy()))
        .put(
            RingEffect.AnswerNotMember.class,
            effect -> answer(((RingEffect.AnswerNotMember) effect).query(), new NotMember()))
        .put(RingEffect.StabilizeSoon.class, effect -> armSooner(soon()))
        .put(RingEffect.RetryLater.class, effect -> armSooner(retryDelay()))
        .put(RingEffect.Joined.class, effect -> joined())
        .put(RingEffect.JoinFailed.class, effect -> observer.joinFailed())
        .put(RingEffect.RingChanged.class, effect -> publish())
        .buildOrThrow();
  }

  /** Returns the effects that are carried out. */
  Set<Class<? extends RingEffect>> knownEffects() {
    return new LinkedHashSet<>(effects.keySet());
  }

  private void queryState(RingEffect.QueryState query) {
    long request = query.request();
    ask(
        request,
        query.to(),
        ChordNodeReference::state,
        (StateAnswer answer) -> {
          if (answer instanceof State known) {
            return new RingEvent.StateReply(request, known.predecessor(), known.successors());
          }
          return answer instanceof Busy
              ? new RingEvent.BusyReply(request)
              : new RingEvent.Gone(request);
        });
  }

  private void queryLife(RingEffect.QueryLife query) {
    long request = query.request();
    ask(
        request,
        query.to(),
        ChordNodeReference::ping,
        (LifeAnswer answer) ->
            answer instanceof NotMember
                ? new RingEvent.Gone(request)
                : new RingEvent.Pong(request));
  }

  private <A> void ask(
      long request,
      RingMember to,
      BiFunction<ChordNodeReference, CallContext, CompletableFuture<A>> call,
      Function<A, RingEvent> event) {
    boolean dead = monitor.liveness(to.address()) == Liveness.DEAD;
    // One last quick question to the dead: it may be back.
    Duration timeout = dead ? config.hopTimeout().dividedBy(4) : config.requestTimeout();
    CallContext context = CallContext.withTimeout(loop, timeout);
    openQuery = context;
    openPeer = to.address();
    call.apply(reference(to), context)
        .whenComplete(
            (answer, failure) -> {
              context.close();
              if (openQuery == context) {
                openQuery = null;
                openPeer = null;
              }
              feed(failure == null ? event.apply(answer) : unanswered(request, to));
            });
  }

  private RingEvent unanswered(long request, RingMember to) {
    return monitor.liveness(to.address()) == Liveness.DEAD
        ? new RingEvent.Gone(request)
        : new RingEvent.TimedOut(request);
  }

  private void farewell(RingEffect.SayFarewell effect) {
    CompletableFuture<Void> told = new CompletableFuture<>();
    sayFarewell(effect, told, FAREWELL_TRIES);
    farewells = farewells.thenCombine(told, (all, one) -> null);
  }

  private void sayFarewell(RingEffect.SayFarewell effect, CompletableFuture<Void> told, int tries) {
    CallContext context = CallContext.withTimeout(loop, config.hopTimeout());
    reference(effect.to())
        .farewell(state.self(), effect.predecessor(), context)
        .whenComplete(
            (answer, failure) -> {
              context.close();
              if (answer instanceof Busy && tries > 1 && !closed) {
                loop.schedule(retryDelay(), () -> sayFarewell(effect, told, tries - 1));
              } else {
                // One that was not reached finds out by itself, as after a crash.
                told.complete(null);
              }
            });
  }

  private void answer(RingEffect.AnswerState effect) {
    answer(effect.query(), new State(effect.predecessor(), effect.successors()));
  }

  private void answer(long query, ChordMessage message) {
    Exchange exchange = queries.remove(query);
    if (exchange != null) {
      exchange.reply(message);
    }
  }

  private void joined() {
    log.info("[{}] is a member of the ring", state.self());
    // At once: until its successor has heard of it, keys that are its own are looked up there.
    armSooner(Duration.ZERO);
    observer.joined();
  }

  private void publish() {
    RingView before = view;
    view = state.view();
    watchNeighbours();
    log.debug("[{}] {}", state.self(), view);
    observer.ringChanged(before, view);
  }

  private void watchNeighbours() {
    Set<NodeAddress> neighbours = new LinkedHashSet<>();
    view.predecessor().ifPresent(predecessor -> neighbours.add(predecessor.address()));
    view.successors().stream()
        .limit(WATCHED_SUCCESSORS)
        .forEach(successor -> neighbours.add(successor.address()));
    monitor.watch(this, neighbours);
  }

  private void tick() {
    if (closed) {
      return;
    }
    // Armed first, so that a round that asks for a sooner one is heard.
    arm(state.isIdle() ? jittered(config.stabilizePeriod()) : retryDelay());
    forgetDeadPredecessor();
    feed(new RingEvent.StabilizeTick());
  }

  private void forgetDeadPredecessor() {
    RingMember predecessor = state.predecessor();
    if (predecessor != null && monitor.liveness(predecessor.address()) == Liveness.DEAD) {
      feed(new RingEvent.PeerDied(predecessor));
    }
  }

  private void arm(Duration delay) {
    if (frozen) {
      return;
    }
    tick.cancel();
    tickNanos = loop.nowNanos() + delay.toNanos();
    tick = loop.schedule(delay, this::tick);
  }

  private void armSooner(Duration delay) {
    if (!closed && loop.nowNanos() + delay.toNanos() - tickNanos < 0) {
      arm(delay);
    }
  }

  private Duration soon() {
    return jittered(config.stabilizePeriod().dividedBy(25));
  }

  private Duration retryDelay() {
    // Spread widely: those who were busy with each other must not meet again.
    double share = 0.02 + 0.2 * loop.random().nextDouble();
    return Duration.ofNanos((long) (config.stabilizePeriod().toNanos() * share));
  }

  private Duration jittered(Duration duration) {
    return Duration.ofNanos(
        (long) (duration.toNanos() * (0.75 + 0.5 * loop.random().nextDouble())));
  }

  private ChordNodeReference reference(RingMember member) {
    return new ChordNodeReference(member, channel);
  }
}
