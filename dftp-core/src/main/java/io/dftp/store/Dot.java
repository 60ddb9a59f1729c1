// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;

/**
 * The name of one row's writing, or of a removal: given by the gateway that takes the operation
 * from its client, and never given twice.
 *
 * @param writer random, new for each map that a process writes to
 * @param counter 1, 2, 3 ... for each writer
 */
public record Dot(long writer, long counter) implements Comparable<Dot> {

  /** Writes 16 bytes. */
  public void write(WireWriter into) {
    into.i64(writer).i64(counter);
  }

  /** Reads what {@link #write} wrote. */
  public static Dot read(WireReader from) throws WireFormatException {
    return new Dot(from.i64(), from.i64());
  }

  @Override
  public int compareTo(Dot other) {
    int order = Long.compare(counter, other.counter);
    return order != 0 ? order : Long.compareUnsigned(writer, other.writer);
  }
}
