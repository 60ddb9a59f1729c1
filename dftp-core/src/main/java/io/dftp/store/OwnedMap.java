// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Step;
import io.dftp.store.Duty.Charge;
import io.dftp.store.DutyEffect.Avoid;
import io.dftp.store.DutyEffect.AwaitDisk;
import io.dftp.store.DutyEffect.Commit;
import io.dftp.store.DutyEffect.CommitPending;
import io.dftp.store.DutyEffect.Compare;
import io.dftp.store.DutyEffect.CompletePending;
import io.dftp.store.DutyEffect.Decide;
import io.dftp.store.DutyEffect.Interrupt;
import io.dftp.store.DutyEffect.Prepare;
import io.dftp.store.DutyEffect.Pull;
import io.dftp.store.DutyEffect.SendState;
import io.dftp.store.DutyEffect.Stamp;
import io.dftp.store.DutyEffect.WakeReaders;
import io.dftp.store.Tenure.Open;
import io.dftp.store.Tenures.Seat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One map at its owner: runs the {@link DutyProtocol}, and keeps those who wait for it. It exists
 * only while there is something to do. Confined to the event loop.
 */
final class OwnedMap {

  private final MapOwners owners;
  private final ObjectId map;
  private final Identifier key;
  private final ImmutableMap<Class<? extends DutyEffect>, Consumer<DutyEffect>> effects = effects();
  private final ArrayDeque<DutyEvent> events = new ArrayDeque<>();
  private final OperationQueue queue;
  private final MapReaders readers;
  private final CommitNews news;
  private final ComparedCopies copies = new ComparedCopies();
  private final List<CompletableFuture<Void>> awaiting = new ArrayList<>();
  private @Nullable MapCell cell;
  private Duty duty = Duty.NONE;
  private boolean running;
  private boolean resync;
  private boolean joinedBefore;
  private boolean ended;
  private long charges;

  OwnedMap(MapOwners owners, ObjectId map) {
    this.owners = owners;
    this.map = map;
    this.key = map.key();
    this.queue = new OperationQueue(owners, map);
    this.readers = new MapReaders(owners, this);
    this.news = new CommitNews(owners, this);
  }

  ObjectId map() {
    return map;
  }

  Identifier key() {
    return key;
  }

  /** Returns the copy; null before it is loaded. */
  @Nullable MapCell cell() {
    return cell;
  }

  Duty duty() {
    return duty;
  }

  /** Takes the copy into use, and charges this host with the map if it owns it. */
  void begin(MapCell loaded) {
    cell = loaded;
    look();
  }

  /** The copy could not be read here: all who wait hear of it, and it ends. */
  void fail(Throwable failure) {
    ended = true;
    queue.failAll(failure);
    readers.fail(failure);
    awaiting.forEach(each -> each.completeExceptionally(failure));
    awaiting.clear();
  }

  /**
   * Ends it: its copy may be dropped or read anew from now on, so that nothing is done with this
   * one any more, whatever answers still come.
   */
  void end() {
    ended = true;
  }

  /** Says whether nobody waits and nothing is under way. */
  boolean isIdle() {
    boolean still = duty.phase() instanceof Duty.Ready || duty.charge() == null;
    boolean asked = joinedBefore || !readers.isEmpty() || !awaiting.isEmpty();
    return still && !asked && queue.isEmpty() && news.operations().isEmpty();
  }

  CompletableFuture<TryAnswer> attempt(OperationQueue.Entry entry) {
    if (!queue.add(entry)) {
      entry
          .answer()
          .complete(new TryAnswer.NotNow(false, "too many operations on this map wait already"));
      return entry.answer();
    }
    look();
    return entry.answer();
  }

  <T> CompletableFuture<T> read(Function<MapState, T> reading) {
    CompletableFuture<T> result = readers.add(reading);
    look();
    return result;
  }

