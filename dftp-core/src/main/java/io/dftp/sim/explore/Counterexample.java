// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A shortest way to a state or a transition that breaks something.
 *
 * @param property the name of what is broken
 * @param detail how it is broken
 * @param begin the initial state, drawn
 * @param steps from there
 */
public record Counterexample(String property, String detail, String begin, List<Step> steps) {

  /**
   * One transition.
   *
   * @param label what happens
   * @param after the state behind it, drawn; empty where no state is behind it
   */
  public record Step(String label, String after) {}

  /** Keeps an immutable copy. */
  public Counterexample {
    steps = ImmutableList.copyOf(steps);
  }

  /** Returns the labels alone. */
  public List<String> labels() {
    return steps.stream().map(Step::label).toList();
  }

  /** Returns it as text for a reader: each step in words, then the state behind it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(property).append(" is broken: ").append(detail).append('\n');
    text.append("Shortest way there, ").append(steps.size()).append(" steps from\n");
    indent(text, begin);
    int number = 1;
    for (Step step : steps) {
      text.append(number++).append(". ").append(step.label()).append('\n');
      indent(text, step.after());
    }
    return text.toString();
  }

  private static void indent(StringBuilder text, String drawn) {
    drawn.lines().forEach(line -> text.append("     ").append(line).append('\n'));
  }
}
