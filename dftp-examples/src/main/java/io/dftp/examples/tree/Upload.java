// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The bytes of one upload, which no other upload has: cells of eight characters that say whose they
 * are, and which.
 *
 * @param write its number
 * @param operation how it meets the file that is there
 * @param offset the first cell that it writes, for {@link TreeOperation#RESUME}; else 0
 * @param cells how many it writes
 */
record Upload(int write, TreeOperation operation, int offset, int cells) {

  /** Characters of one cell. */
  static final int CELL = 8;

  /** Returns its bytes from one cell to before another. */
  ByteBuffer bytes(int from, int to) {
    return ByteBuffer.wrap(text(from, to).getBytes(US_ASCII));
  }

  String text(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int cell = from; cell < to; cell++) {
      text.append(String.format(Locale.ROOT, "%04x%04x", write, cell));
    }
    return text.toString();
  }
}
