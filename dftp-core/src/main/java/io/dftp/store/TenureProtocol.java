// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.dftp.id.Arc;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import io.dftp.store.Promises.Segment;
import io.dftp.store.Tenure.Flood;
import io.dftp.store.Tenure.Open;
import io.dftp.store.Tenure.Standing;
import io.dftp.store.Tenure.Takeover;
import io.dftp.store.TenureEffect.Ask;
import io.dftp.store.TenureEffect.AskRival;
import io.dftp.store.TenureEffect.Avoid;
import io.dftp.store.TenureEffect.AwaitLeases;
import io.dftp.store.TenureEffect.Closed;
import io.dftp.store.TenureEffect.Look;
import io.dftp.store.TenureEffect.Opened;
import io.dftp.store.TenureEffect.Settle;
import io.dftp.store.TenureEffect.Walk;
import io.dftp.store.TenureEvent.AllAdopted;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes one host the owner of an arc, as a pure function. Late views let two hosts believe that
 * they own a map, in a connected ring; without a majority, promises make that harmless.
 *
 * <p>A host that comes to own an arc asks for promises of a new term: those who shall keep the maps
 * with it, and all whom earlier promises name, until nobody new is named. If one of them is silent,
 * or if nobody knows of an owner before, every member of the ring is asked. It serves when all have
 * answered, or cannot, and no lease of an owner before can hold any more. A change of those who
 * keep the maps is a new term too, so that the holders of a term are fixed.
 *
 * <p>An owner that meets a newer one yields. It takes its keys again only when the newer one says
 * that they are not its own, or is dead.
 */
final class TenureProtocol {

  private static final ImmutableMap<
          Class<? extends TenureEvent>, BiFunction<Tenure, TenureEvent, Step<Tenure, TenureEffect>>>
      HANDLERS =
          ImmutableMap
              .<Class<? extends TenureEvent>,
                  BiFunction<Tenure, TenureEvent, Step<Tenure, TenureEffect>>>
                  builder()
              .put(Viewed.class, (state, event) -> viewed(state, (Viewed) event))
              .put(Promised.class, (state, event) -> promised(state, (Promised) event))
              .put(Refused.class, (state, event) -> refused(state, (Refused) event))
              .put(Silent.class, (state, event) -> silent(state, (Silent) event))
              .put(Walked.class, (state, event) -> walked(state, (Walked) event))
              .put(WalkFailed.class, (state, event) -> walkFailed(state, (WalkFailed) event))
              .put(Looked.class, (state, event) -> looked(state, (Looked) event))
              .put(LeasesOver.class, (state, event) -> leasesOver(state, (LeasesOver) event))
              .put(Superseded.class, (state, event) -> superseded(state, (Superseded) event))
              .put(RivalSaid.class, (state, event) -> rivalSaid(state, (RivalSaid) event))
              .put(RivalDead.class, (state, event) -> rivalDead(state, (RivalDead) event))
              .put(AllAdopted.class, (state, event) -> allAdopted(state, (AllAdopted) event))
              .put(Tick.class, (state, event) -> tick(state))
              .buildOrThrow();

  private TenureProtocol() {}

  /** Decides what the event means. */
  static Step<Tenure, TenureEffect> step(Tenure state, TenureEvent event) {
    return requireNonNull(HANDLERS.get(event.getClass())).apply(state, event);
  }

  private static Step<Tenure, TenureEffect> viewed(Tenure state, Viewed event) {
    if (event.arc() == null) {
      boolean served = state.open() != null;
      Tenure gone =
          new Tenure(state.self(), null, List.of(), null, null, null, state.version() + 1);
      return served ? Step.of(gone, new Closed()) : Step.of(gone);
    }
    Tenure now = state.withView(event.arc(), event.hosts());
    Segment rival = now.rival();
    if (rival != null) {
      // The keys that are left may all be behind the rival's.
      return overlaps(rival.arc(), event.arc())
          ? Step.of(shrunk(now))
          : begunIfNeeded(now.withRival(null), event.own());
    }
    return begunIfNeeded(now, event.own());
  }

