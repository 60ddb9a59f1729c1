// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;

/**
 * What two copies of a map compare: equal summaries mean equal copies.
 *
 * @param exists false when the host has never heard of the map
 * @param contextHash 128 bits that stand for the context
 * @param digest the sum over the live rows, a guard beside the context
 */
record MapSummary(boolean exists, Bytes contextHash, RowDigest digest) {

  static final int HASH_BYTES = 16;

  static final MapSummary ABSENT =
      new MapSummary(false, CausalContext.EMPTY.hash(), RowDigest.ZERO);

  void write(WireWriter into) {
    into.bool(exists).raw(contextHash.array());
    digest.write(into);
  }

  static MapSummary read(WireReader from) throws WireFormatException {
    return new MapSummary(from.bool(), Bytes.wrap(from.raw(HASH_BYTES)), RowDigest.read(from));
  }
}
