// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import io.dftp.net.RemoteFailureException;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.StoreMessage.MapCommit;
import io.dftp.store.StoreMessage.MapCompare;
import io.dftp.store.StoreMessage.MapPrepare;
import io.dftp.store.StoreMessage.MapPrepared;
import io.dftp.store.StoreMessage.MapSend;
import io.dftp.store.StoreMessage.MapSent;
import io.dftp.store.StoreMessage.MapStandings;
import io.dftp.store.StoreMessage.TermRefused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What an owner asks the holders of its maps, with a bound on every wait: a holder that is silent
 * for so long is as good as none. Confined to the event loop.
 */
final class MapLinks {

  /** What became of a group at a holder. */
  enum Taken {
    PREPARED,
    NEEDS_STATE,
    REFUSED
  }

  private static final Duration COMPARED_WITHIN = Duration.ofSeconds(1);
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  /** A copy may take long, as long as it comes. */
  private static final Duration STATE_LIMIT = Duration.ofMinutes(30);

  private final StoreEnvironment env;
  private final Tenures tenures;
  private final StateSender sender;
  private final StateCollector collector;

  MapLinks(StoreEnvironment env, Tenures tenures, StateSender sender, StateCollector collector) {
    this.env = env;
    this.tenures = tenures;
    this.sender = sender;
    this.collector = collector;
  }

  /** Returns how the host's copy stands. */
  CompletableFuture<MapStanding> standing(NodeAddress host, ObjectId map) {
    return env.within(
            COMPARED_WITHIN,
            limit ->
                env.channel()
                    .request(host, new MapCompare(List.of(map)), MapStandings.class, limit))
        .thenApply(
            answer -> {
              if (!tenures.health().isOn(host, answer.disk())) {
                throw new DftpException(
                    Outcome.ASK_ELSEWHERE, host + " has another disk than it promised on");
              }
              if (answer.standings().size() != 1) {
                throw new DftpException(
                    Outcome.MAY_HAVE_HAPPENED, host + " answered another question");
              }
              return answer.standings().get(0);
            });
  }

  /** Has the host send its copy, which is joined here before the answer comes. */
  CompletableFuture<Void> pull(NodeAddress host, ObjectId map) {
    env.metrics().count("store.maps.states.pulled");
    return env.within(
        STATE_LIMIT,
        limit -> {
          collector.expect(host, map, limit);
          return env.channel()
              .request(host, new MapSend(map), MapSent.class, limit)
              .thenApply(sent -> null);
        });
  }

  /** Sends the changes to the holder; one that is too busy is asked again for a while. */
  CompletableFuture<Taken> prepare(
      NodeAddress holder,
      MapCell cell,
      Term term,
      boolean complete,
      List<OperationId> committed,
      List<Change> group) {
    MapSummary base = cell.summary();
    Bytes body = StoreWire.encode(into -> StoreWire.writeChanges(group, into));
    MapPrepare message =
        new MapPrepare(cell.id(), term, complete, base, committed, StoreWire.inline(body));
    return env.within(env.config().standInAfter(), limit -> prepare(holder, message, body, limit));
  }

  private CompletableFuture<Taken> prepare(
      NodeAddress holder, MapPrepare message, Bytes body, CallContext limit) {
    CompletableFuture<Taken> result = new CompletableFuture<>();
    env.channel()
        .request(holder, message, StoreWire.beside(body), Message.class, limit)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                result.complete(taken(answer.message()));
              } else if (isBusy(Futures.cause(failure)) && !limit.isCancelled()) {
                env.metrics().count("store.maps.busy");
                Futures.pass(
                    env.after(ASK_AGAIN)
                        .thenCompose(again -> prepare(holder, message, body, limit)),
                    result);
              } else {
                result.completeExceptionally(failure);
              }
            });
    return result;
  }

  private Taken taken(Message answer) {
    if (answer instanceof TermRefused refused) {
      tenures.refused(List.of(refused.newer()));
      return Taken.REFUSED;
    }
    return answer instanceof MapPrepared prepared && prepared.durable()
        ? Taken.PREPARED
        : Taken.NEEDS_STATE;
  }

  private static boolean isBusy(Throwable failure) {
    return failure instanceof RemoteFailureException
        && DftpException.outcomeOf(failure) == Outcome.DID_NOT_HAPPEN;
  }

  /** Sends the whole copy; returns how the joined one stands there. */
  CompletableFuture<MapStanding> sendState(NodeAddress holder, MapCell cell) {
    return env.within(STATE_LIMIT, limit -> sender.send(holder, cell, limit));
  }

  /** Tells the holder that every holder has the operations. */
  void tellCommitted(NodeAddress holder, ObjectId map, Term term, List<OperationId> operations) {
    env.channel().tell(holder, new MapCommit(map, term, operations));
  }
}
