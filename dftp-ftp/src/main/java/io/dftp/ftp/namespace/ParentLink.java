// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.ObjectId;

/**
 * Where a directory hangs: its row {@code ".."}.
 *
 * @param token makes the row's value unique
 * @param parent the directory above
 * @param name the name there when the link was written
 */
record ParentLink(ObjectId token, ObjectId parent, String name) {

  private static final int VERSION = 1;
  private static final int MAX_BYTES = 512;
  private static final int MAX_NAME_BYTES = 255;

  Bytes encode() {
    WireWriter into = new WireWriter(MAX_BYTES);
    into.u8(VERSION);
    token.write(into);
    parent.write(into);
    into.text(name);
    return Bytes.wrap(into.toBytes());
  }

  static ParentLink decode(Bytes value) {
    try {
      WireReader from = new WireReader(value.toBuffer());
      if (from.u8() != VERSION) {
        throw new WireFormatException("a parent link of another version");
      }
      return new ParentLink(ObjectId.read(from), ObjectId.read(from), from.text(MAX_NAME_BYTES));
    } catch (WireFormatException malformed) {
      throw new DftpException(Outcome.DID_NOT_HAPPEN, "a parent link cannot be read", malformed);
    }
  }
}
