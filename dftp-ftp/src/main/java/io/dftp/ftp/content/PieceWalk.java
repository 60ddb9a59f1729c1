// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import io.dftp.store.ObjectId;
import java.nio.ByteBuffer;
import java.util.List;

/** Goes through the pieces of a file in steps that each touch one block at most. Pure. */
final class PieceWalk {

  private final List<Piece> pieces;
  private int piece;
  private long position;

  /** What to hand out next. */
  sealed interface Step {}

  /** Bytes that are there already. */
  record InlineStep(ByteBuffer bytes) implements Step {}

  /**
   * A part of a block.
   *
   * @param index the block's number in its content
   * @param offset where the part begins in the block
   * @param length of the part
   */
  record BlockStep(ObjectId content, int index, int offset, int length) implements Step {

    /** Returns what is left of it behind the first bytes. */
    BlockStep from(int bytes) {
      return new BlockStep(content, index, offset + bytes, length - bytes);
    }
  }

  PieceWalk(FileContent content, long offset) {
    this.pieces = content.pieces();
    long rest = offset;
    while (piece < pieces.size() && rest >= pieces.get(piece).length()) {
      rest -= pieces.get(piece).length();
      piece++;
    }
    this.position = rest;
  }

  boolean hasNext() {
    return piece < pieces.size();
  }

  Step next() {
    Piece current = pieces.get(piece);
    if (current instanceof Piece.Extent extent) {
      return nextOf(extent);
    }
    ByteBuffer bytes = ((Piece.Inline) current).bytes().toBuffer();
    bytes.position((int) position);
    piece++;
    position = 0;
    return new InlineStep(bytes.slice().asReadOnlyBuffer());
  }

  private BlockStep nextOf(Piece.Extent extent) {
    long at = extent.offset() + position;
    int offset = (int) (at % BlockList.BLOCK_BYTES);
    int length = (int) Math.min(BlockList.BLOCK_BYTES - offset, extent.length() - position);
    position += length;
    if (position == extent.length()) {
      piece++;
      position = 0;
    }
    return new BlockStep(
        extent.content(), Math.toIntExact(at / BlockList.BLOCK_BYTES), offset, length);
  }
}
