// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.discovery.Uid;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.Comparator;

/**
 * The term of one coordinator, unique for all time: only its owner makes it, in one incarnation,
 * and never the same count twice. Ordered by its components from left to right.
 *
 * @param count 0 to {@link #MAX_COUNT}; grows with each claim
 * @param uid of the host that claimed it
 * @param incarnation of that host
 */
public record Epoch(long count, Uid uid, long incarnation) implements Comparable<Epoch> {

  /** The largest count that is accepted. */
  public static final long MAX_COUNT = 1L << 62;

  /** Before the first election. */
  public static final Epoch NONE = new Epoch(0, Uid.NONE, 0);

  private static final Comparator<Epoch> ORDER =
      Comparator.comparingLong(Epoch::count)
          .thenComparing(Epoch::uid)
          .thenComparingLong(Epoch::incarnation);

  /** Checks the range of the count. */
  public Epoch {
    checkArgument(count >= 0 && count <= MAX_COUNT, "count must be 0..2^62, not %s", count);
  }

  /** Says whether it is later than the other. */
  public boolean isAfter(Epoch other) {
    return compareTo(other) > 0;
  }

  /** Writes 32 bytes. */
  public void write(WireWriter into) {
    into.i64(count);
    uid.write(into);
    into.i64(incarnation);
  }

  /** Reads what {@link #write} wrote. */
  public static Epoch read(WireReader from) throws WireFormatException {
    return new Epoch(from.i64(), Uid.read(from), from.i64());
  }

  @Override
  public int compareTo(Epoch other) {
    return ORDER.compare(this, other);
  }

  /** Returns the count, which is what people compare. */
  @Override
  public String toString() {
    return count + "/" + uid.toString().substring(0, 8) + "." + incarnation;
  }
}
