// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.store.ObjectId;

/**
 * Says of a name that it is on its way to another directory; written into its row, so that of all
 * who would change that row one wins.
 *
 * @param move names the move, here and at the target
 * @param to the directory it enters
 * @param toName its name there
 */
record Departure(ObjectId move, ObjectId to, String toName) {

  private static final int MAX_NAME_BYTES = 255;

  void write(WireWriter into) {
    move.write(into);
    to.write(into);
    into.text(toName);
  }

  static Departure read(WireReader from) throws WireFormatException {
    return new Departure(ObjectId.read(from), ObjectId.read(from), from.text(MAX_NAME_BYTES));
  }
}
