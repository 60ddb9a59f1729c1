// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.Exchange;
import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.ArcMessage.ArcAsk;
import io.dftp.store.ArcMessage.ArcLease;
import io.dftp.store.ArcMessage.ArcLeased;
import io.dftp.store.ArcMessage.ArcLook;
import io.dftp.store.ArcMessage.ArcLooked;
import io.dftp.store.ArcMessage.ArcPromised;
import io.dftp.store.ArcMessage.ArcReturn;
import io.dftp.store.ArcMessage.ArcSettled;
import io.dftp.store.Promises.Segment;
import io.dftp.store.StoreMessage.TermRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this host has promised to owners of arcs: durably, which term it keeps to, and for a short
 * while that the owner may read. Confined to the event loop.
 */
final class PromiseKeeper {

  private static final int PAGE = 4096;

  private final StoreEnvironment env;
  private final Births births;
  private final DiskName disk;
  private final Consumer<Segment> whenSuperseded;
  private final Map<Term, Lease> leases = new LinkedHashMap<>();
  private final long startedNanos;
  private final CompletableFuture<Void> loaded;
  private Promises promises = Promises.NONE;
  private Promises stored = Promises.NONE;

  /** The places of which it is not known what the disk has, because a write of them failed. */
  private final Set<Identifier> unsure = new LinkedHashSet<>();

  /** Until when, by this host's own time, an owner may read keys of an arc. */
  private record Lease(Arc arc, long untilNanos) {}

  /**
   * Reads what was promised before.
   *
   * @param whenSuperseded is told each promise to another owner, before it is answered
   */
  PromiseKeeper(
      StoreEnvironment env, Births births, DiskName disk, Consumer<Segment> whenSuperseded) {
    this.env = env;
    this.disk = disk;
    this.births = births;
    this.whenSuperseded = whenSuperseded;
    this.startedNanos = env.loop().nowNanos();
    NavigableMap<Identifier, Optional<Promise>> points = new TreeMap<>();
    this.loaded =
        env.watch()
            .patiently(() -> load(MapKeys.firstPromise(), points))
            .thenAccept(
                all -> {
                  stored = Promises.of(points);
                  promises = stored;
                });
  }

  /** Completes when what was promised before is known; fails when the disk does not say it. */
  CompletableFuture<Void> loaded() {
    return loaded;
  }

  /** Completes with the name of the disk on which it is promised. */
  CompletableFuture<Long> diskName() {
    return disk.known();
  }

  /** Writes all promises again: which of them the disk has lost is not known. */
  void rewrite() {
    if (loaded.isDone()) {
      unsure.addAll(promises.points().keySet());
      store().whenComplete((done, failure) -> {});
    }
  }

  /** Returns what is promised; none before it is {@linkplain #loaded known}. */
  Promises promises() {
    return promises;
  }

  /** Returns the term to which this host keeps for the key. */
  Optional<Promise> at(Identifier key) {
    return promises.at(key);
  }

  /** Notes that the owner of the term has served the key; not durable by itself. */
  void opened(Identifier key, Term term) {
    promises = promises.opened(key, term);
  }

  /** Notes the same of all keys of an arc. */
  void openedOver(Arc arc, Term term) {
    for (Segment segment : promises.over(arc)) {
      promises = promises.opened(segment.arc().to(), term);
    }
  }

  /** Takes note of newer promises that others have made; returns those that are news. */
  List<Segment> heardOf(List<Segment> newer) {
    List<Segment> news = new ArrayList<>();
    for (Segment segment : newer) {
      Promises now = promises.with(segment.arc(), segment.promise());
      if (!now.equals(promises)) {
        promises = now;
        news.add(segment);
      }
    }
    return news;
  }

  /** Takes its messages from now on. */
  void serve(RequestChannel channel) {
    channel.on(ArcAsk.class, (message, exchange) -> take(message, exchange));
    channel.on(ArcLook.class, (message, exchange) -> take(message, exchange));
    channel.on(ArcLease.class, (message, exchange) -> take(message, exchange));
    channel.on(ArcReturn.class, (message, exchange) -> take(message, exchange));
    channel.on(ArcSettled.class, (message, exchange) -> take(message, exchange));
  }

