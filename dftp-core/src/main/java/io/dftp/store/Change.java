// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.runtime.Bytes;
import java.util.List;

/**
 * One decided operation, as its owner sends it to the holders and as it lies on their disks until
 * it is committed.
 *
 * @param id its dots
 * @param decidedBelow the counter below which the gateway knows what became of all its operations
 *     on the map, so that their verdicts need not be kept
 * @param verdict what is decided; a void one adds and removes nothing
 * @param rows that it adds, under its own dots
 * @param removes the dots of the rows that it supersedes
 * @param under the term under which it was decided; it is acknowledged when all holders of that
 *     term have it
 */
record Change(
    OperationId id,
    long decidedBelow,
    Verdict verdict,
    List<Row> rows,
    List<Dot> removes,
    Term under) {

  Change {
    rows = ImmutableList.copyOf(rows);
    removes = ImmutableList.copyOf(removes);
  }

  static Change voiding(OperationId id, long decidedBelow, Term under) {
    return new Change(id, decidedBelow, Verdict.VOID, List.of(), List.of(), under);
  }

  /** Returns the change of a mutation that is applied. */
  static Change applying(Operation operation, Term under) {
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    Mutation mutation = operation.mutation();
    for (int i = 0; i < mutation.puts().size(); i++) {
      Mutation.Put put = mutation.puts().get(i);
      rows.add(new Row(put.name(), operation.id().dot(i), put.value()));
    }
    return new Change(
        operation.id(),
        operation.decidedBelow(),
        Verdict.APPLIED,
        rows.build(),
        mutation.removes(),
        under);
  }

  /** Says whether it brings the map into being. */
  boolean isBirth() {
    return rows.stream().anyMatch(row -> row.name().equals(MapState.BIRTH));
  }

  /** Returns the bytes that it takes, about. */
  long bytes() {
    long bytes = StampedRow.OVERHEAD_BYTES + 16L * removes.size();
    for (Row row : rows) {
      bytes += bytes(row.name(), row.value());
    }
    return bytes;
  }

  /** Returns the bytes that the change of a mutation takes, about. */
  static long bytes(Mutation mutation) {
    long bytes = StampedRow.OVERHEAD_BYTES + 16L * mutation.removes().size();
    for (Mutation.Put put : mutation.puts()) {
      bytes += bytes(put.name(), put.value());
    }
    return bytes;
  }

  private static long bytes(String name, Bytes value) {
    return (long) name.length() + value.size() + StampedRow.OVERHEAD_BYTES;
  }
}
