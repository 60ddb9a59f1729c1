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
 * The move of a directory that was begun; whoever finds it left behind can end it.
 *
 * @param move names the move, in the rows of both directories
 * @param directory what moves
 * @param from the directory it leaves
 * @param fromName its name there
 * @param to the directory it enters
 * @param toName its name there
 */
record MoveIntent(
    ObjectId move, ObjectId directory, ObjectId from, String fromName, ObjectId to, String toName) {

  private static final int VERSION = 2;
  private static final int MAX_BYTES = 1024;
  private static final int MAX_NAME_BYTES = 255;

  Bytes encode() {
    WireWriter into = new WireWriter(MAX_BYTES);
    into.u8(VERSION);
    move.write(into);
    directory.write(into);
    from.write(into);
    into.text(fromName);
    to.write(into);
    into.text(toName);
    return Bytes.wrap(into.toBytes());
  }

  static MoveIntent decode(Bytes value) {
    try {
      WireReader in = new WireReader(value.toBuffer());
      if (in.u8() != VERSION) {
        throw new WireFormatException("a move of another version");
      }
      return new MoveIntent(
          ObjectId.read(in),
          ObjectId.read(in),
          ObjectId.read(in),
          in.text(MAX_NAME_BYTES),
          ObjectId.read(in),
          in.text(MAX_NAME_BYTES));
    } catch (WireFormatException malformed) {
      throw new DftpException(Outcome.DID_NOT_HAPPEN, "a move cannot be read", malformed);
    }
  }
}
