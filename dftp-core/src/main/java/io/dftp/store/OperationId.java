// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The name of one operation on a map: the dots that its gateway gave it, and that it keeps through
 * every retry at every owner. No dot is given twice.
 *
 * @param writer random, new for each map that a process writes to
 * @param first the counter of its first dot, 1 or more
 * @param count how many dots it has: one for each row it puts, at least one
 */
public record OperationId(long writer, long first, int count) implements Comparable<OperationId> {

  private static final Comparator<OperationId> ORDER =
      Comparator.comparingLong(OperationId::writer)
          .thenComparingLong(OperationId::first)
          .thenComparingInt(OperationId::count);

  /** Checks the ranges. */
  public OperationId {
    checkArgument(first >= 1, "counters begin with 1, not with %s", first);
    checkArgument(
        count >= 1 && count <= Mutation.MAX_PARTS,
        "an operation has 1..%s dots, not %s",
        Mutation.MAX_PARTS,
        count);
  }

  /** Returns one of the dots, counted from 0. */
  public Dot dot(int number) {
    return new Dot(writer, first + number);
  }

  List<Dot> dots() {
    List<Dot> dots = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      dots.add(dot(i));
    }
    return dots;
  }

  /** Returns the counter after its last dot. */
  long end() {
    return first + count;
  }

  void write(WireWriter into) {
    into.i64(writer).i64(first).u16(count);
  }

  static OperationId read(WireReader from) throws WireFormatException {
    return new OperationId(from.i64(), from.i64(), from.u16());
  }

  /** Ordered by writer, then by counter. */
  @Override
  public int compareTo(OperationId other) {
    return ORDER.compare(this, other);
  }

  /** Returns the writer in hexadecimal and the counter. */
  @Override
  public String toString() {
    return Long.toHexString(writer) + ":" + first + (count == 1 ? "" : "+" + (count - 1));
  }
}
