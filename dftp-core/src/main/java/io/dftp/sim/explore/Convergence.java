// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import static com.google.common.base.Preconditions.checkState;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How many rounds it takes from each state of an exploration to the goal, in the worst case.
 *
 * <p>A round may have several outcomes, one for each order in which things may happen in it; the
 * number of a state is one more than the largest of its outcomes' numbers, and 0 at the goal. A
 * state from which rounds may go in a circle never surely reaches the goal.
 */
public final class Convergence {

  private static final int UNKNOWN = -1;
  private static final int OPEN = -2;
  private static final int NEVER = Integer.MAX_VALUE;

  private final int[] rounds;

  private Convergence(int[] rounds) {
    this.rounds = rounds;
  }

  /**
   * Follows rounds from every state that was reached.
   *
   * @param round returns the possible outcomes; each must be a state that was reached
   * @param goal where no more rounds are needed
   */
  public static <S> Convergence of(
      Exploration<S> exploration, Function<S, List<S>> round, Predicate<S> goal) {
    return of(exploration, round, goal, (reached, expanded, transitions, depth) -> {});
  }

  /**
   * Follows rounds from every state that was reached.
   *
   * @param round returns the possible outcomes; each must be a state that was reached
   * @param goal where no more rounds are needed
   * @param progress hears of states instead of transitions, all at depth 0
   */
  public static <S> Convergence of(
      Exploration<S> exploration,
      Function<S, List<S>> round,
      Predicate<S> goal,
      ProgressListener progress) {
    int[] rounds = new int[exploration.states()];
    Arrays.fill(rounds, UNKNOWN);
    for (int start = 0; start < rounds.length; start++) {
      if (start % Explorer.PROGRESS_EVERY == 0) {
        progress.progress(rounds.length, start, start, 0);
      }
      if (rounds[start] == UNKNOWN) {
        follow(exploration, round, goal, rounds, start);
      }
    }
    return new Convergence(rounds);
  }

  /** Returns the most rounds over all states from which the goal is reached. */
  public int bound() {
    return Arrays.stream(rounds).filter(count -> count != NEVER).max().orElse(0);
  }

  /** Returns how many states never surely reach the goal. */
  public int never() {
    return (int) Arrays.stream(rounds).filter(count -> count == NEVER).count();
  }

  /** Returns the first state that never surely reaches the goal, or -1. */
  public int firstNever() {
    for (int index = 0; index < rounds.length; index++) {
      if (rounds[index] == NEVER) {
        return index;
      }
    }
    return -1;
  }

  /** Returns the rounds that the state of that number needs; {@code Integer.MAX_VALUE}: never. */
  public int roundsFrom(int index) {
    return rounds[index];
  }

  /** A state whose outcomes are being followed. */
  private static final class Visit {
    final int index;
    final int[] outcomes;
    int next;

    Visit(int index, int[] outcomes) {
      this.index = index;
      this.outcomes = outcomes;
    }
  }

  private static <S> void follow(
      Exploration<S> exploration,
      Function<S, List<S>> round,
      Predicate<S> goal,
      int[] rounds,
      int start) {
    ArrayDeque<Visit> open = new ArrayDeque<>();
    open.push(visit(exploration, round, goal, rounds, start));
    while (!open.isEmpty()) {
      Visit visit = open.peek();
      if (visit.next < visit.outcomes.length) {
        int outcome = visit.outcomes[visit.next++];
        if (rounds[outcome] == UNKNOWN) {
          open.push(visit(exploration, round, goal, rounds, outcome));
        }
      } else {
        open.pop();
        rounds[visit.index] = worst(rounds, visit);
      }
    }
  }

  private static <S> Visit visit(
      Exploration<S> exploration,
      Function<S, List<S>> round,
      Predicate<S> goal,
      int[] rounds,
      int index) {
    S state = exploration.state(index);
    rounds[index] = OPEN;
    if (goal.test(state)) {
      return new Visit(index, new int[0]);
    }
    int[] outcomes =
        round.apply(state).stream().mapToInt(exploration::indexOf).distinct().toArray();
    checkState(
        outcomes.length > 0 && Arrays.stream(outcomes).allMatch(outcome -> outcome >= 0),
        "a round leads out of the states that were reached");
    return new Visit(index, outcomes);
  }

  /** An outcome that is still open lies on a circle with this state. */
  private static int worst(int[] rounds, Visit visit) {
    int most = -1;
    for (int outcome : visit.outcomes) {
      int count = rounds[outcome];
      if (count == NEVER || count == OPEN) {
        return NEVER;
      }
      most = Math.max(most, count);
    }
    return most + 1;
  }
}
