// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.Step;
import io.dftp.store.ArcMessage.ArcAsk;
import io.dftp.store.ArcMessage.ArcLook;
import io.dftp.store.ArcMessage.ArcLooked;
import io.dftp.store.ArcMessage.ArcOwned;
import io.dftp.store.ArcMessage.ArcOwner;
import io.dftp.store.ArcMessage.ArcPromised;
import io.dftp.store.ArcMessage.ArcReturn;
import io.dftp.store.ArcMessage.ArcSettled;
import io.dftp.store.Promises.Segment;
import io.dftp.store.StoreMessage.TermRefused;
import io.dftp.store.Tenure.Open;
import io.dftp.store.TenureEffect.Ask;
import io.dftp.store.TenureEffect.AskRival;
import io.dftp.store.TenureEffect.Avoid;
import io.dftp.store.TenureEffect.AwaitLeases;
import io.dftp.store.TenureEffect.Closed;
import io.dftp.store.TenureEffect.Look;
import io.dftp.store.TenureEffect.Opened;
import io.dftp.store.TenureEffect.Settle;
import io.dftp.store.TenureEffect.Walk;
import io.dftp.store.TenureEvent.LeasesOver;
import io.dftp.store.TenureEvent.Looked;
import io.dftp.store.TenureEvent.Promised;
import io.dftp.store.TenureEvent.Refused;
import io.dftp.store.TenureEvent.RivalDead;
import io.dftp.store.TenureEvent.RivalSaid;
import io.dftp.store.TenureEvent.Silent;
import io.dftp.store.TenureEvent.Superseded;
import io.dftp.store.TenureEvent.Tick;
import io.dftp.store.TenureEvent.Viewed;
import io.dftp.store.TenureEvent.WalkFailed;
import io.dftp.store.TenureEvent.Walked;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link TenureProtocol} of each arc that this host owns, and decides nothing. Confined to
 * the event loop.
 */
final class Tenures {

  /** Hears what became of the ownership of an arc. */
  interface Observer {
    /** The arc is served, or more has been learnt that may be missing. */
    void opened(Seat seat);

    /** Some keys are served no more. */
    void closed();
  }

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration WALK_LIMIT = Duration.ofSeconds(5);
  private static final Duration WALK_AGAIN = Duration.ofMillis(200);

  /** A rival that is not watched, and has not answered so often, is gone. */
  private static final int SILENT_RIVAL = 3;

  private static final Logger log = LoggerFactory.getLogger(Tenures.class);

  private final StoreEnvironment env;
  private final PromiseKeeper keeper;
  private final Births births;
  private final DiskName disk;
  private final HolderHealth health;
  private final Deputies deputies;
  private final Observer observer;
  private final ImmutableMap<Class<? extends TenureEffect>, BiConsumer<Seat, TenureEffect>>
      effects = effects();
  private final Map<Identifier, Seat> seats = new LinkedHashMap<>();
  private final Map<NodeAddress, Integer> silentRivals = new LinkedHashMap<>();
  private boolean closed;

  Tenures(StoreEnvironment env, Births births, Observer observer) {
    this.env = env;
    this.births = births;
    this.observer = observer;
    this.disk = new DiskName(env);
    this.keeper = new PromiseKeeper(env, births, disk, this::superseded);
    this.health = new HolderHealth(env, disk, this::update);
    this.deputies = new Deputies(env, health, this::update);
  }

  /** One arc of this host, known by its end. */
  static final class Seat {
    private final ArrayDeque<TenureEvent> waiting = new ArrayDeque<>();
    private Tenure state;
    private boolean running;
    private long openedVersion;
    private @Nullable Term lastOpened;

    private Seat(NodeAddress self) {
      this.state = Tenure.none(self);
    }

    Tenure state() {
      return state;
    }

    /** Says whether nothing was learnt since the term was opened. */
    boolean isAsOpened() {
      return state.version() == openedVersion;
    }
  }

  PromiseKeeper keeper() {
    return keeper;
  }

  /** Takes the messages of arcs from now on. */
  void serve(RequestChannel channel) {
    keeper.serve(channel);
    health.serve(channel);
    deputies.serve(channel);
  }

