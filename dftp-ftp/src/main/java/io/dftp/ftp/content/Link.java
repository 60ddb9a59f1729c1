// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.Dot;
import io.dftp.store.Mutation.Put;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.util.HexFormat;

/**
 * A place that names a content, as a row of the content's map. It is durable before the place
 * itself names the content: so a content that no place of its links names is named nowhere.
 *
 * @param directory the map of the place
 * @param rowName the name of the row there
 * @param dot under which that row was to be written first; later versions of the same name that
 *     supersede it and name the content too need no link of their own
 */
public record Link(ObjectId directory, String rowName, Dot dot) {

  /** How the names of all links begin. */
  public static final String PREFIX = "l/";

  private static final int VERSION = 1;

  /** Returns the row to put into the content's map. */
  public Put put() {
    HexFormat hex = HexFormat.of();
    WireWriter into = new WireWriter(Row.MAX_VALUE_BYTES);
    into.u8(VERSION);
    directory.write(into);
    dot.write(into);
    into.text(rowName);
    return new Put(
        PREFIX + hex.toHexDigits(dot.writer()) + "-" + hex.toHexDigits(dot.counter()),
        Bytes.wrap(into.toBytes()));
  }

  /** Reads what {@link #put} wrote. */
  public static Link decode(Bytes value) {
    try {
      WireReader from = new WireReader(value.toBuffer());
      int version = from.u8();
      if (version != VERSION) {
        throw new WireFormatException("a link of version " + version);
      }
      ObjectId directory = ObjectId.read(from);
      Dot dot = Dot.read(from);
      return new Link(directory, from.text(Row.MAX_NAME_BYTES), dot);
    } catch (WireFormatException malformed) {
      throw new DftpException(
          Outcome.DID_NOT_HAPPEN, "the link of a content cannot be read", malformed);
    }
  }
}
