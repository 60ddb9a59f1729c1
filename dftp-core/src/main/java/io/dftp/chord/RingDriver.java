// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.dftp.chord.ChordMessage.Alive;
import io.dftp.chord.ChordMessage.Busy;
import io.dftp.chord.ChordMessage.Farewell;
import io.dftp.chord.ChordMessage.LifeAnswer;
import io.dftp.chord.ChordMessage.NotMember;
import io.dftp.chord.ChordMessage.NotifyYou;
import io.dftp.chord.ChordMessage.State;
import io.dftp.chord.ChordMessage.StateAnswer;
import io.dftp.failure.Liveness;
import io.dftp.failure.PeerListener;
import io.dftp.failure.PeerMonitor;
import io.dftp.net.Exchange;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
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
 * effects, and decides nothing; which keys are the position's own {@link ArcHandover} decides.
 * Confined to the event loop, but the view.
 */
final class RingDriver implements PeerListener {

  /** Hears what the protocol reached. */
  interface Observer {
    void joined();

    /** The keys of its arc are its own from now on. */
    void arcHandedOver();

    void joinFailed();

    void ringChanged(RingView before, RingView now);
  }

  /** How many successors are watched; those behind them are asked once they are first. */
  private static final int WATCHED_SUCCESSORS = 3;

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
  private final StabilizeTimer rounds;
  private final ArcDriver arc;
  private final Farewells farewells;
  private final Map<Long, Exchange> queries = new LinkedHashMap<>();
  private RingState state;
  private volatile RingView view;
  private long nextQuery;
  private boolean running;
  private boolean closed;
  private @Nullable CallContext openQuery;
  private @Nullable NodeAddress openPeer;
  private @Nullable RingMember provenStart;
  private boolean owns;
  private boolean proving;

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
    this.arc =
        new ArcDriver(
            loop,
            config.requestTimeout(),
            new ArcDriver.Observer() {
              @Override
              public RingState ring() {
                return state;
              }

              @Override
              public void tellWhereKeysBegin(RingMember to) {
                RingDriver.this.tellWhereKeysBegin(to);
              }

              @Override
              public void nameFollower(RingMember to, RingMember follower) {
                RingDriver.this.nameFollower(to, follower);
              }

              @Override
              public void follow(RingMember start) {
                reference(start).follow(state.self());
              }

              @Override
              public void arcStepped() {
                RingDriver.this.arcStepped();
              }
            });
    this.rounds = new StabilizeTimer(loop, config.stabilizePeriod(), this::round);
    this.farewells = new Farewells(channel, rounds, config.hopTimeout());
    monitor.addListener(this);
    rounds.start();
  }

  RingView view() {
    return view;
  }

  /** Returns what completes when those who were told of the leave have answered, or have not. */
  CompletableFuture<Void> farewells() {
    return farewells.told();
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

  /** Takes a notification; it is answered when it has been weighed. */
  void notified(NotifyYou message, Exchange exchange) {
    arc.noticed(message, exchange);
    feed(new RingEvent.Notified(message.notifier()));
  }

  /** Another says that its keys begin after this position. */
  void followed(RingMember follower) {
    arc.followed(follower);
  }

  /** Takes the word of one that leaves: its keys have no owner from that moment on. */
  void farewell(Farewell message, Exchange exchange) {
    arc.gone(message.leaver(), message.predecessor());
    query(
        exchange,
        query -> new RingEvent.FarewellReceived(query, message.leaver(), message.predecessor()));
  }

  /** Ends the rounds of stabilization; queries are answered as before. */
  void freeze() {
    rounds.stop();
  }

  void close() {
    closed = true;
    rounds.stop();
    farewells.close();
    arc.close();
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
      rounds.soon();
    }
    forgetDead();
  }

  private void take(RingEvent event) {
    Step<RingState, RingEffect> step = protocol.step(state, event);
    RingState before = state;
    state = step.state();
    if (!before.successors().equals(state.successors())) {
      checkList();
    }
    arc.ringStepped(before, state);
    for (RingEffect effect : step.effects()) {
      requireNonNull(effects.get(effect.getClass())).accept(effect);
    }
    arcStepped();
  }

  /** Shows where the keys begin now, if that has changed. */
  private void arcStepped() {
    if (closed) {
      return;
    }
    if (!Objects.equals(view.from(), arc.state().from(state))) {
      publish();
    }
    RingMember start = arc.state().start();
    if (!Objects.equals(start, provenStart)) {
      provenStart = start;
      proveStart();
    }
    if (state.member() && !owns && arc.state().complete()) {
      owns = true;
      observer.arcHandedOver();
    }
  }

  /** Asks the one before whose keys these begin, when the ring protocol names another or nobody. */
  private void proveStart() {
    RingMember start = arc.state().unproven(state);
    if (start == null || proving) {
      return;
    }
    proving = true;
    CallContext context = CallContext.withTimeout(loop, config.requestTimeout());
    reference(start)
        .ping(context)
        .whenComplete(
            (answer, failure) -> {
              context.close();
              proving = false;
              if (closed) {
                return;
              }
              if (answer instanceof NotMember) {
                arc.gone(start, null);
              } else if (failure == null) {
                // As if it had notified itself, which it will.
                feed(new RingEvent.Notified(start));
              }
            });
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
        .put(RingEffect.Notify.class, effect -> notifyOf(((RingEffect.Notify) effect).to()))
        .put(RingEffect.Nudge.class, effect -> reference(((RingEffect.Nudge) effect).to()).nudge())
        .put(
            RingEffect.SayFarewell.class,
            effect -> farewells.say(state.self(), (RingEffect.SayFarewell) effect))
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
        .put(RingEffect.StabilizeSoon.class, effect -> rounds.soon())
        .put(RingEffect.RetryLater.class, effect -> rounds.retry())
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

  private void notifyOf(RingMember successor) {
    if (arc.state().complete()) {
      tellWhereKeysBegin(successor);
      return;
    }
    CallContext context = CallContext.withTimeout(loop, config.requestTimeout());
    reference(successor)
        .claimArc(state.self(), context)
        .whenComplete(
            (answer, failure) -> {
              context.close();
              if (!closed && state.member() && !arc.state().complete()) {
                arc.claimAnswered(answer);
                if (!arc.state().complete()) {
                  rounds.retry();
                }
              }
            });
  }

  /** Names the follower if it still is one; it may be an incarnation that has been replaced. */
  private void nameFollower(RingMember to, RingMember follower) {
    CallContext context = CallContext.withTimeout(loop, config.requestTimeout());
    reference(follower)
        .ping(context)
        .whenComplete(
            (answer, failure) -> {
              context.close();
              if (closed || failure != null) {
                return;
              }
              if (answer instanceof NotMember) {
                arc.gone(follower, null);
                arc.followed(to);
              } else {
                reference(to).notifyOf(follower, state.self());
              }
            });
  }

  private void tellWhereKeysBegin(RingMember to) {
    reference(to).notifyOf(state.self(), arc.state().start());
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
    // At once: it owns nothing until its successor has heard of it.
    rounds.now();
    observer.joined();
  }

  private void publish() {
    RingView before = view;
    view = state.view(arc.state().from(state));
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
    arc.watched().forEach(member -> neighbours.add(member.address()));
    monitor.watch(this, neighbours);
  }

  private void round() {
    // Armed first, so that a round that asks for a sooner one is heard.
    rounds.next(state.isIdle());
    forgetDead();
    proveStart();
    feed(new RingEvent.StabilizeTick());
  }

  private void forgetDead() {
    RingMember predecessor = state.predecessor();
    for (RingMember member : arc.watched()) {
      if (isDead(member)) {
        arc.gone(member, null);
      }
    }
    if (predecessor != null && isDead(predecessor)) {
      feed(new RingEvent.PeerDied(predecessor));
    }
  }

  private boolean isDead(RingMember member) {
    return monitor.liveness(member.address()) == Liveness.DEAD;
  }

  private ChordNodeReference reference(RingMember member) {
    return new ChordNodeReference(member, channel);
  }
}