  DiskName diskName() {
    return disk;
  }

  HolderHealth health() {
    return health;
  }

  Deputies deputies() {
    return deputies;
  }

  /** Begins to own what this host's view of the ring gives it. */
  void start() {
    keeper
        .loaded()
        .thenCompose(known -> births.loaded())
        .whenComplete(
            (known, failure) -> {
              if (failure == null) {
                update();
                tick();
              } else {
                log.error(
                    "[{}] cannot read what it has promised, and owns nothing: {}",
                    env.placement().self(),
                    failure.getMessage());
              }
            });
  }

  void close() {
    closed = true;
    health.close();
    deputies.close();
  }

  /** Returns how many arcs are being taken over. */
  int underWay() {
    return (int)
        seats.values().stream()
            .filter(seat -> seat.state().takeover() != null || seat.state().open() == null)
            .count();
  }

  /** Returns the arcs that are served now. */
  List<Seat> served() {
    return seats.values().stream().filter(seat -> seat.state().open() != null).toList();
  }

  /** Looks at the view of the ring, and at who can hold maps, again. */
  void update() {
    if (closed) {
      return;
    }
    if (keeper.loaded().isDone()) {
      updateSeats();
    }
    deputies.offer(isUnfitHere() ? ownedArcs() : List.of(), this::fitHosts);
  }

  private void updateSeats() {
    Map<Identifier, Arc> arcs = new LinkedHashMap<>();
    if (!env.watch().isFailed()) {
      env.placement().ownedArcs().forEach(arc -> arcs.put(arc.to(), arc));
      deputies.arcs().forEach(arc -> arcs.putIfAbsent(arc.to(), arc));
    }
    for (Identifier end : List.copyOf(seats.keySet())) {
      if (!arcs.containsKey(end)) {
        feed(requireNonNull(seats.get(end)), new Viewed(null, List.of(), keeper.promises()));
        seats.remove(end);
      }
    }
    arcs.forEach(
        (end, arc) -> {
          Seat seat = seats.computeIfAbsent(end, any -> new Seat(env.placement().self()));
          hosts(arc).ifPresent(holders -> feed(seat, new Viewed(arc, holders, keeper.promises())));
        });
  }

  private List<Arc> ownedArcs() {
    return List.copyOf(env.placement().ownedArcs());
  }

  /**
   * The first k hosts at and after the arc that can hold maps; none if this host cannot; empty
   * while that is not known of one of them.
   */
  private Optional<List<Holder>> hosts(Arc arc) {
    return isUnfitHere()
        ? Optional.of(List.of())
        : health.holders(fitHosts(arc), env.config().replicas());
  }

  private List<NodeAddress> fitHosts(Arc arc) {
    return env.placement().hostsAfterOwned(arc.to()).stream()
        .filter(host -> health.isFit(host) && env.isLive(host))
        .toList();
  }

  /** Returns the arc with the key, if it is this host's. */
  Optional<Seat> seatOf(Identifier key) {
    return seats.values().stream()
        .filter(seat -> seat.state.arc() != null && seat.state.arc().contains(key))
        .findFirst();
  }

  /** Returns the term under which this host serves the key now, if it does. */
  Optional<Open> serving(Identifier key) {
    return seatOf(key)
        .map(Seat::state)
        .map(Tenure::open)
        .filter(open -> open.arc().contains(key) && keeper.isPromised(open.term(), key));
  }

  /** Says whether this host cannot hold maps now, so that others own its arcs in its stead. */
  boolean isUnfitHere() {
    return !health.isFit(env.placement().self());
  }

  /** Returns the newer owner of the key, if this host has met one. */
  Optional<NodeAddress> newerOwner(Identifier key) {
    NodeAddress self = env.placement().self();
    if (isUnfitHere()) {
      Optional<NodeAddress> deputy = deputies.deputy();
      if (deputy.isPresent()) {
        return deputy;
      }
    }
    return keeper.at(key).map(held -> held.term().owner()).filter(owner -> !owner.equals(self));
  }

  /**
   * Takes note of newer promises that were met at others. What is known was told before: told again
   * it would end leases, those who wait for them would ask again, and hear it again.
   */
  void refused(List<Segment> newer) {
    keeper.heardOf(newer).forEach(this::superseded);
  }