  /** Makes sure once more that every holder has the map; completes when that is so. */
  CompletableFuture<Void> madeSure() {
    CompletableFuture<Void> result = new CompletableFuture<>();
    awaiting.add(result);
    joined();
    look();
    return result;
  }

  /** Completes when every holder has the map as it stands here. */
  CompletableFuture<Void> settled() {
    CompletableFuture<Void> result = new CompletableFuture<>();
    awaiting.add(result);
    look();
    noteSettled();
    return result;
  }

  /** The copy was given up, and with it all that was known of it. */
  void copyLost() {
    if (cell != null) {
      feed(new DutyEvent.FailedHere());
      owners.reload(this);
    }
  }

  /** The copy of another host has come. */
  void heard(NodeAddress from, MapCopy copy) {
    copies.came(from, copy);
  }

  /** The copy of another host was joined into this one, unasked. */
  void joined() {
    if (duty.charge() == null) {
      // Told to one that is not charged yet, it would be forgotten with the charge.
      joinedBefore = true;
      // Here for its last news only, it would wait for ever where nobody charges it again.
      owners.env().loop().execute(this::look);
    } else {
      feed(new DutyEvent.Joined());
    }
  }

  /** Looks again whether, and under which term, this host owns the map. */
  void look() {
    MapCell loaded = cell;
    if (loaded == null || ended) {
      return;
    }
    if (loaded.isBroken()) {
      owners.reload(this);
      return;
    }
    Optional<Seat> seat = owners.tenures().seatOf(key);
    Optional<Open> open = owners.tenures().serving(key);
    if (open.isEmpty()) {
      feed(new DutyEvent.Discharged());
      boolean hopeless = seat.isEmpty() || seat.get().state().takeover() == null;
      if (hopeless) {
        turnAway();
      }
      return;
    }
    Charge before = duty.charge();
    Charge charge = charge(seat.orElseThrow(), open.get(), loaded);
    if (before == null || !before.isSame(charge)) {
      copies.begin(owners.env().placement().self(), loaded.state());
    }
    feed(new DutyEvent.Charged(charge));
    if (joinedBefore) {
      joinedBefore = false;
      joined();
    }
    feed(new DutyEvent.Wanted());
    readers.wake();
  }

  private Charge charge(Seat seat, Open open, MapCell loaded) {
    Term stamp = loaded.state().stamp();
    Set<NodeAddress> sources = new LinkedHashSet<>(open.evidence().sources());
    sources.addAll(owners.env().placement().hostsAfterOwned(key));
    sources.remove(owners.env().placement().self());
    sources.removeIf(host -> !owners.env().isLive(host));
    boolean continuous =
        stamp != null && stamp.equals(open.before()) && open.isContinuous(key) && !resync;
    // What was interrupted here, while the arc was not served, may be at all holders.
    boolean interrupted = !loaded.state().pending().isEmpty();
    boolean known = open.term().equals(stamp) && seat.isAsOpened() && !resync && !interrupted;
    if (resync) {
      charges++;
      resync = false;
    }
    return new Charge(
        open.term(), seat.state().version() + charges, open.others(), sources, continuous, known);
  }

  /** Those who wait are sent to the newer owner, or to whoever the ring names next. */
  private void turnAway() {
    Optional<NodeAddress> newer = owners.tenures().newerOwner(key);
    queue.turnAway(newer);
    ElsewhereException elsewhere = new ElsewhereException(map, newer);
    readers.fail(elsewhere);
    awaiting.forEach(each -> each.completeExceptionally(elsewhere));
    awaiting.clear();
    joinedBefore = false;
    owners.rest(this);
  }

  /** Compares with all others anew: an operation rests on something that is not here. */
  void compareAgain() {
    resync = true;
    owners.env().loop().execute(this::look);
  }

