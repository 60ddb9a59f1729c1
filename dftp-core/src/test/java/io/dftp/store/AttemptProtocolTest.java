// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a gateway asks of owners, and what it may tell its client. */
class AttemptProtocolTest {

  private static final TryAnswer.Applied APPLIED = new TryAnswer.Applied(3, 3);
  private static final TryAnswer.Refused REFUSED = new TryAnswer.Refused(0, List.of());

  private final List<AttemptEffect> effects = new ArrayList<>();
  private Attempts attempts = Attempts.NONE;

  @Test
  void whatWasRefusedOnceIsNotTriedAgain() {
    feed(new AttemptEvent.OwnerFound());
    feed(new AttemptEvent.Answered(REFUSED));
    feed(new AttemptEvent.OwnerFound());
    feed(new AttemptEvent.NoAnswer());
    feed(new AttemptEvent.OwnerFound());

    assertThat(effects)
        .filteredOn(AttemptEffect.Try.class::isInstance)
        .as("questions to apply it")
        .hasSize(1);
    assertThat(effects).filteredOn(AttemptEffect.VoidIt.class::isInstance).hasSize(2);
  }

  /** A question that was repeated on its way may have been applied before the void, or after. */
  @Test
  void anOkAfterTheFirstVoidIsNotTold() {
    feed(new AttemptEvent.OwnerFound());
    feed(new AttemptEvent.Answered(REFUSED));
    feed(new AttemptEvent.OwnerFound());
    feed(new AttemptEvent.Answered(APPLIED));

    assertThat(effects).contains(new AttemptEffect.TellUnsure());
    assertThat(effects).noneMatch(AttemptEffect.TellApplied.class::isInstance);
  }

  @Test
  void aRefusalIsToldOnceItIsVoided() {
    feed(new AttemptEvent.OwnerFound());
    feed(new AttemptEvent.Answered(REFUSED));
    assertThat(effects).noneMatch(AttemptEffect.TellRefused.class::isInstance);

    feed(new AttemptEvent.OwnerFound());
    feed(new AttemptEvent.Answered(new TryAnswer.Voided()));

    assertThat(effects).contains(new AttemptEffect.TellRefused(REFUSED));
  }

  @Test
  void whatAnOwnerMayHaveAppliedIsNotToldAsNotHappened() {
    feed(new AttemptEvent.OwnerFound());
    feed(new AttemptEvent.NoAnswer());

    feed(new AttemptEvent.TimeUp());
    feed(new AttemptEvent.OwnerFound());

    assertThat(effects)
        .contains(new AttemptEffect.TellUnsure())
        .contains(new AttemptEffect.VoidIt(false))
        .doesNotContain(new AttemptEffect.TellNothing());
  }

  private void feed(AttemptEvent event) {
    Step<Attempts, AttemptEffect> step = AttemptProtocol.step(attempts, event);
    attempts = step.state();
    effects.addAll(step.effects());
  }
}