  /** Leaves a host out as a holder, until it has proved that it can. */
  void avoid(NodeAddress host) {
    health.avoid(host);
  }

  void adopted(Seat seat, Term term, long version) {
    feed(seat, new TenureEvent.AllAdopted(term, version));
  }

  /** Says whether this host owns keys of the arc, or is about to. */
  boolean owns(Arc arc) {
    return seats.values().stream()
        .map(Seat::state)
        .filter(state -> state.arc() != null && TenureProtocol.overlaps(state.arc(), arc))
        .anyMatch(state -> state.open() != null || state.takeover() != null);
  }

  private void superseded(Segment newer) {
    List.copyOf(seats.values()).forEach(seat -> feed(seat, new Superseded(newer)));
  }

  private void tick() {
    if (closed) {
      return;
    }
    List.copyOf(seats.values()).forEach(seat -> feed(seat, new Tick()));
    env.loop().schedule(TICK, this::tick);
  }

  private void feed(Seat seat, TenureEvent event) {
    seat.waiting.add(event);
    if (seat.running) {
      return;
    }
    seat.running = true;
    try {
      for (TenureEvent next = seat.waiting.poll(); next != null; next = seat.waiting.poll()) {
        Step<Tenure, TenureEffect> step = TenureProtocol.step(seat.state, next);
        seat.state = step.state();
        for (TenureEffect effect : step.effects()) {
          requireNonNull(effects.get(effect.getClass())).accept(seat, effect);
        }
      }
    } finally {
      seat.running = false;
    }
  }

  private ImmutableMap<Class<? extends TenureEffect>, BiConsumer<Seat, TenureEffect>> effects() {
    return ImmutableMap.<Class<? extends TenureEffect>, BiConsumer<Seat, TenureEffect>>builder()
        .put(Ask.class, (seat, effect) -> ask(seat, (Ask) effect))
        .put(Walk.class, (seat, effect) -> walk(seat, ((Walk) effect).term()))
        .put(Look.class, (seat, effect) -> look(seat, (Look) effect))
        .put(AwaitLeases.class, (seat, effect) -> await(seat, ((AwaitLeases) effect).term()))
        .put(Avoid.class, (seat, effect) -> later(() -> avoid(((Avoid) effect).host())))
        .put(Opened.class, (seat, effect) -> opened(seat))
        .put(Closed.class, (seat, effect) -> closed(seat))
        .put(AskRival.class, (seat, effect) -> askRival(seat, (AskRival) effect))
        .put(Settle.class, (seat, effect) -> settle((Settle) effect))
        .buildOrThrow();
  }

  private void later(Runnable task) {
    env.loop().execute(task);
  }

