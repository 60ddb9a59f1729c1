// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.ring;

import com.google.common.collect.ImmutableList;
import io.dftp.sim.explore.Counterexample;
import io.dftp.sim.explore.Exploration;
import java.util.List;
import java.util.Optional;

/** What a {@link RingCheck} found. */
public final class RingReport {

  /**
   * How a ring mends itself once nobody joins, leaves or fails.
   *
   * @param rounds the most fair rounds from a reached state to a settled ring: ideal, and nobody
   *     dead is known
   * @param never how many states need not ever settle
   * @param steps how many steps of repair change a pointer, while nobody dead waits to be taken for
   *     a predecessor
   * @param notLowered of them, those that do not lower the pointer errors
   * @param unsettled how many steps of repair lead out of a settled ring
   * @param example what is wrong, drawn; empty when nothing is
   */
  public record Repair(
      int rounds, int never, long steps, long notLowered, long unsettled, String example) {

    /** Says whether every ring settles, by steps that each bring it nearer. */
    public boolean isSound() {
      return never == 0 && notLowered == 0 && unsettled == 0 && example.isEmpty();
    }
  }

  private final RingCheck check;
  private final int states;
  private final long transitions;
  private final int depth;
  private final long bytes;
  private final boolean complete;
  private final ImmutableList<Counterexample> counterexamples;
  private final Optional<Repair> repair;

  private RingReport(
      RingCheck check,
      Counts counts,
      boolean complete,
      List<Counterexample> counterexamples,
      Optional<Repair> repair) {
    this.check = check;
    this.states = counts.states();
    this.transitions = counts.transitions();
    this.depth = counts.depth();
    this.bytes = counts.bytes();
    this.complete = complete;
    this.counterexamples = ImmutableList.copyOf(counterexamples);
    this.repair = repair;
  }

  private record Counts(int states, long transitions, int depth, long bytes) {}

  static RingReport ofSafety(RingCheck check, Exploration<AtomicState> exploration) {
    return new RingReport(
        check,
        new Counts(
            exploration.states(),
            exploration.transitions(),
            exploration.depth(),
            exploration.bytes()),
        exploration.isComplete(),
        exploration.counterexamples(),
        Optional.empty());
  }

  RingReport withProgress(Repair found) {
    return new RingReport(
        check,
        new Counts(states, transitions, depth, bytes),
        complete,
        counterexamples,
        Optional.of(found));
  }

  /** Returns what was checked. */
  public RingCheck check() {
    return check;
  }

  /** Returns how many states were reached. */
  public int states() {
    return states;
  }

  /** Returns how many transitions that change something were taken. */
  public long transitions() {
    return transitions;
  }

  /** Returns the longest of the shortest ways from an ideal ring of r+1 members. */
  public int depth() {
    return depth;
  }

  /** Returns how much memory the states took, in bytes. */
  public long bytes() {
    return bytes;
  }

  /** Says whether every reachable state was visited. */
  public boolean isComplete() {
    return complete;
  }

  /** Returns a shortest way to each invariant that is broken. */
  public List<Counterexample> counterexamples() {
    return counterexamples;
  }

  /** Returns how rings mend; empty unless every state was visited and no invariant was broken. */
  public Optional<Repair> repair() {
    return repair;
  }

  /** Says whether nothing wrong was found in what was visited. */
  public boolean isSound() {
    return counterexamples.isEmpty() && repair.map(Repair::isSound).orElse(true);
  }

  @Override
  public String toString() {
    return "ring of "
        + check.ids()
        + " identifiers, "
        + check.successors()
        + " successors: "
        + states
        + " states, "
        + transitions
        + " transitions, depth "
        + depth
        + (complete ? ", complete" : ", not complete")
        + (isSound() ? ", nothing wrong" : ", wrong: " + counterexamples)
        + repair.map(found -> ", " + found).orElse("");
  }
}
