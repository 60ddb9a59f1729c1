// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.dftp.runtime.Step;
import io.dftp.store.AttemptEffect.Forget;
import io.dftp.store.AttemptEffect.LookAgain;
import io.dftp.store.AttemptEffect.TellApplied;
import io.dftp.store.AttemptEffect.TellNothing;
import io.dftp.store.AttemptEffect.TellRefused;
import io.dftp.store.AttemptEffect.TellUnsure;
import io.dftp.store.AttemptEffect.Try;
import io.dftp.store.AttemptEvent.Answered;
import io.dftp.store.AttemptEvent.NoAnswer;
import io.dftp.store.AttemptEvent.OwnerFound;
import io.dftp.store.AttemptEvent.TimeUp;
import io.dftp.store.Attempts.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The two phases of an operation at its gateway, as a pure function: it is tried until an owner
 * says what became of it, and then, if it was refused or called off, voided. A refusal alone is no
 * end: the network may repeat the question to somebody who would not refuse.
 */
final class AttemptProtocol {

  private static final ImmutableMap<
          Class<? extends AttemptEvent>,
          BiFunction<Attempts, AttemptEvent, Step<Attempts, AttemptEffect>>>
      HANDLERS =
          ImmutableMap
              .<Class<? extends AttemptEvent>,
                  BiFunction<Attempts, AttemptEvent, Step<Attempts, AttemptEffect>>>
                  builder()
              .put(OwnerFound.class, (state, event) -> ownerFound(state))
              .put(Answered.class, (state, event) -> answered(state, ((Answered) event).answer()))
              .put(NoAnswer.class, (state, event) -> noAnswer(state))
              .put(TimeUp.class, (state, event) -> timeUp(state))
              .buildOrThrow();

  private AttemptProtocol() {}

  /** Decides what the event means. */
  static Step<Attempts, AttemptEffect> step(Attempts state, AttemptEvent event) {
    return requireNonNull(HANDLERS.get(event.getClass())).apply(state, event);
  }

  private static Step<Attempts, AttemptEffect> ownerFound(Attempts state) {
    if (state.asking() || state.phase() == Phase.DECIDED) {
      return Step.of(state);
    }
    return state.phase() == Phase.TRYING
        ? Step.of(state.asking(true), new Try())
        : Step.of(state.asking(true), new AttemptEffect.VoidIt(!state.unsure()));
  }

  private static Step<Attempts, AttemptEffect> answered(Attempts state, TryAnswer answer) {
    Attempts heard = state.asking(false);
    if (state.phase() == Phase.DECIDED) {
      return Step.of(heard);
    }
    if (answer instanceof TryAnswer.Elsewhere || answer instanceof TryAnswer.NotNow) {
      return Step.of(heard, new LookAgain());
    }
    if (state.phase() == Phase.TRYING) {
      return tried(heard, answer);
    }
    return voided(heard, answer);
  }

  private static Step<Attempts, AttemptEffect> tried(Attempts state, TryAnswer answer) {
    if (answer instanceof TryAnswer.Applied applied) {
      return decided(state, new TellApplied(applied.copies(), applied.wanted()));
    }
    if (answer instanceof TryAnswer.Refused refused) {
      return Step.of(state.with(refused).with(Phase.VOIDING), new LookAgain());
    }
    // Voided without this gateway's asking, or forgotten: nobody can tell any more.
    return decided(state, new TellUnsure());
  }

  /** An answer that it was applied counts no more: an earlier question may have voided it. */
  private static Step<Attempts, AttemptEffect> voided(Attempts state, TryAnswer answer) {
    TryAnswer.Refused refusal = state.refusal();
    return answer instanceof TryAnswer.Voided && refusal != null
        ? decided(state, new TellRefused(refusal))
        : decided(state, new TellUnsure());
  }

  private static Step<Attempts, AttemptEffect> noAnswer(Attempts state) {
    Attempts heard = state.asking(false);
    if (state.phase() == Phase.DECIDED) {
      return Step.of(heard);
    }
    return state.phase() == Phase.TRYING
        ? Step.of(heard.asUnsure(), new LookAgain())
        : Step.of(heard, new LookAgain());
  }

  /**
   * What was never refused, and may have been applied, may have happened. Either way it is voided
   * in the background, so that it does not appear much later.
   */
  private static Step<Attempts, AttemptEffect> timeUp(Attempts state) {
    if (state.phase() == Phase.DECIDED || state.told()) {
      return Step.of(state);
    }
    boolean mayHave = state.unsure() || state.asking() || state.phase() == Phase.VOIDING;
    AttemptEffect told = mayHave ? new TellUnsure() : new TellNothing();
    Attempts calledOff = state.asking() && state.phase() == Phase.TRYING ? state.asUnsure() : state;
    Attempts voiding = calledOff.with(Phase.VOIDING).asTold();
    return state.asking() ? Step.of(voiding, told) : Step.of(voiding, told, new LookAgain());
  }

  private static Step<Attempts, AttemptEffect> decided(Attempts state, AttemptEffect told) {
    List<AttemptEffect> effects = new ArrayList<>();
    if (!state.told()) {
      effects.add(told);
    }
    effects.add(new Forget());
    return new Step<>(state.with(Phase.DECIDED).asTold(), effects);
  }
}
