// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The sum of the SHA-256 hashes of rows modulo 2<sup>256</sup>, so that a row is added or taken
 * away without a look at the others.
 */
record RowDigest(long a, long b, long c, long d) {

  static final RowDigest ZERO = new RowDigest(0, 0, 0, 0);

  /** Returns the digest of one row alone. */
  static RowDigest of(Row row) {
    byte[] name = row.name().getBytes(StandardCharsets.UTF_8);
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putInt(name.length).putBytes(name);
    hasher.putLong(row.dot().writer()).putLong(row.dot().counter());
    hasher.putBytes(Hashing.sha256().hashBytes(row.value().array()).asBytes());
    ByteBuffer hash = ByteBuffer.wrap(hasher.hash().asBytes());
    return new RowDigest(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
  }

  RowDigest plus(RowDigest other) {
    long sumD = d + other.d;
    long carry = Long.compareUnsigned(sumD, d) < 0 ? 1 : 0;
    long sumC = c + other.c + carry;
    carry = carried(sumC, c, carry);
    long sumB = b + other.b + carry;
    carry = carried(sumB, b, carry);
    return new RowDigest(a + other.a + carry, sumB, sumC, sumD);
  }

  RowDigest minus(RowDigest other) {
    return plus(other.negated());
  }

  private RowDigest negated() {
    return new RowDigest(~a, ~b, ~c, ~d).plus(new RowDigest(0, 0, 0, 1));
  }

  private static long carried(long sum, long part, long carryIn) {
    // With a carry, an unchanged part can only have had all ones added.
    int order = Long.compareUnsigned(sum, part);
    return order < 0 || (order == 0 && carryIn != 0) ? 1 : 0;
  }

  void write(WireWriter into) {
    into.i64(a).i64(b).i64(c).i64(d);
  }

  static RowDigest read(WireReader from) throws WireFormatException {
    return new RowDigest(from.i64(), from.i64(), from.i64(), from.i64());
  }
}