  private static Step<Tenure, TenureEffect> begunIfNeeded(Tenure state, Promises own) {
    Arc arc = requireNonNull(state.arc());
    Takeover takeover = state.takeover();
    if (takeover != null) {
      return takeover.arc().equals(arc) && takeover.holders().equals(state.hosts())
          ? Step.of(state)
          : begin(state, own.highestIn(arc) + 1);
    }
    Open open = state.open();
    boolean serves =
        open != null
            && open.holders().equals(state.hosts())
            && within(arc, open.arc())
            && isPromised(own, arc, open.term());
    return serves ? Step.of(shrunk(state)) : begin(state, own.highestIn(arc) + 1);
  }

  /** After a takeover that was given up, this host itself has promised a newer term to itself. */
  private static boolean isPromised(Promises own, Arc arc, Term term) {
    return own.over(arc).stream().allMatch(segment -> segment.promise().term().equals(term));
  }

  /** What the arc has lost is lost to the term too, and would have to be taken over again. */
  private static Tenure shrunk(Tenure state) {
    Open open = state.open();
    Arc arc = requireNonNull(state.arc());
    return open == null || !within(arc, open.arc()) ? state : state.with(open.over(arc));
  }

  private static Step<Tenure, TenureEffect> begin(Tenure state, long number) {
    Arc arc = requireNonNull(state.arc());
    if (state.hosts().isEmpty()) {
      // This host itself cannot hold maps now.
      Tenure unfit = state.with((Takeover) null).with((Open) null).nextVersion();
      return Step.of(unfit, new Closed());
    }
    Term term = new Term(number, state.self());
    Map<NodeAddress, Standing> asked = new LinkedHashMap<>();
    state.hosts().forEach(holder -> asked.put(holder.host(), Standing.WAITING));
    Takeover takeover =
        new Takeover(
            term,
            arc,
            state.hosts(),
            ImmutableMap.copyOf(asked),
            Evidence.NONE,
            Flood.NOT_BEGUN,
            ImmutableSet.of(),
            false);
    List<TenureEffect> effects = new ArrayList<>();
    effects.add(new AwaitLeases(term));
    state.hosts().forEach(holder -> effects.add(ask(takeover, holder.host())));
    return new Step<>(state.with(takeover), effects);
  }

  /** The promise names all who were asked so far; who is asked later is named by who names it. */
  private static Ask ask(Takeover takeover, NodeAddress host) {
    Set<NodeAddress> further = new LinkedHashSet<>(takeover.asked().keySet());
    takeover.holders().forEach(holder -> further.remove(holder.host()));
    List<NodeAddress> named = further.stream().limit(Promise.MAX_NAMED).toList();
    return new Ask(
        host,
        takeover.arc(),
        new Promise(takeover.term(), false, takeover.holders(), named, List.of()));
  }

  private static Step<Tenure, TenureEffect> promised(Tenure state, Promised event) {
    Takeover takeover = state.takeover();
    if (takeover != null && takeover.term().equals(event.term())) {
      Takeover answered =
          takeover
              .with(event.host(), Standing.ANSWERED)
              .with(takeover.evidence().with(event.host(), event.said()));
      return followTrail(state, answered);
    }
    Open open = state.open();
    if (open != null && open.term().equals(event.term()) && open.silent().contains(event.host())) {
      return Step.of(lateAnswer(state, open, event).nextVersion(), new Opened());
    }
    return Step.of(state);
  }

  /** Who was silent during the takeover has answered at last: it may know more. */
  private static Tenure lateAnswer(Tenure state, Open open, Promised event) {
    Set<NodeAddress> silent = new LinkedHashSet<>(open.silent());
    silent.remove(event.host());
    Evidence evidence = open.evidence().with(event.host(), event.said());
    evidence.named().stream()
        .filter(named -> !evidence.said().containsKey(named))
        .forEach(silent::add);
    return state.with(
        new Open(
            open.term(),
            open.arc(),
            open.holders(),
            evidence,
            ImmutableSet.copyOf(silent),
            open.before(),
            false));
  }

  private static Step<Tenure, TenureEffect> followTrail(Tenure state, Takeover takeover) {
    Takeover following = takeover;
    List<TenureEffect> effects = new ArrayList<>();
    for (NodeAddress named : takeover.evidence().named()) {
      if (!following.asked().containsKey(named)) {
        following = following.with(named, Standing.WAITING);
        effects.add(ask(following, named));
      }
    }
    return settle(state, following, effects);
  }

