// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Locale;
import java.util.SortedSet;

/**
 * One operation of a client on one key, from its question to what it was told.
 *
 * @param number 0, 1, 2 ... in the order of the questions
 * @param client who asked
 * @param key of what
 * @param action what was asked
 * @param invoked when
 * @param returned when the client was told, or gave up
 * @param outcome what it was told; {@link Outcome.Unknown} when it gave up
 */
public record Call(
    int number,
    String client,
    String key,
    Action action,
    Moment invoked,
    Moment returned,
    Outcome outcome) {

  /** Says whether it may have changed something. */
  boolean mayHaveHappened() {
    return action instanceof Action.Change
        && (outcome instanceof Outcome.Done || outcome instanceof Outcome.Unknown);
  }

  /** Says whether it tells anything about the rows. */
  boolean isObservation() {
    return outcome instanceof Outcome.Rows || outcome instanceof Outcome.Refused;
  }

  /** Returns the versions that it was shown; none when it was shown nothing. */
  SortedSet<String> shown() {
    if (outcome instanceof Outcome.Rows rows) {
      return rows.versions();
    }
    return outcome instanceof Outcome.Refused refused
        ? refused.versions()
        : ImmutableSortedSet.of();
  }

  /** Says whether the version is one that it adds, supersedes or was shown. */
  boolean mentions(String version) {
    boolean supersedes = action instanceof Action.Change change && change.seen().contains(version);
    return supersedes || action.added().contains(version) || shown().contains(version);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "#%d %s: %s: %s (%.3f to %.3f s)",
        number,
        client,
        action,
        outcome,
        invoked.at().toNanos() / 1e9,
        returned.at().toNanos() / 1e9);
  }
}
