// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.explore.Exploration;
import io.dftp.sim.explore.ExplorationLimits;
import io.dftp.sim.explore.Explorer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every state of the store's write path within bounds, and bugs that are planted in it. Larger
 * bounds are a matter of time: two takeovers with a repeat and a crash have more states than memory
 * holds, and are gone through from the beginning as far as the last line says.
 */
class WriteExplorationTest {

  @ParameterizedTest(name = "takeovers {0}, silences {1}, repeats {2}, crashes {3}, patience {4}")
  @CsvSource({
    "0, 0, 0, 0, 0",
    "1, 1, 0, 0, 0",
    "1, 0, 1, 0, 0",
    "0, 1, 1, 0, 0",
    "0, 0, 0, 1, 0",
  })
  void nothingIsBrokenInAnyState(
      int takeovers, int silences, int repeats, int crashes, int patience) {
    WriteBudget budget = new WriteBudget(takeovers, silences, repeats, crashes, patience);
    Exploration<WriteState> explored = Explorer.explore(new WriteWorld(budget, WriteMutant.NONE));

    assertThat(explored.counterexamples()).isEmpty();
    assertThat(explored.isComplete()).isTrue();
  }

  @ParameterizedTest(name = "takeovers {0}, silences {1}, repeats {2}, crashes {3}, patience {4}")
  @CsvSource({"2, 0, 0, 0, 0, 100000", "1, 1, 1, 1, 1, 100000", "2, 1, 1, 1, 1, 100000"})
  void nothingIsBrokenInTheFirstStates(
      int takeovers, int silences, int repeats, int crashes, int patience, int states) {
    WriteBudget budget = new WriteBudget(takeovers, silences, repeats, crashes, patience);
    Exploration<WriteState> explored =
        Explorer.explore(
            new WriteWorld(budget, WriteMutant.NONE),
            ExplorationLimits.none().withStates(states),
            (reached, expanded, transitions, depth) -> {});

    assertThat(explored.counterexamples()).isEmpty();
    assertThat(explored.states()).isEqualTo(states);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "CHANGES_REST_ON_ANY_COPY; 1; 0; equal contexts mean equal rows",
        "PREPARED_IS_DROPPED; 0; 1; what is acknowledged is shown",
        "HOLDERS_ARE_NOT_AWAITED; 1; 0; what is acknowledged is on two disks",
        "REFUSALS_ARE_NOT_VOIDED; 1; 0; what is refused is never shown",
        "NEW_DOT_EACH_ATTEMPT; 1; 0; what is refused is never shown",
      })
  void everyPlantedBugIsFound(WriteMutant mutant, int silences, int crashes, String broken) {
    WriteBudget budget = new WriteBudget(1, silences, 0, crashes, 0);
    Exploration<WriteState> explored = Explorer.explore(new WriteWorld(budget, mutant));

    assertThat(explored.counterexamples()).extracting(Counterexample::property).contains(broken);
  }
}
