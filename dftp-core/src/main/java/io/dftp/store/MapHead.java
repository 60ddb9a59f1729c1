// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.Optional;

/**
 * What is stored of a map beside its rows, in the same batch as they.
 *
 * @param stamp the term under which an owner last made sure that this copy has everything
 */
record MapHead(CausalContext context, RowDigest digest, Verdicts verdicts, Optional<Term> stamp) {

  /** The head of a map of which nothing is known. */
  static final MapHead EMPTY =
      new MapHead(CausalContext.EMPTY, RowDigest.ZERO, new Verdicts(), Optional.empty());

  private static final int FORMAT = 2;

  Bytes encode() {
    WireWriter writer = new WireWriter(LocalStore.MAX_VALUE_BYTES);
    writer.u8(FORMAT);
    write(writer);
    return Bytes.wrap(writer.toBytes());
  }

  static MapHead decode(Bytes stored) {
    try {
      WireReader reader = new WireReader(stored.toBuffer());
      int format = reader.u8();
      if (format != FORMAT) {
        throw new WireFormatException("a map of format " + format);
      }
      return read(reader);
    } catch (WireFormatException | IllegalArgumentException malformed) {
      throw new DftpException(
          Outcome.ASK_ELSEWHERE, "unreadable map: " + malformed.getMessage(), malformed);
    }
  }

  void write(WireWriter into) {
    context.write(into);
    digest.write(into);
    verdicts.write(into);
    into.bool(stamp.isPresent());
    stamp.ifPresent(term -> term.write(into));
  }

  static MapHead read(WireReader from) throws WireFormatException {
    return new MapHead(
        CausalContext.read(from),
        RowDigest.read(from),
        Verdicts.read(from),
        from.bool() ? Optional.of(Term.read(from)) : Optional.empty());
  }

  MapSummary summary() {
    return context.isEmpty() ? MapSummary.ABSENT : new MapSummary(true, context.hash(), digest);
  }
}