  void take(ArcAsk message, Exchange exchange) {
    env.answer(
        exchange,
        ask(message.arc(), message.promise(), message.births()),
        answer -> reply(answer, exchange));
  }

  private void reply(Answer answer, Exchange exchange) {
    if (answer.newer() != null) {
      exchange.reply(new TermRefused(answer.newer()));
      return;
    }
    Bytes body = StoreWire.encode(into -> ArcMessageCodec.segments(answer.before(), into));
    exchange.reply(
        new ArcPromised(StoreWire.inline(body), answer.copies(), births.known(), answer.disk()),
        StoreWire.beside(body));
  }

  /**
   * What became of the question for a promise.
   *
   * @param newer why it was not given; null when it was
   * @param before what had been promised until then
   * @param copies whether a copy of any map of the arc is here
   * @param disk the disk on which it was promised
   */
  record Answer(@Nullable Segment newer, List<Segment> before, boolean copies, long disk) {}

  /** Promises, and waits for the leases of owners before; or names a newer promise. */
  CompletableFuture<Answer> ask(Arc arc, Promise asked, List<Long> rings) {
    return loaded.thenCompose(known -> births.learn(rings)).thenCompose(known -> ask(arc, asked));
  }

  private CompletableFuture<Answer> ask(Arc arc, Promise asked) {
    List<Segment> before = promises.over(arc);
    for (Segment segment : before) {
      if (segment.promise().term().compareTo(asked.term()) > 0) {
        return CompletableFuture.completedFuture(new Answer(segment, List.of(), false, 0));
      }
    }
    promises = promises.with(arc, asked);
    whenSuperseded.accept(new Segment(arc, asked));
    return store()
        .thenCompose(durable -> leasesOver(arc, asked.term()))
        .thenCompose(over -> holdsCopies(arc))
        .thenCombine(disk.known(), (copies, name) -> new Answer(null, before, copies, name));
  }

  /**
   * Completes when no owner of another term can read keys of the arc any more. What was leased
   * before a restart is forgotten, so that for as long as a lease lasts any may hold.
   */
  private CompletableFuture<Void> leasesOver(Arc arc, Term term) {
    long now = env.loop().nowNanos();
    leases.values().removeIf(lease -> lease.untilNanos() - now <= 0);
    long until = startedNanos + env.config().lease().toNanos();
    for (Map.Entry<Term, Lease> lease : leases.entrySet()) {
      boolean another = !lease.getKey().owner().equals(term.owner());
      if (another && TenureProtocol.overlaps(lease.getValue().arc(), arc)) {
        until = Math.max(until, lease.getValue().untilNanos());
      }
    }
    long wait = until - now;
    return wait <= 0
        ? Futures.done()
        : env.after(Duration.ofNanos(wait)).thenCompose(again -> leasesOver(arc, term));
  }

  void take(ArcLook message, Exchange exchange) {
    env.answer(
        exchange,
        loaded
            .thenCompose(known -> holdsCopies(message.arc()))
            .thenApply(copies -> new ArcLooked(copies || !promises.over(message.arc()).isEmpty())),
        exchange::reply);
  }

  void take(ArcLease message, Exchange exchange) {
    env.answer(exchange, loaded.thenApply(known -> lease(message)), exchange::reply);
  }

  private Message lease(ArcLease message) {
    List<Segment> held = promises.over(message.arc());
    List<Segment> newer =
        held.stream()
            .filter(segment -> segment.promise().term().compareTo(message.term()) > 0)
            .toList();
    if (newer.size() > ArcMessage.MAX_NEWER) {
      return new TermRefused(newer.get(0));
    }
    boolean promised =
        held.stream().anyMatch(segment -> segment.promise().term().equals(message.term()));
    if (!promised) {
      if (newer.isEmpty()) {
        throw new DftpException(Outcome.DID_NOT_HAPPEN, "this term was not promised here");
      }
      return new ArcLeased(newer);
    }
    promises = promises.opened(message.arc().to(), message.term());
    long until = env.loop().nowNanos() + env.config().lease().toNanos();
    leases.put(message.term(), new Lease(message.arc(), until));
    return new ArcLeased(newer);
  }

