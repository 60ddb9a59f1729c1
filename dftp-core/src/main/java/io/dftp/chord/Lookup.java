// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import io.dftp.chord.ChordMessage.OwnerAnswer;
import io.dftp.chord.ChordMessage.Positions;
import io.dftp.chord.ChordMessage.Surroundings;
import io.dftp.chord.ChordMessage.WhoAreYou;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the member that owns a key, by asking one member after the other.
 *
 * <p>The answer is never a guess: the owner itself has said, by its own predecessor, that the key
 * is in its arc. A lookup that finds nobody sure of it begins anew, and fails with {@link
 * LookupFailedException} when its deadline or its bounds are reached. Confined to the event loop.
 */
public final class Lookup {

  /** Answers for positions of this host without the network; empty for those of others. */
  interface LocalPositions {
    Optional<OwnerAnswer> surroundings(RingMember asked, Identifier key);
  }

  private final RequestChannel channel;
  private final PeerMonitor monitor;
  private final ChordConfig config;
  private final LocalPositions local;

  /** Creates lookups for a host that need not be a member of any ring. */
  public Lookup(RequestChannel channel, PeerMonitor monitor, ChordConfig config) {
    this(channel, monitor, config, (asked, key) -> Optional.empty());
  }

  Lookup(RequestChannel channel, PeerMonitor monitor, ChordConfig config, LocalPositions local) {
    this.channel = channel;
    this.monitor = monitor;
    this.config = config;
    this.local = local;
  }

  /** Asks a host for its positions that are members of a ring; none when it has not joined. */
  public CompletableFuture<List<RingMember>> positionsOf(NodeAddress host, CallContext context) {
    CallContext hop = context.child(config.hopTimeout());
    return channel
        .request(host, new WhoAreYou(), Positions.class, hop)
        .thenApply(Positions::members)
        .whenComplete((members, failure) -> hop.close());
  }

  /**
   * Finds the owner of the key in the ring of another host, as that ring sees it.
   *
   * @return the owner; or fails with {@link LookupFailedException}
   */
  public CompletableFuture<LookupResult> findSuccessorVia(
      NodeAddress contact, Identifier key, CallContext context) {
    return start(
        key,
        context,
        attempt ->
            positionsOf(contact, context)
                .whenComplete(
                    (members, failure) -> {
                      if (failure == null) {
                        attempt.begin(members);
                      } else {
                        attempt.unsure(contact + " does not answer");
                      }
                    }),
        silent -> {});
  }

  /**
   * Finds the owner of the key from a position of this host.
   *
   * @param shortcuts further members to begin with
   * @param silent told of each member that did not answer
   */
  CompletableFuture<LookupResult> findSuccessor(
      RingMember self,
      Supplier<List<RingMember>> shortcuts,
      Identifier key,
      CallContext context,
      Consumer<RingMember> silent) {
    return start(
        key,
        context,
        attempt -> {
          attempt.learn(shortcuts.get());
          attempt.ask(self);
        },
        silent);
  }

  private CompletableFuture<LookupResult> start(
      Identifier key,
      CallContext context,
      Consumer<LookupAttempt> begin,
      Consumer<RingMember> silent) {
    Search search = new Search(key, context, begin, silent);
    search.start();
    return search.result.copy();
  }

  /** One lookup: attempts until one is sure. */
  private final class Search implements LookupAttempt.Asker {
    private final Identifier key;
    private final CallContext context;
    private final Consumer<LookupAttempt> begin;
    private final Consumer<RingMember> silent;
    private final CompletableFuture<LookupResult> result = new CompletableFuture<>();
    private Cancellable onCancelled = () -> {};
    private Cancellable retry = () -> {};
    private int attempts;
    private LookupCost cost = LookupCost.NONE;
    private String lastReason = "it has not begun";

    Search(
        Identifier key,
        CallContext context,
        Consumer<LookupAttempt> begin,
        Consumer<RingMember> silent) {
      this.key = key;
      this.context = context;
      this.begin = begin;
      this.silent = silent;
    }

    void start() {
      onCancelled = context.onCancelled(() -> fail("its time is up"));
      attempt();
    }

    private void attempt() {
      if (!result.isDone()) {
        attempts++;
        begin.accept(new LookupAttempt(key, config.maxHops(), monitor, this));
      }
    }

    @Override
    public void ask(RingMember member, Consumer<@Nullable OwnerAnswer> then) {
      if (result.isDone()) {
        return;
      }
      Optional<OwnerAnswer> here = local.surroundings(member, key);
      if (here.isPresent()) {
        then.accept(here.get());
        return;
      }
      CallContext hop = context.child(config.hopTimeout());
      new ChordNodeReference(member, channel)
          .surroundings(key, hop)
          .whenComplete(
              (answer, failure) -> {
                hop.close();
                if (answer instanceof Surroundings) {
                  cost = cost.plusHops(1);
                } else {
                  cost = cost.plusSilent();
                  silent.accept(member);
                }
                if (!result.isDone()) {
                  then.accept(answer);
                }
              });
    }

    @Override
    public void found(LookupResult owner) {
      end();
      result.complete(owner.at(cost));
    }

    @Override
    public void unsure(String reason) {
      lastReason = reason;
      cost = cost.plusRestart();
      if (result.isDone()) {
        return;
      }
      if (attempts >= config.lookupAttempts()) {
        fail("no attempt is left");
        return;
      }
      long wait = config.stabilizePeriod().toNanos();
      retry =
          channel
              .loop()
              .schedule(
                  Duration.ofNanos(
                      (long) (wait * (0.1 + 0.4 * channel.loop().random().nextDouble()))),
                  this::attempt);
    }

    private void fail(String reason) {
      if (!result.isDone()) {
        end();
        result.completeExceptionally(
            new LookupFailedException(
                "no owner of " + key + " is sure: " + reason + "; last " + lastReason));
      }
    }

    private void end() {
      onCancelled.cancel();
      retry.cancel();
    }
  }
}
