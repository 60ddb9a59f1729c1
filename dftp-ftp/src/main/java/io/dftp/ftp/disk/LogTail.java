// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Tells what a crash leaves at the end of a log of RocksDB from damage that looks like it.
 *
 * <p>The length of a record is the one thing that its checksum does not cover. One that reaches
 * beyond the end of the log is taken by RocksDB for a write that a crash has cut off, and is left
 * out with all after it. Where a whole record comes after it, or it is whole itself if it ends with
 * the log, it was durable once.
 *
 * <p>A log is made of blocks; a record begins with its checksum in four bytes, its length in two,
 * the lowest first, and its type in one, and ends within its block.
 */
final class LogTail {

  static final int BLOCK_BYTES = 32 * 1024;

  private static final int HEADER_BYTES = 7;
  private static final int LAST_TYPE = 4;
  private static final int MASK = 0xa282ead8;

  private LogTail() {}

  /** Says whether the last block of a log holds a durable record that will not be read. */
  static boolean hidesRecords(byte[] block) {
    int at = 0;
    while (isHeader(block, at) && at + HEADER_BYTES + length(block, at) <= block.length) {
      at += HEADER_BYTES + length(block, at);
    }
    if (!isHeader(block, at)) {
      return false;
    }
    if (isWhole(block, at, block.length - at - HEADER_BYTES)) {
      return true;
    }
    for (int next = at + 1; next + HEADER_BYTES <= block.length; next++) {
      if (isHeader(block, next)
          && next + HEADER_BYTES + length(block, next) <= block.length
          && isWhole(block, next, length(block, next))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHeader(byte[] block, int at) {
    if (at + HEADER_BYTES > block.length) {
      return false;
    }
    int type = block[at + HEADER_BYTES - 1];
    return type >= 1 && type <= LAST_TYPE;
  }

  private static int length(byte[] block, int at) {
    return Short.toUnsignedInt(ordered(block).getShort(at + Integer.BYTES));
  }

  /** Says whether the checksum is that of the type and of so many bytes after the header. */
  private static boolean isWhole(byte[] block, int at, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(block, at + HEADER_BYTES - 1, 1 + length);
    int plain = (int) checksum.getValue();
    return ordered(block).getInt(at) == Integer.rotateRight(plain, 15) + MASK;
  }

  private static ByteBuffer ordered(byte[] block) {
    return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  }
}