  private void feed(DutyEvent event) {
    if (ended) {
      return;
    }
    events.add(event);
    if (running || cell == null) {
      return;
    }
    running = true;
    try {
      for (DutyEvent next = events.poll(); next != null; next = events.poll()) {
        Step<Duty, DutyEffect> step = DutyProtocol.step(duty, next);
        duty = step.state();
        for (DutyEffect effect : step.effects()) {
          requireNonNull(effects.get(effect.getClass())).accept(effect);
        }
      }
    } finally {
      running = false;
    }
    noteSettled();
    owners.rest(this);
  }

  private void noteSettled() {
    boolean sure = duty.phase() instanceof Duty.Ready && duty.confirmed() && !joinedBefore;
    if (sure && !awaiting.isEmpty()) {
      List<CompletableFuture<Void>> done = List.copyOf(awaiting);
      awaiting.clear();
      done.forEach(each -> each.complete(null));
    }
  }

  private ImmutableMap<Class<? extends DutyEffect>, Consumer<DutyEffect>> effects() {
    return ImmutableMap.<Class<? extends DutyEffect>, Consumer<DutyEffect>>builder()
        .put(
            Compare.class, effect -> compare(((Compare) effect).host(), ((Compare) effect).round()))
        .put(Pull.class, effect -> pull(((Pull) effect).host(), ((Pull) effect).round()))
        .put(CompletePending.class, effect -> completePending())
        .put(CommitPending.class, effect -> commitPending())
        .put(Decide.class, effect -> decide(((Decide) effect).round()))
        .put(AwaitDisk.class, effect -> awaitDisk(((AwaitDisk) effect).round()))
        .put(
            Prepare.class,
            effect -> prepare(((Prepare) effect).holder(), ((Prepare) effect).round()))
        .put(
            SendState.class,
            effect -> sendState(((SendState) effect).holder(), ((SendState) effect).round()))
        .put(Commit.class, effect -> commit())
        .put(Interrupt.class, effect -> queue.interrupt())
        .put(Stamp.class, effect -> stamp())
        .put(WakeReaders.class, effect -> readers.wake())
        .put(Avoid.class, effect -> avoid(((Avoid) effect).holder()))
        .buildOrThrow();
  }

  private MapCell loaded() {
    return requireNonNull(cell);
  }

  /** A copy that could not be written is of no use any more: it has to be read anew. */
  private void guarded(Consumer<MapCell> work) {
    MapCell loaded = loaded();
    if (loaded.isBroken()) {
      events.add(new DutyEvent.FailedHere());
      owners.reload(this);
    } else {
      work.accept(loaded);
    }
  }

  private void compare(NodeAddress host, long round) {
    owners
        .links()
        .standing(host, map)
        .whenComplete(
            (standing, failure) -> {
              if (failure != null) {
                if (round == duty.round()) {
                  copies.isSilent(host);
                }
                feed(new DutyEvent.NothingFrom(host, round));
                return;
              }
              boolean equal = !standing.pending() && standing.summary().equals(loaded().summary());
              boolean same = standing.isAbsent() || equal;
              if (round == duty.round()) {
                copies.stands(host, standing, equal);
              }
              feed(
                  same
                      ? new DutyEvent.SameThere(host, round)
                      : new DutyEvent.DiffersThere(host, round));
            });
  }

  private void pull(NodeAddress host, long round) {
    copies.fetchBegins(host);
    owners
        .links()
        .pull(host, map)
        .whenComplete(
            (pulled, failure) -> {
              if (round == duty.round()) {
                copies.fetchEnds(host, failure == null);
              }
              feed(
                  failure == null
                      ? new DutyEvent.Pulled(host, round)
                      : new DutyEvent.NothingFrom(host, round));
            });
  }

  private void completePending() {
    guarded(
        loaded -> {
          loaded.commitAll(refuted(loaded.state(), copies.prepared()));
          events.add(new DutyEvent.Judged(owners.isComplete(map, loaded.state(), copies)));
        });
  }