  void take(ArcReturn message, Exchange exchange) {
    if (message.term().owner().equals(exchange.from())) {
      leases.remove(message.term());
    }
  }

  void take(ArcSettled message, Exchange exchange) {
    loaded.thenAccept(known -> settle(message.arc(), message.promise()));
  }

  void settle(Arc arc, Promise promise) {
    promises = promises.settled(arc, promise);
    store().whenComplete((done, failure) -> {});
  }

  /** Says whether a copy of any map of the arc is on this disk. */
  private CompletableFuture<Boolean> holdsCopies(Arc arc) {
    return ArcHeads.of(arc)
        .scan(env.disk(), Optional.empty(), 1)
        .thenApply(maps -> !maps.isEmpty());
  }

  private CompletableFuture<Void> load(
      Bytes from, NavigableMap<Identifier, Optional<Promise>> points) {
    return env.disk()
        .scan(from, MapKeys.afterPromises(), PAGE, Long.MAX_VALUE)
        .thenCompose(
            page -> {
              if (page.isEmpty()) {
                return Futures.done();
              }
              page.forEach(
                  row -> points.put(MapKeys.placeOfPromise(row.key()), decode(row.value())));
              return load(MapKeys.justAfter(page.get(page.size() - 1).key()), points);
            });
  }

  private static Optional<Promise> decode(Bytes value) {
    try {
      return value.size() == 0
          ? Optional.empty()
          : Optional.of(Promise.read(new WireReader(value.toBuffer())));
    } catch (WireFormatException | IllegalArgumentException malformed) {
      throw new DftpException(
          Outcome.ASK_ELSEWHERE, "unreadable promise: " + malformed.getMessage(), malformed);
    }
  }

  /** Makes durable what has changed. */
  private CompletableFuture<Void> store() {
    NavigableMap<Identifier, Optional<Promise>> before = stored.points();
    NavigableMap<Identifier, Optional<Promise>> now = promises.points();
    Set<Identifier> changed = new LinkedHashSet<>(unsure);
    before.keySet().stream().filter(place -> !now.containsKey(place)).forEach(changed::add);
    now.forEach(
        (place, promise) -> {
          if (!promise.equals(before.get(place))) {
            changed.add(place);
          }
        });
    RowBatch batch = new RowBatch();
    for (Identifier place : changed) {
      Optional<Promise> promise = now.get(place);
      if (promise == null) {
        batch.remove(MapKeys.promise(place));
      } else {
        batch.put(MapKeys.promise(place), encode(promise));
      }
    }
    stored = promises;
    unsure.clear();
    // Also with nothing to change it waits for what is on its way before.
    return env.disk()
        .write(batch)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                unsure.addAll(changed);
              }
            });
  }

  private static Bytes encode(Optional<Promise> promise) {
    WireWriter writer = new WireWriter(LocalStore.MAX_VALUE_BYTES);
    promise.ifPresent(held -> held.write(writer));
    return Bytes.wrap(writer.toBytes());
  }

  /** Says whether this host may take changes of the map under the term; else names the newer. */
  Optional<Segment> newerThan(Term term, Identifier key) {
    Optional<Promise> held = promises.at(key);
    return held.isPresent() && held.get().term().compareTo(term) > 0
        ? promises.segmentOf(key)
        : Optional.empty();
  }

  boolean isPromised(Term term, Identifier key) {
    return promises.at(key).map(held -> held.term().equals(term)).orElse(false);
  }

  /** Says whether that host is the owner of the newest term promised for the key. */
  boolean isOwner(NodeAddress host, Identifier key) {
    return promises.at(key).map(held -> held.term().owner().equals(host)).orElse(false);
  }
}
