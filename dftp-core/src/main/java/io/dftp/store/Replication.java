// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.NodeAddress;
import io.dftp.net.RemoteFailureException;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.StoreMessage.MapDelta;
import io.dftp.store.StoreMessage.MapDeltaTaken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Brings one change of a map from its primary to the other holders: the first live hosts after it.
 * A holder that lacks the context before the change gets the whole map. One that dies, or whose
 * disk is out of service, is replaced by the next host, which takes the whole map too.
 *
 * <p>Ends when the change is durable here and at every live holder; a holder that is slow but alive
 * is waited for without bound, because an acknowledgement counts it. One that is too busy to take
 * the change is asked again, and the next host beside it: with k copies the change has what it
 * needs. Where there is no other host, it fails after a while; it never counts as done with fewer
 * copies than there are live hosts to hold them. Confined to the event loop.
 */
final class Replication {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration ASK_AGAIN = Duration.ofMillis(250);
  private static final Duration ASKED_FOR = Duration.ofSeconds(60);

  /** How long a holder may be too busy, where no other host can stand in for it. */
  private static final Duration BUSY_FOR = Duration.ofSeconds(5);

  private final StoreEnvironment env;
  private final Ownership ownership;
  private final StateSender sender;
  private final MapSync sync;
  private final MapCell cell;
  private final MapSummary before;
  private final MapSummary after;
  private final Bytes delta;
  private final CallContext context;
  private final Set<NodeAddress> asked = new LinkedHashSet<>();
  private final Set<NodeAddress> durable = new LinkedHashSet<>();
  private final Set<NodeAddress> outOfService = new LinkedHashSet<>();
  private final Map<NodeAddress, Long> busySinceNanos = new LinkedHashMap<>();
  private final CompletableFuture<Integer> result = new CompletableFuture<>();
  private boolean durableHere;
  private boolean sent;

  Replication(
      StoreEnvironment env,
      Ownership ownership,
      StateSender sender,
      MapSync sync,
      MapCell cell,
      MapSummary before,
      Delta delta) {
    this.env = env;
    this.ownership = ownership;
    this.sender = sender;
    this.sync = sync;
    this.cell = cell;
    this.before = before;
    this.after = cell.summary();
    this.delta = StoreWire.encode(into -> StoreWire.writeDelta(delta, into));
    this.context = CallContext.withTimeout(env.loop(), Duration.ofDays(1));
  }

