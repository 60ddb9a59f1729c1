// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.runtime.Bytes;
import io.dftp.store.Mutation.Put;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The row that a content's map begins with: which process writes the content. Contents of before
 * that was written down have one that names nobody.
 */
public final class Opening {

  /** The name of the row. */
  public static final String ROW = "content";

  private static final byte VERSION = 2;
  private static final int BYTES = 1 + Long.BYTES;

  private Opening() {}

  /** Returns the row of a content that this process writes. */
  static Put by(long process) {
    return new Put(
        ROW, Bytes.wrap(ByteBuffer.allocate(BYTES).put(VERSION).putLong(process).array()));
  }

  /** Returns the process that the row names, if it names one. */
  public static OptionalLong processOf(Bytes value) {
    ByteBuffer from = value.toBuffer();
    return from.remaining() == BYTES && from.get() == VERSION
        ? OptionalLong.of(from.getLong())
        : OptionalLong.empty();
  }
}
