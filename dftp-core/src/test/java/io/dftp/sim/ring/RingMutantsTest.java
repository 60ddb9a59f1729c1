// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.RingProtocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker is worth what it finds: every bug must be found, and what is right must not be. */
class RingMutantsTest {

  @ParameterizedTest
  @MethodSource("mutants")
  void theBugIsFoundWithATrace(RingMutant mutant) {
    MutantVerdict verdict = run(mutant);

    assertThat(verdict.isKilled()).as("%s: %s", mutant.name(), mutant.wrong()).isTrue();
    assertThat(verdict.trace()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("equivalents")
  void theVariantBreaksNothing(RingMutant variant) {
    assertThat(run(variant).trace()).isEmpty();
  }

  /** Else it would be the world that is broken, and not the mutant. */
  @ParameterizedTest
  @MethodSource("worlds")
  void theProtocolItselfIsNotFoundBrokenWhereMutantsAre(RingMutant mutant) {
    assertThat(run(mutant.with(RingProtocol::step)).trace()).isEmpty();
  }

  @Test
  void theStepOracleAloneFindsABlindRectify() {
    RingMutant blind =
        RingMutants.all().stream()
            .filter(mutant -> mutant.name().equals("rectify blind"))
            .findFirst()
            .orElseThrow();

    assertThat(run(blind).rule()).isEqualTo(MutantVerdict.ORACLE);
  }

  private static MutantVerdict run(RingMutant mutant) {
    return MutantCheck.run(mutant, (reached, expanded, transitions, depth) -> {});
  }

  static List<RingMutant> mutants() {
    return RingMutants.all();
  }

  static List<RingMutant> equivalents() {
    return RingMutants.equivalent();
  }

  static List<RingMutant> worlds() {
    return RingMutants.all().stream()
        .filter(
            mutant ->
                List.of("never adopt", "overwritten without BUSY", "between without wrap")
                    .contains(mutant.name()))
        .toList();
  }
}