  /** Goes on as far as nothing has to be waited for. */
  private static Step<Tenure, TenureEffect> settle(
      Tenure state, Takeover takeover, List<TenureEffect> effects) {
    if (takeover.waits() || isFlooding(takeover)) {
      return new Step<>(state.with(takeover), effects);
    }
    Optional<NodeAddress> missing =
        takeover.holders().stream().map(Holder::host).filter(takeover::isSilent).findFirst();
    if (missing.isPresent()) {
      effects.add(new Avoid(missing.get()));
      return new Step<>(state.with(takeover), effects);
    }
    boolean unknown = !takeover.evidence().grounds(takeover.arc());
    if (takeover.flood() == Flood.NOT_BEGUN && (unknown || !takeover.silent().isEmpty())) {
      effects.add(new Walk(takeover.term()));
      return new Step<>(state.with(takeover.with(Flood.WALKING, Set.of())), effects);
    }
    if (!takeover.silent().isEmpty() && !takeover.leasesOver()) {
      return new Step<>(state.with(takeover), effects);
    }
    effects.add(new Opened());
    return new Step<>(opened(state, takeover), effects);
  }

  private static boolean isFlooding(Takeover takeover) {
    return takeover.flood() == Flood.WALKING || takeover.flood() == Flood.LOOKING;
  }

  private static Tenure opened(Tenure state, Takeover takeover) {
    Open before = state.open();
    Open open =
        new Open(
            takeover.term(),
            takeover.arc(),
            takeover.holders(),
            takeover.evidence(),
            ImmutableSet.copyOf(takeover.silent()),
            before == null ? null : before.term(),
            false);
    return state.with((Takeover) null).with(open).nextVersion();
  }

  private static Step<Tenure, TenureEffect> refused(Tenure state, Refused event) {
    Takeover takeover = state.takeover();
    Term newer = event.newer().promise().term();
    if (takeover != null && takeover.term().equals(event.term())) {
      return begin(state, newer.number() + 1);
    }
    Open open = state.open();
    if (open != null && open.term().equals(event.term()) && !newer.owner().equals(state.self())) {
      return giveWay(state, event.newer());
    }
    return Step.of(state);
  }

  private static Step<Tenure, TenureEffect> superseded(Tenure state, Superseded event) {
    if (event.newer().promise().term().owner().equals(state.self())) {
      return Step.of(state);
    }
    Takeover takeover = state.takeover();
    boolean overtakes =
        takeover != null
            && overlaps(takeover.arc(), event.newer().arc())
            && takeover.term().compareTo(event.newer().promise().term()) < 0;
    Open open = state.open();
    boolean ends =
        open != null
            && overlaps(open.arc(), event.newer().arc())
            && open.term().compareTo(event.newer().promise().term()) < 0;
    return overtakes || ends ? giveWay(state, event.newer()) : Step.of(state);
  }

  private static Step<Tenure, TenureEffect> giveWay(Tenure state, Segment newer) {
    Tenure yielded = state.with((Takeover) null).withRival(newer);
    Arc arc = state.arc();
    return arc == null
        ? Step.of(yielded, new Closed())
        : Step.of(yielded, new Closed(), new AskRival(newer.promise().term().owner(), arc));
  }

  private static Step<Tenure, TenureEffect> rivalSaid(Tenure state, RivalSaid event) {
    return isRival(state, event.rival()) && !event.owns()
        ? begunIfNeeded(withoutRival(state), event.own())
        : Step.of(state);
  }

  private static Step<Tenure, TenureEffect> rivalDead(Tenure state, RivalDead event) {
    return isRival(state, event.rival())
        ? begunIfNeeded(withoutRival(state), event.own())
        : Step.of(state);
  }

  /** The keys that the rival had are not served under the old term any more. */
  private static Tenure withoutRival(Tenure state) {
    return state.withRival(null).with((Open) null).nextVersion();
  }

  private static boolean isRival(Tenure state, NodeAddress host) {
    Segment rival = state.rival();
    return state.arc() != null && rival != null && rival.promise().term().owner().equals(host);
  }

  private static Step<Tenure, TenureEffect> silent(Tenure state, Silent event) {
    Takeover takeover = state.takeover();
    boolean waits =
        takeover != null
            && takeover.term().equals(event.term())
            && takeover.asked().get(event.host()) == Standing.WAITING;
    return waits
        ? settle(
            state, requireNonNull(takeover).with(event.host(), Standing.SILENT), new ArrayList<>())
        : Step.of(state);
  }