  /** What is prepared here now came with a copy that was joined after this one was made sure of. */
  private void commitPending() {
    NodeAddress self = owners.env().placement().self();
    guarded(
        loaded -> {
          boolean proves = loaded.state().stamp() != null;
          loaded.commitAll(refuted(loaded.state(), proves ? Map.of(self, Set.of()) : Map.of()));
        });
  }

  private Set<OperationId> refuted(MapState state, Map<NodeAddress, Set<OperationId>> compared) {
    Charge charge = duty.charge();
    return charge == null || state.pending().isEmpty()
        ? Set.of()
        : owners.refuted(key, charge.term(), state.pending(), compared);
  }

  private void decide(long round) {
    guarded(
        loaded -> {
          List<Change> group =
              queue.decide(
                  this, loaded.state(), requireNonNull(duty.charge()).term(), duty.complete());
          boolean born = !loaded.state().isBorn() && group.stream().anyMatch(Change::isBirth);
          if (born && owners.isCompleteAtBirth(map)) {
            events.add(new DutyEvent.Born());
          }
          if (group.isEmpty()) {
            tellRefusals();
          } else {
            loaded.prepare(group);
          }
          events.add(new DutyEvent.Grouped(round, !group.isEmpty()));
        });
  }

  /** A refusal shows rows. As a read it waits until nobody else can have changed them since. */
  private void tellRefusals() {
    Charge decided = requireNonNull(duty.charge());
    for (OperationQueue.Refusal refusal : queue.takeRefusals()) {
      Function<MapState, TryAnswer> answer =
          state -> {
            Charge now = duty.charge();
            return now != null && now.isSame(decided)
                ? refusal.answer()
                : new TryAnswer.NotNow(false, "it was refused under an earlier term");
          };
      readers.add(answer, refusal.entry().answer());
    }
    readers.wake();
  }

  private void awaitDisk(long round) {
    guarded(
        loaded ->
            loaded
                .durable()
                .whenComplete(
                    (durable, failure) -> {
                      if (failure == null) {
                        feed(new DutyEvent.DurableHere(round));
                      } else {
                        feed(new DutyEvent.FailedHere());
                        owners.reload(this);
                      }
                    }));
  }

  private void prepare(NodeAddress holder, long round) {
    Charge charge = duty.charge();
    if (charge == null) {
      return;
    }
    owners
        .links()
        .prepare(holder, loaded(), charge.term(), duty.complete(), news.operations(), queue.group())
        .whenComplete(
            (taken, failure) -> {
              if (failure != null) {
                feed(new DutyEvent.Unfit(holder, round));
              } else if (taken == MapLinks.Taken.REFUSED) {
                look();
              } else {
                feed(
                    taken == MapLinks.Taken.PREPARED
                        ? new DutyEvent.Prepared(holder, round)
                        : new DutyEvent.NeedsState(holder, round));
              }
            });
  }

  private void sendState(NodeAddress holder, long round) {
    owners
        .links()
        .sendState(holder, loaded())
        .whenComplete(
            (joined, failure) ->
                feed(
                    failure == null
                        ? new DutyEvent.StateTaken(
                            holder, round, !joined.summary().equals(loaded().summary()))
                        : new DutyEvent.Unfit(holder, round)));
  }

  private void commit() {
    Charge charge = requireNonNull(duty.charge());
    guarded(
        loaded -> {
          List<OperationId> group = queue.group().stream().map(Change::id).toList();
          loaded.commit(group, charge.term());
          news.isEverywhere(group, charge.holders(), charge.term());
          queue.succeed(1 + charge.holders().size());
        });
  }

  private void stamp() {
    Charge charge = duty.charge();
    if (charge != null) {
      guarded(loaded -> loaded.stamp(charge.term()));
    }
  }

  private void avoid(NodeAddress holder) {
    owners.env().loop().execute(() -> owners.tenures().avoid(holder));
  }
}
