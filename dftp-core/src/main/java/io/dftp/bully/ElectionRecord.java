// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.ByteBuffer;

/**
 * What an elector must not forget: its incarnation and its promise.
 *
 * @param incarnation of the start that wrote it
 * @param promised the latest promise
 */
record ElectionRecord(long incarnation, Epoch promised) {

  private static final int FORMAT = 1;
  private static final int MAX_BYTES = 64;

  /**
   * Reads what {@link #toBytes} wrote; empty bytes are the record before the first start.
   *
   * @throws WireFormatException if it is no such record; then nothing may be promised
   */
  static ElectionRecord read(byte[] bytes) throws WireFormatException {
    if (bytes.length == 0) {
      return new ElectionRecord(0, Epoch.NONE);
    }
    WireReader reader = new WireReader(ByteBuffer.wrap(bytes));
    int format = reader.u8();
    if (format != FORMAT) {
      throw new WireFormatException("an election record of format " + format);
    }
    return new ElectionRecord(reader.i64(), Epoch.read(reader));
  }

  byte[] toBytes() {
    WireWriter writer = new WireWriter(MAX_BYTES);
    writer.u8(FORMAT).i64(incarnation);
    promised.write(writer);
    return writer.toBytes();
  }
}
