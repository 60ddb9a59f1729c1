// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.explore.TokenWorld.Token;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplorerTest {

  @Test
  void everyStateIsVisitedOnce() {
    Exploration<Token> all = Explorer.explore(new TokenWorld(10, 6));

    assertThat(all.isComplete()).isTrue();
    assertThat(all.counterexamples()).isEmpty();
    assertThat(all.states()).isEqualTo(7);
    assertThat(all.transitions()).isEqualTo(12);
    assertThat(all.depth()).isEqualTo(5);
    List<Integer> left = new ArrayList<>();
    all.forEach((index, token) -> left.add(token.stepsLeft()));
    assertThat(left).containsExactly(6, 5, 0, 4, 3, 2, 1);
    assertThat(all.depthOf(all.indexOf(new Token(8, 1)))).isEqualTo(5);
    assertThat(all.indexOf(new Token(8, 9))).isEqualTo(-1);
  }

  @Test
  void theFirstViolationIsAShortestOneAndKeepsItsNames() {
    Exploration<Token> all = Explorer.explore(new TokenWorld(4, 11));

    assertThat(all.isComplete()).isFalse();
    assertThat(all.counterexamples()).hasSize(1);
    Counterexample first = all.counterexamples().get(0);
    assertThat(first.property()).isEqualTo("NeverNine");
    assertThat(first.labels()).containsExactly("3 to 0", "0 to 1");
    assertThat(first.toString())
        .contains("NeverNine is broken: nine", "2 steps", "1. 3 to 0", "Token[place=1");
  }

  @Test
  void anExplorationPastViolationsFindsOneOfEachName() {
    ExplorationLimits limits = ExplorationLimits.none().pastViolations();

    Exploration<Token> all = Explorer.explore(new TokenWorld(4, 11), limits, (a, b, c, d) -> {});

    assertThat(all.isComplete()).isTrue();
    assertThat(all.states()).isEqualTo(12);
    assertThat(all.counterexamples())
        .extracting(Counterexample::property)
        .containsExactly("NeverNine", "NeverSeven");
    assertThat(all.counterexamples().get(1).labels())
        .containsExactly("3 to 0", "0 to 1", "1 to 2", "2 to 3", "seven at 3");
  }

  @Test
  void limitsEndAnExplorationAndAreSaid() {
    TokenWorld world = new TokenWorld(4, 6);

    Exploration<Token> few =
        Explorer.explore(world, ExplorationLimits.none().withStates(3), (a, b, c, d) -> {});
    Exploration<Token> shallow =
        Explorer.explore(world, ExplorationLimits.none().withDepth(2), (a, b, c, d) -> {});

    assertThat(few.isComplete()).isFalse();
    assertThat(few.states()).isEqualTo(3);
    assertThat(shallow.isComplete()).isFalse();
    assertThat(shallow.states()).isEqualTo(4);
  }

  @Test
  void roundsToTheGoalAreTheWorstOverAllOutcomes() {
    Exploration<Token> all = Explorer.explore(new TokenWorld(4, 6));

    Convergence rounds =
        Convergence.of(
            all,
            token ->
                List.of(
                    new Token(0, Math.max(0, token.stepsLeft() - 2)),
                    new Token(0, token.stepsLeft() - 1)),
            token -> token.stepsLeft() == 0);

    assertThat(rounds.never()).isZero();
    assertThat(rounds.bound()).isEqualTo(6);
  }

  @Test
  void roundsInACircleNeverReachTheGoal() {
    Exploration<Token> all = Explorer.explore(new TokenWorld(4, 6));

    Convergence rounds =
        Convergence.of(
            all,
            token -> List.of(new Token(0, token.stepsLeft() == 2 ? 3 : token.stepsLeft() - 1)),
            token -> token.stepsLeft() == 0);

    assertThat(rounds.never()).isEqualTo(5);
    assertThat(rounds.bound()).isEqualTo(1);
    assertThat(all.state(rounds.firstNever())).isEqualTo(new Token(0, 6));
  }
}
