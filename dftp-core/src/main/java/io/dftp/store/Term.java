// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.Comparator;

/**
 * The time for which one host owns an arc: a number above all that were met when it began, and the
 * host. Terms order owners, never rows: copies are joined whatever term they were written under,
 * because two sides of a cut both acknowledge.
 *
 * @param number 1 or more
 */
record Term(long number, NodeAddress owner) implements Comparable<Term> {

  private static final Comparator<Term> ORDER =
      Comparator.comparingLong(Term::number)
          .thenComparing(term -> term.owner().host())
          .thenComparingInt(term -> term.owner().port());

  Term {
    checkArgument(number >= 1, "a term has a number of 1 or more, not %s", number);
  }

  void write(WireWriter into) {
    into.i64(number).address(owner);
  }

  static Term read(WireReader from) throws WireFormatException {
    long number = from.i64();
    if (number < 1) {
      throw new WireFormatException("a term of number " + number);
    }
    return new Term(number, from.address());
  }

  @Override
  public int compareTo(Term other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return number + "@" + owner;
  }
}
