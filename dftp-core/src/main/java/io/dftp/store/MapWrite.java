// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Cancellable;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.Step;
import io.dftp.store.AttemptEffect.Forget;
import io.dftp.store.AttemptEffect.LookAgain;
import io.dftp.store.AttemptEffect.TellApplied;
import io.dftp.store.AttemptEffect.TellNothing;
import io.dftp.store.AttemptEffect.TellRefused;
import io.dftp.store.AttemptEffect.TellUnsure;
import io.dftp.store.AttemptEffect.Try;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One change at its gateway: runs the {@link AttemptProtocol}, and goes on with it in the
 * background when the client waits no longer, until it is decided. Confined to the event loop.
 */
final class MapWrite {

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(640);
  private static final Duration LONGEST_PAUSE_IN_BACKGROUND = Duration.ofSeconds(20);

  /** How long nobody may know the map, before the client hears so. */
  private static final Duration UNKNOWN_FOR = Duration.ofSeconds(5);

  /** How long it is tried to void what nobody waits for any more. */
  private static final Duration BACKGROUND = Duration.ofDays(1);

  private final MapClient client;
  private final StoreEnvironment env;
  private final ObjectId map;
  private final Mutation mutation;
  private final CallContext context;
  private final CallContext background;
  private final Runnable whenDecided;
  private final CompletableFuture<MutationResult> result = new CompletableFuture<>();
  private final ImmutableMap<Class<? extends AttemptEffect>, Consumer<AttemptEffect>> effects =
      effects();
  private final long beganNanos;
  private OwnerSearch search;
  private Attempts state = Attempts.NONE;
  private @Nullable OperationId id;
  private boolean asked;
  private @Nullable NodeAddress owner;
  private String why = "nobody was asked";
  private boolean unknown;

  MapWrite(
      MapClient client,
      ObjectId map,
      Mutation mutation,
      Optional<OperationId> name,
      CallContext context,
      Runnable whenDecided) {
    this.client = client;
    this.env = client.env();
    this.map = map;
    this.mutation = mutation;
    this.id = name.orElse(null);
    this.context = context;
    this.background = CallContext.withTimeout(env.loop(), BACKGROUND);
    this.whenDecided = whenDecided;
    this.beganNanos = env.loop().nowNanos();
    this.search = new OwnerSearch(client, map, LONGEST_PAUSE);
  }

  CompletableFuture<MutationResult> run() {
    Cancellable end = context.onCancelled(this::timeUp);
    result.whenComplete((value, failure) -> end.cancel());
    look();
    return result;
  }

  private void timeUp() {
    if (!asked) {
      tellNothing();
      forget();
    } else {
      search = new OwnerSearch(client, map, LONGEST_PAUSE_IN_BACKGROUND);
      feed(new AttemptEvent.TimeUp());
    }
  }

  private void look() {
    if (state.phase() == Attempts.Phase.DECIDED || background.isCancelled()) {
      return;
    }
    CallContext within = state.told() ? background : context;
    Futures.start(() -> search.find(within))
        .whenComplete(
            (found, failure) -> {
              if (state.phase() == Attempts.Phase.DECIDED) {
                return;
              }
              if (failure != null) {
                why = String.valueOf(Futures.cause(failure).getMessage());
                lookAgain();
              } else {
                owner = found;
                if (id == null) {
                  id = client.names().next(map, mutation.dots());
                }
                asked = true;
                feed(new AttemptEvent.OwnerFound());
              }
            });
  }

  private void lookAgain() {
    boolean late = env.loop().nowNanos() - beganNanos > UNKNOWN_FOR.toNanos();
    if (unknown && late && !state.told() && state.phase() == Attempts.Phase.TRYING) {
      timeUp();
      return;
    }
    search.later(this::look);
  }

  private void feed(AttemptEvent event) {
    Step<Attempts, AttemptEffect> step = AttemptProtocol.step(state, event);
    state = step.state();
    for (AttemptEffect effect : step.effects()) {
      requireNonNull(effects.get(effect.getClass())).accept(effect);
    }
  }

  private ImmutableMap<Class<? extends AttemptEffect>, Consumer<AttemptEffect>> effects() {
    return ImmutableMap.<Class<? extends AttemptEffect>, Consumer<AttemptEffect>>builder()
        .put(Try.class, effect -> ask(true, false))
        .put(
            AttemptEffect.VoidIt.class,
            effect -> ask(false, ((AttemptEffect.VoidIt) effect).clean()))
        .put(LookAgain.class, effect -> lookAgain())
        .put(
            TellApplied.class,
            effect ->
                result.complete(
                    new MutationResult.Applied(
                        ((TellApplied) effect).copies(), ((TellApplied) effect).wanted())))
        .put(
            TellRefused.class,
            effect -> {
              TryAnswer.Refused refusal = ((TellRefused) effect).refusal();
              result.complete(new MutationResult.Refused(refusal.failed(), refusal.current()));
            })
        .put(TellNothing.class, effect -> tellNothing())
        .put(TellUnsure.class, effect -> tell(Outcome.MAY_HAVE_HAPPENED))
        .put(Forget.class, effect -> forget())
        .buildOrThrow();
  }

  private void tellNothing() {
    if (unknown) {
      result.completeExceptionally(new MapUnknownException(map));
    } else {
      tell(Outcome.DID_NOT_HAPPEN);
    }
  }

  private void tell(Outcome outcome) {
    result.completeExceptionally(
        new DftpException(outcome, "no owner of map " + map + " did it in time: " + why));
  }

  private void forget() {
    state = state.with(Attempts.Phase.DECIDED);
    if (id != null) {
      client.names().decided(map, id);
    }
    background.close();
    whenDecided.run();
  }

  private void ask(boolean trying, boolean clean) {
    OperationId named = requireNonNull(id);
    NodeAddress host = requireNonNull(owner);
    long decidedBelow = client.names().decidedBelow(map, named);
    // An attempt goes on when the client's time is up: its answer still counts.
    search
        .ask(
            host,
            background,
            (to, attempt) ->
                trying
                    ? client.attempt(to, map, new Operation(named, decidedBelow, mutation), attempt)
                    : client.voidIt(to, map, named, decidedBelow, clean, attempt))
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                heardNothing(Futures.cause(failure));
              } else {
                heard(answer);
              }
            });
  }

  private void heard(TryAnswer answer) {
    unknown = answer instanceof TryAnswer.NotNow notNow && notNow.unknown();
    if (answer instanceof TryAnswer.NotNow notNow) {
      why = notNow.why();
    }
    search.named(
        answer instanceof TryAnswer.Elsewhere elsewhere ? elsewhere.owner() : Optional.empty());
    feed(new AttemptEvent.Answered(answer));
  }

  private void heardNothing(Throwable failure) {
    why = String.valueOf(failure.getMessage());
    search.named(Optional.empty());
    Outcome outcome = DftpException.outcomeOf(failure);
    boolean nothing = outcome != Outcome.MAY_HAVE_HAPPENED;
    feed(
        nothing
            ? new AttemptEvent.Answered(new TryAnswer.Elsewhere(Optional.empty()))
            : new AttemptEvent.NoAnswer());
  }
}
