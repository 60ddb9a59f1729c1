// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.store.Deliberation.Asked;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One host in a {@link WriteWorld}, which is a holder, and may be an owner. Immutable.
 *
 * @param up whether its process runs
 * @param promises what it has promised, durably
 * @param memory its copy
 * @param disk its copy as a crash leaves it
 * @param tenure whether and under which term it owns the map
 * @param duty how the map stands here as at its owner
 * @param waiting what it was asked and has not decided
 * @param underWay what it has decided and not told
 * @param interrupted how many of the first that wait may have been applied somewhere
 * @param group the changes on their way to the holders
 * @param told the changes of the last group, of which the holders may not have heard yet
 */
record WriteHost(
    boolean up,
    Promises promises,
    MapCopy memory,
    MapCopy disk,
    Tenure tenure,
    Duty duty,
    List<Waiting> waiting,
    List<Decided> underWay,
    int interrupted,
    List<Change> group,
    List<OperationId> told) {

  /**
   * A question at an owner.
   *
   * @param current whether its gateway waits for the answer
   */
  record Waiting(int operation, boolean current, Asked asked) {

    /** Returns the same after the gateway of the operation has given up waiting. */
    Waiting outdated(int given) {
      return operation == given ? new Waiting(operation, false, asked) : this;
    }
  }

  /** A question that is decided; with the refusal if it is one. */
  record Decided(Waiting question, Optional<TryAnswer> refusal) {}

  WriteHost {
    waiting = ImmutableList.copyOf(waiting);
    underWay = ImmutableList.copyOf(underWay);
    group = ImmutableList.copyOf(group);
    told = ImmutableList.copyOf(told);
  }

  /** Returns the copy as a value, the same whatever the order in which its rows came. */
  static MapCopy value(MapState state) {
    MapCopy copy = state.snapshot();
    List<StampedRow> rows =
        copy.rows().stream()
            .sorted(Comparator.comparing((StampedRow row) -> row.row().dot()))
            .toList();
    return new MapCopy(copy.head(), rows, copy.pending());
  }

  static MapState state(MapCopy copy) {
    MapState state = new MapState();
    state.load(copy.head(), copy.rows(), copy.pending());
    return state;
  }

  List<Row> rows(String name) {
    return memory.rows().stream().map(StampedRow::row).filter(r -> r.name().equals(name)).toList();
  }
}