  private void ask(Seat seat, Ask effect) {
    NodeAddress host = effect.host();
    Term term = effect.promise().term();
    if (!env.isLive(host) || !health.isFit(host)) {
      // Nobody waits for it; should it answer all the same, it is heard.
      later(() -> feed(seat, new Silent(host, term)));
    }
    if (!env.isLive(host)) {
      return;
    }
    env.within(env.config().standInAfter().plus(env.config().lease()), limit -> ask(effect, limit))
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                feed(seat, new Silent(host, term));
              } else if (answer.newer() != null) {
                feed(seat, new Refused(host, term, answer.newer()));
              } else if (health.isOn(host, answer.disk()) || !isHolder(host, effect.promise())) {
                // A holder on another disk is news of the ring: it is taken over anew with it.
                feed(seat, new Promised(host, term, said(answer)));
              }
            });
  }

  private static boolean isHolder(NodeAddress host, Promise promise) {
    return promise.holders().stream().anyMatch(holder -> holder.host().equals(host));
  }

  private static Evidence.Said said(PromiseKeeper.Answer answer) {
    Promises before = Promises.NONE;
    for (Segment segment : answer.before()) {
      before = before.with(segment.arc(), segment.promise());
    }
    return new Evidence.Said(before, answer.copies(), answer.disk());
  }

  private CompletableFuture<PromiseKeeper.Answer> ask(Ask effect, CallContext limit) {
    if (effect.host().equals(env.placement().self())) {
      return keeper.ask(effect.arc(), effect.promise(), List.of());
    }
    ArcAsk question = new ArcAsk(effect.arc(), effect.promise(), births.known());
    return env.channel()
        .request(effect.host(), question, Bytes.EMPTY.toBuffer(), Message.class, limit)
        .thenCompose(answer -> heard(effect.host(), answer.message(), answer.content()));
  }

  private CompletableFuture<PromiseKeeper.Answer> heard(
      NodeAddress host, Message answer, ByteBuffer content) {
    if (answer instanceof TermRefused refused) {
      return CompletableFuture.completedFuture(
          new PromiseKeeper.Answer(refused.newer(), List.of(), false, 0));
    }
    if (answer instanceof ArcPromised promised) {
      List<Segment> before = StoreWire.decode(promised.body(), content, ArcMessageCodec::segments);
      return births
          .learn(promised.births())
          .thenApply(
              known -> new PromiseKeeper.Answer(null, before, promised.copies(), promised.disk()));
    }
    throw new DftpException(Outcome.MAY_HAVE_HAPPENED, host + " answered another question");
  }

  private void walk(Seat seat, Term term) {
    env.metrics().count("store.takeovers.floods");
    env.within(WALK_LIMIT, limit -> env.placement().members(limit))
        .whenComplete(
            (members, failure) -> {
              if (failure == null) {
                feed(seat, new Walked(term, members));
              } else {
                env.loop().schedule(WALK_AGAIN, () -> feed(seat, new WalkFailed(term)));
              }
            });
  }

  private void look(Seat seat, Look effect) {
    env.within(
            env.config().standInAfter(),
            limit ->
                env.channel()
                    .request(effect.host(), new ArcLook(effect.arc()), ArcLooked.class, limit))
        .whenComplete(
            (looked, failure) ->
                feed(
                    seat,
                    new Looked(
                        effect.host(), effect.term(), failure == null && looked.concerned())));
  }

  private void await(Seat seat, Term term) {
    // A lease was given by another clock, which may run slower.
    Duration any = env.config().lease().plus(env.config().lease().dividedBy(8));
    env.loop().schedule(any, () -> feed(seat, new LeasesOver(term)));
  }

  private void opened(Seat seat) {
    Open open = seat.state.open();
    if (open == null) {
      return;
    }
    if (!open.term().equals(seat.lastOpened)) {
      seat.openedVersion = seat.state.version();
      seat.lastOpened = open.term();
    }
    keeper.openedOver(open.arc(), open.term());
    env.metrics().count("store.terms.opened");
    log.debug("[{}] owns {} under {}", env.placement().self(), open.arc(), open.term());
    observer.opened(seat);
  }

  private void closed(Seat seat) {
    Term last = seat.lastOpened;
    Open open = seat.state.open();
    if (last != null && open != null) {
      // Whoever takes over need not wait for leases that are not used any more.
      open.others().forEach(holder -> env.channel().tell(holder, new ArcReturn(last)));
    }
    observer.closed();
  }

  private void askRival(Seat seat, AskRival effect) {
    NodeAddress rival = effect.rival();
    if (!env.isLive(rival)) {
      later(() -> feed(seat, new RivalDead(rival, keeper.promises())));
      return;
    }
    env.within(
            env.config().standInAfter(),
            limit ->
                env.channel().request(rival, new ArcOwner(effect.arc()), ArcOwned.class, limit))
        .whenComplete(
            (owned, failure) -> {
              if (failure == null) {
                silentRivals.remove(rival);
                feed(seat, new RivalSaid(rival, owned.owns(), keeper.promises()));
              } else if (silentRivals.merge(rival, 1, Integer::sum) >= SILENT_RIVAL) {
                silentRivals.remove(rival);
                feed(seat, new RivalDead(rival, keeper.promises()));
              }
            });
  }

  private void settle(Settle effect) {
    List<NodeAddress> others = new ArrayList<>(effect.hosts());
    others.remove(env.placement().self());
    others.forEach(
        host -> env.channel().tell(host, new ArcSettled(effect.arc(), effect.promise())));
    keeper.settle(effect.arc(), effect.promise());
  }
}