  /** Starts, and returns the number of durable copies when all are. */
  CompletableFuture<Integer> start() {
    cell.durable()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                durableHere = true;
                look();
              } else {
                end(0, notDurableHere(Futures.cause(failure)));
              }
            });
    lookRepeatedly();
    return result;
  }

  private void lookRepeatedly() {
    look();
    if (!result.isDone()) {
      env.loop().schedule(LOOK_AGAIN, this::lookRepeatedly);
    }
  }

  private void look() {
    if (result.isDone()) {
      return;
    }
    if (!ownership.owns(cell.key())) {
      end(
          0,
          new DftpException(
              Outcome.MAY_HAVE_HAPPENED, "this host no longer owns map " + cell.id()));
      return;
    }
    List<NodeAddress> hosts =
        env.placement().hostsAfterOwned(cell.key()).stream()
            .filter(host -> !host.equals(env.placement().self()))
            .filter(host -> env.isLive(host) && !outOfService.contains(host))
            .toList();
    List<NodeAddress> holders = holders(hosts);
    for (NodeAddress holder : holders) {
      if (!durable.contains(holder) && asked.add(holder)) {
        ask(holder);
      }
    }
    if (!durableHere) {
      return;
    }
    int copies = 1 + (int) holders.stream().filter(durable::contains).count();
    if (copies == 1 + holders.size() || copies >= env.config().replicas()) {
      end(copies, null);
    } else {
      failIfBusyForLong(hosts);
    }
  }

  /** Returns the first k-1 hosts, and for each that is busy one more. */
  private List<NodeAddress> holders(List<NodeAddress> hosts) {
    List<NodeAddress> holders = new ArrayList<>();
    int counted = 0;
    for (NodeAddress host : hosts) {
      if (counted == env.config().replicas() - 1) {
        break;
      }
      holders.add(host);
      counted += busySinceNanos.containsKey(host) && !durable.contains(host) ? 0 : 1;
    }
    return holders;
  }

  /** With nobody to stand in, the caller shall hear of it, and other changes have their turn. */
  private void failIfBusyForLong(List<NodeAddress> hosts) {
    long now = env.loop().nowNanos();
    for (NodeAddress host : hosts) {
      Long since = busySinceNanos.get(host);
      if (since != null && !durable.contains(host) && now - since > BUSY_FOR.toNanos()) {
        env.metrics().count("store.maps.busy.failed");
        end(
            0,
            new DftpException(
                Outcome.MAY_HAVE_HAPPENED,
                host + " is too busy to take a change of map " + cell.id()));
        return;
      }
    }
  }

  private void end(int copies, @Nullable Throwable failure) {
    if (failure == null) {
      result.complete(copies);
    } else {
      result.completeExceptionally(failure);
    }
    context.cancel();
  }

  /** What did not happen here may have happened at the holders that were asked meanwhile. */
  private Throwable notDurableHere(Throwable cause) {
    return sent && DftpException.outcomeOf(cause) == Outcome.DID_NOT_HAPPEN
        ? new DftpException(
            Outcome.MAY_HAVE_HAPPENED, "not durable here: " + cause.getMessage(), cause)
        : cause;
  }

  private void ask(NodeAddress holder) {
    sent = true;
    CallContext call = context.child(ASKED_FOR);
    Futures.start(
            () ->
                env.channel()
                    .request(
                        holder,
                        new MapDelta(cell.id(), before, after, StoreWire.inline(delta)),
                        StoreWire.beside(delta),
                        MapDeltaTaken.class,
                        call)
                    .thenCompose(
                        answer ->
                            answer.message().durable() ? Futures.done() : sendAll(holder, call)))
        .whenComplete(
            (done, failure) -> {
              call.close();
              if (failure == null) {
                durable.add(holder);
                look();
              } else {
                notTaken(holder, Futures.cause(failure));
              }
            });
  }

  private CompletableFuture<Void> sendAll(NodeAddress holder, CallContext call) {
    return sender
        .send(holder, cell, call)
        .thenAccept(
            joined -> {
              if (!joined.equals(cell.summary())) {
                fetchWhatIsNewThere(holder);
              }
            });
  }

  /** The holder knew more than this primary; that must not stay with one host. */
  private void fetchWhatIsNewThere(NodeAddress holder) {
    env.within(ASKED_FOR, limit -> sync.pull(holder, cell, limit))
        .whenComplete(
            (pulled, failure) -> {
              if (failure != null) {
                env.metrics().count("store.maps.pulls.failed");
              }
            });
  }

  private void notTaken(NodeAddress holder, Throwable failure) {
    if (isOutOfService(failure)) {
      env.metrics().count("store.maps.refused");
      outOfService.add(holder);
    } else {
      // Neither silence nor a refusal counts: the host is asked again, as long as it lives.
      env.loop().schedule(ASK_AGAIN, () -> asked.remove(holder));
      if (isBusy(failure)) {
        env.metrics().count("store.maps.busy");
        busySinceNanos.putIfAbsent(holder, env.loop().nowNanos());
      }
    }
    look();
  }

  /** The holder can take nothing until it is started again. */
  static boolean isOutOfService(Throwable failure) {
    return failure instanceof RemoteFailureException
        && DftpException.outcomeOf(failure) == Outcome.ASK_ELSEWHERE;
  }

  private static boolean isBusy(Throwable failure) {
    return failure instanceof RemoteFailureException
        && DftpException.outcomeOf(failure) == Outcome.DID_NOT_HAPPEN;
  }
}
