// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.ftp.content.FileContent;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Duration;
import java.time.Instant;

/**
 * What is kept of an upload that broke off. Encoded as format version, token, both times in
 * milliseconds, and the content.
 *
 * @param token random and new in every row, so that no two operations put the same value
 * @param content all bytes from the first one on
 * @param began when the upload began, or the one that has gone on with it last
 * @param kept since when it is kept
 */
record Part(ObjectId token, FileContent content, Instant began, Instant kept) {

  /** How long a part is kept. */
  static final Duration KEPT_FOR = Duration.ofDays(7);

  private static final int VERSION = 1;

  /** Says whether its time is over. */
  boolean isOver(Instant now) {
    return !now.isBefore(kept.plus(KEPT_FOR));
  }

  Bytes encode() {
    WireWriter into = new WireWriter(Row.MAX_VALUE_BYTES);
    into.u8(VERSION);
    token.write(into);
    into.i64(began.toEpochMilli()).i64(kept.toEpochMilli());
    content.write(into);
    return Bytes.wrap(into.toBytes());
  }

  /** Reads what {@link #encode} wrote; bytes that follow are left to newer versions. */
  static Part decode(Bytes value) {
    try {
      WireReader from = new WireReader(value.toBuffer());
      int version = from.u8();
      if (version != VERSION) {
        throw new WireFormatException("a part of version " + version);
      }
      ObjectId token = ObjectId.read(from);
      Instant began = Instant.ofEpochMilli(from.i64());
      Instant kept = Instant.ofEpochMilli(from.i64());
      return new Part(token, FileContent.read(from), began, kept);
    } catch (WireFormatException malformed) {
      throw Entry.unreadable(malformed);
    }
  }
}