  private static Step<Tenure, TenureEffect> walked(Tenure state, Walked event) {
    Takeover takeover = state.takeover();
    if (takeover == null || !isAt(takeover, event.term(), Flood.WALKING)) {
      return Step.of(state);
    }
    Set<NodeAddress> looking = new LinkedHashSet<>(event.members());
    looking.removeAll(takeover.asked().keySet());
    List<TenureEffect> effects = new ArrayList<>();
    looking.forEach(member -> effects.add(new Look(member, takeover.term(), takeover.arc())));
    Flood flood = looking.isEmpty() ? Flood.DONE : Flood.LOOKING;
    return settle(state, takeover.with(flood, looking), effects);
  }

  private static Step<Tenure, TenureEffect> walkFailed(Tenure state, WalkFailed event) {
    return isAt(state.takeover(), event.term(), Flood.WALKING)
        ? Step.of(state, new Walk(event.term()))
        : Step.of(state);
  }

  private static Step<Tenure, TenureEffect> looked(Tenure state, Looked event) {
    Takeover takeover = state.takeover();
    if (takeover == null
        || !isAt(takeover, event.term(), Flood.LOOKING)
        || !takeover.looking().contains(event.host())) {
      return Step.of(state);
    }
    Set<NodeAddress> looking = new LinkedHashSet<>(takeover.looking());
    looking.remove(event.host());
    Takeover next = takeover.with(looking.isEmpty() ? Flood.DONE : Flood.LOOKING, looking);
    List<TenureEffect> effects = new ArrayList<>();
    if (event.concerned() && !next.asked().containsKey(event.host())) {
      next = next.with(event.host(), Standing.WAITING);
      effects.add(ask(next, event.host()));
    }
    return settle(state, next, effects);
  }

  private static boolean isAt(@Nullable Takeover takeover, Term term, Flood flood) {
    return takeover != null && takeover.term().equals(term) && takeover.flood() == flood;
  }

  private static Step<Tenure, TenureEffect> leasesOver(Tenure state, LeasesOver event) {
    Takeover takeover = state.takeover();
    return takeover != null && takeover.term().equals(event.term())
        ? settle(state, takeover.withLeasesOver(), new ArrayList<>())
        : Step.of(state);
  }

  private static Step<Tenure, TenureEffect> allAdopted(Tenure state, AllAdopted event) {
    Open open = state.open();
    if (open == null
        || open.settled()
        || !open.silent().isEmpty()
        || !open.term().equals(event.term())
        || state.version() != event.version()) {
      return Step.of(state);
    }
    Set<NodeAddress> told = new LinkedHashSet<>();
    open.holders().forEach(holder -> told.add(holder.host()));
    told.addAll(open.evidence().said().keySet());
    Open settled =
        new Open(
            open.term(),
            open.arc(),
            open.holders(),
            open.evidence(),
            open.silent(),
            open.before(),
            true);
    return Step.of(
        state.with(settled),
        new Settle(List.copyOf(told), open.arc(), Promise.settled(open.term(), open.holders())));
  }

  private static Step<Tenure, TenureEffect> tick(Tenure state) {
    List<TenureEffect> effects = new ArrayList<>();
    Segment rival = state.rival();
    Arc arc = state.arc();
    if (rival != null && arc != null) {
      effects.add(new AskRival(rival.promise().term().owner(), arc));
    }
    Open open = state.open();
    if (open != null && state.takeover() == null) {
      Promise promise =
          new Promise(open.term(), true, open.holders(), List.copyOf(open.silent()), List.of());
      open.silent().forEach(host -> effects.add(new Ask(host, open.arc(), promise)));
    }
    return new Step<>(state, effects);
  }

  /** Says whether every key of the first arc is on the second. */
  static boolean within(Arc inner, Arc outer) {
    if (outer.isWhole()) {
      return true;
    }
    if (inner.isWhole() || !outer.contains(inner.to())) {
      return false;
    }
    boolean beginsWithin =
        inner.from().equals(outer.from())
            || (outer.contains(inner.from()) && !inner.from().equals(outer.to()));
    return beginsWithin && new Arc(inner.from(), outer.to()).contains(inner.to());
  }

  /** Says whether there is a key on both arcs. */
  static boolean overlaps(Arc one, Arc other) {
    return one.contains(other.to()) || other.contains(one.to());
  }
}
