// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import java.util.List;

/**
 * Lengths and hashes of up to {@value #BLOCKS} successive blocks of a content: one row of its map.
 * So an upload of n blocks writes n / {@value #BLOCKS} rows of bounded size, not one that grows.
 *
 * @param blocks in their order
 */
record BlockList(List<Block> blocks) {

  /** The blocks in one row. */
  static final int BLOCKS = 64;

  /** The bytes of a block; the last of a content may have fewer. */
  static final int BLOCK_BYTES = 1024 * 1024;

  /** How the names of all rows that list blocks begin. */
  static final String PREFIX = "b/";

  private static final int VERSION = 1;
  private static final int SHA256_BYTES = 32;
  private static final int MAX_ROW_BYTES = 4 * 1024;

  /** One block. */
  record Block(int length, Bytes sha256) {}

  BlockList {
    blocks = List.copyOf(blocks);
  }

  /** Returns the name of the row that lists the block of that index. */
  static String rowOf(int index) {
    return String.format("%s%08x", PREFIX, index / BLOCKS);
  }

  Bytes encode() {
    WireWriter into = new WireWriter(MAX_ROW_BYTES);
    into.u8(VERSION)
        .list(blocks, (block, row) -> row.i32(block.length()).raw(block.sha256().array()));
    return Bytes.wrap(into.toBytes());
  }

  /**
   * Reads a row.
   *
   * @throws DftpException if it is none, or of a newer version
   */
  static BlockList decode(Bytes row) {
    try {
      WireReader from = new WireReader(row.toBuffer());
      int version = from.u8();
      if (version != VERSION) {
        throw new WireFormatException("a block list of version " + version);
      }
      return new BlockList(from.list(BLOCKS, BlockList::readBlock));
    } catch (WireFormatException malformed) {
      throw new DftpException(
          Outcome.DID_NOT_HAPPEN, "the list of a file's blocks cannot be read", malformed);
    }
  }

  private static Block readBlock(WireReader from) throws WireFormatException {
    int length = from.i32();
    if (length < 1 || length > BLOCK_BYTES) {
      throw new WireFormatException("a block of " + length + " bytes");
    }
    return new Block(length, Bytes.wrap(from.raw(SHA256_BYTES)));
  }
}
