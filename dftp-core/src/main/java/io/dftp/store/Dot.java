// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;

/**
 * The name of one mutation of a map, given to it by the replica that made it, and never given
 * twice.
 *
 * @param replica the replica's random id, new at each start of its process
 * @param counter 1, 2, 3 ... for each map and replica, without holes
 */
public record Dot(long replica, long counter) implements Comparable<Dot> {

  /** Writes 16 bytes. */
  public void write(WireWriter into) {
    into.i64(replica).i64(counter);
  }

  /** Reads what {@link #write} wrote. */
  public static Dot read(WireReader from) throws WireFormatException {
    return new Dot(from.i64(), from.i64());
  }

  @Override
  public int compareTo(Dot other) {
    int order = Long.compare(counter, other.counter);
    return order != 0 ? order : Long.compareUnsigned(replica, other.replica);
  }
}
