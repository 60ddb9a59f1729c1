// SPDX-License-Identifier: Apache-2.0
package io.dftp.mutants;

import java.util.ArrayList;
import java.util.List;

/**
 * A bug that is planted in a class by changing its source, and the test that has to fail then.
 *
 * @param home the package in which class and killer are named
 * @param name what is wrong, in a few words
 * @param rule what is promised, and this breaks
 * @param source the name of the class within the home
 * @param edits what is changed in its source
 * @param killer the test that notices
 */
public record SourceMutant(
    String home, String name, String rule, String source, List<Edit> edits, Killer killer) {

  /** Keeps an immutable copy. */
  public SourceMutant {
    edits = List.copyOf(edits);
  }

  /**
   * A change of a source.
   *
   * @param original code that occurs there once, however its lines are broken
   * @param replaced what is put in its place
   */
  public record Edit(String original, String replaced) {}

  /** Begins a mutant that nothing kills yet. */
  public static SourceMutant of(String home, String name, String rule, String source) {
    return new SourceMutant(home, name, rule, source, List.of(), new Killer("none", "none", 0, ""));
  }

  /** Returns the same with some code replaced. */
  public SourceMutant with(String original, String replaced) {
    List<Edit> all = new ArrayList<>(edits);
    all.add(new Edit(original, replaced));
    return new SourceMutant(home, name, rule, source, all, killer);
  }

  /** Returns the same without some code. */
  public SourceMutant without(String original) {
    return with(original, "");
  }

  /**
   * Returns the same with its killer.
   *
   * @param test as {@code Class#method}, or {@code Class#method[n]} for the n-th invocation alone
   * @param seed of the simulation in which it is killed; empty where there is none
   */
  public SourceMutant killedBy(String test, String seed) {
    return new SourceMutant(home, name, rule, source, edits, Killer.of(test, seed));
  }

  /** Returns the line of the table of all mutants. */
  public String described() {
    return String.format(
        "| %s | %s | `%s` | `%s`%s |",
        name,
        rule,
        source,
        killer.named(),
        killer.seed().isEmpty() ? "" : ", seed " + killer.seed());
  }

  /** Returns the same with its killer, in which nothing is left to chance. */
  public SourceMutant killedBy(String test) {
    return killedBy(test, "");
  }
}
