// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.store.ObjectId;
import java.util.Arrays;

/** A part of a file's bytes. */
public sealed interface Piece {

  /** Returns the number of its bytes, 1 or more. */
  long length();

  /** Returns the part of it from {@code from} up to before {@code to}. */
  Piece slice(long from, long to);

  /** Few bytes that are kept beside the name. */
  record Inline(Bytes bytes) implements Piece {

    @Override
    public long length() {
      return bytes.size();
    }

    @Override
    public Inline slice(long from, long to) {
      return new Inline(Bytes.wrap(Arrays.copyOfRange(bytes.array(), (int) from, (int) to)));
    }
  }

  /**
   * A range of a content.
   *
   * @param content the content
   * @param offset where the range begins in it
   * @param length of the range
   */
  record Extent(ObjectId content, long offset, long length) implements Piece {

    /** Checks the range. */
    public Extent {
      checkArgument(offset >= 0 && length > 0, "a range of %s bytes at %s", length, offset);
      checkArgument(offset <= Long.MAX_VALUE - length, "a range beyond every file");
    }

    @Override
    public Extent slice(long from, long to) {
      return new Extent(content, offset + from, to - from);
    }
  }

  /** Writes it with its kind. */
  static void write(Piece piece, WireWriter into) {
    if (piece instanceof Inline inline) {
      into.u8(0).bytes(inline.bytes().array());
    } else if (piece instanceof Extent extent) {
      into.u8(1);
      extent.content().write(into);
      into.i64(extent.offset()).i64(extent.length());
    }
  }

  /** Reads what {@link #write} wrote. */
  static Piece read(WireReader from) throws WireFormatException {
    int kind = from.u8();
    if (kind == 0) {
      byte[] bytes = from.bytes(FileContent.MAX_INLINE_BYTES);
      if (bytes.length > 0) {
        return new Inline(Bytes.wrap(bytes));
      }
    } else if (kind == 1) {
      ObjectId content = ObjectId.read(from);
      long offset = from.i64();
      long length = from.i64();
      if (offset >= 0 && length > 0 && offset <= Long.MAX_VALUE - length) {
        return new Extent(content, offset, length);
      }
    }
    throw new WireFormatException("a piece of a file that makes no sense, of kind " + kind);
  }
}
