// SPDX-License-Identifier: Apache-2.0
package io.dftp.store.mutants;

import java.util.ArrayList;
import java.util.List;

/**
 * A bug that is planted in a class of the store by changing its source, and the test that has to
 * fail then.
 *
 * @param name what is wrong, in a few words
 * @param rule what the store promises, and this breaks
 * @param source the simple name of the class
 * @param edits what is changed in its source
 * @param killer the test that notices
 */
record SourceMutant(String name, String rule, String source, List<Edit> edits, Killer killer) {

  SourceMutant {
    edits = List.copyOf(edits);
  }

  /**
   * A change of a source.
   *
   * @param original code that occurs there once, however its lines are broken
   * @param replaced what is put in its place
   */
  record Edit(String original, String replaced) {}

  /** Begins a mutant that nothing kills yet. */
  static SourceMutant of(String name, String rule, String source) {
    return new SourceMutant(name, rule, source, List.of(), new Killer("none", "none", 0, ""));
  }

  SourceMutant with(String original, String replaced) {
    List<Edit> all = new ArrayList<>(edits);
    all.add(new Edit(original, replaced));
    return new SourceMutant(name, rule, source, all, killer);
  }

  /** Returns the same without some code. */
  SourceMutant without(String original) {
    return with(original, "");
  }

  /**
   * Returns the same with its killer.
   *
   * @param test as {@code Class#method}, or {@code Class#method[n]} for the n-th invocation alone
   * @param seed of the simulation in which it is killed; empty where there is none
   */
  SourceMutant killedBy(String test, String seed) {
    return new SourceMutant(name, rule, source, edits, Killer.of(test, seed));
  }

  /** Returns the line of the table of all mutants. */
  String described() {
    return String.format(
        "| %s | %s | `%s` | `%s`%s |",
        name,
        rule,
        source,
        killer.named(),
        killer.seed().isEmpty() ? "" : ", seed " + killer.seed());
  }

  SourceMutant killedBy(String test) {
    return killedBy(test, "");
  }
}
