// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;

/** What is stored of a map beside its rows, in the same batch as they. */
record MapHead(CausalContext context, RowDigest digest) {

  private static final int FORMAT = 1;

  Bytes encode() {
    WireWriter writer = new WireWriter(LocalStore.MAX_VALUE_BYTES);
    writer.u8(FORMAT);
    context.write(writer);
    digest.write(writer);
    return Bytes.wrap(writer.toBytes());
  }

  static MapHead decode(Bytes stored) {
    try {
      WireReader reader = new WireReader(stored.toBuffer());
      int format = reader.u8();
      if (format != FORMAT) {
        throw new WireFormatException("a map of format " + format);
      }
      return new MapHead(CausalContext.read(reader), RowDigest.read(reader));
    } catch (WireFormatException | IllegalArgumentException malformed) {
      throw new DftpException(
          Outcome.ASK_ELSEWHERE, "unreadable map: " + malformed.getMessage(), malformed);
    }
  }

  MapSummary summary() {
    return new MapSummary(true, context.hash(), digest);
  }
}
