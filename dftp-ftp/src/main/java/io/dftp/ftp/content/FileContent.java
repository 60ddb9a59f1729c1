// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.store.ObjectId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The bytes of one version of a file: its pieces one after the other. Changing a file makes a new
 * list of pieces and copies none of its blocks.
 *
 * @param pieces at most {@value #MAX_PIECES}, neighbours never both inline
 */
public record FileContent(List<Piece> pieces) {

  /** The most inline bytes of a file. */
  public static final int MAX_INLINE_BYTES = 4 * 1024;

  /** The most pieces of a file; with the inline bytes they fit one row. */
  public static final int MAX_PIECES = 256;

  /** No bytes. */
  public static final FileContent EMPTY = new FileContent(List.of());

  /** Keeps an immutable copy, in which neighbours that continue each other are one. */
  public FileContent {
    pieces = ImmutableList.copyOf(joined(pieces));
  }

  /** Returns the number of bytes. */
  public long size() {
    return pieces.stream().mapToLong(Piece::length).sum();
  }

  /** Returns the number of bytes that are kept inline. */
  public int inlineBytes() {
    return pieces.stream()
        .mapToInt(piece -> piece instanceof Piece.Inline inline ? inline.bytes().size() : 0)
        .sum();
  }

  /** Returns how many bytes of a content it needs from its beginning. */
  public long reachIn(ObjectId content) {
    return pieces.stream()
        .filter(Piece.Extent.class::isInstance)
        .map(Piece.Extent.class::cast)
        .filter(extent -> extent.content().equals(content))
        .mapToLong(extent -> extent.offset() + extent.length())
        .max()
        .orElse(0);
  }

  /** Returns the contents of which there is a range in it. */
  public Set<ObjectId> contents() {
    return pieces.stream()
        .filter(Piece.Extent.class::isInstance)
        .map(piece -> ((Piece.Extent) piece).content())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Returns the bytes from {@code from} up to before {@code to}, or to the end. */
  public FileContent slice(long from, long to) {
    List<Piece> kept = new ArrayList<>();
    long start = 0;
    for (Piece piece : pieces) {
      long end = start + piece.length();
      long first = Math.max(from, start);
      long last = Math.min(to, end);
      if (first < last) {
        kept.add(piece.slice(first - start, last - start));
      }
      start = end;
    }
    return new FileContent(kept);
  }

  /**
   * Returns these bytes followed by those.
   *
   * @throws TooManyPiecesException if there are too many pieces
   */
  public FileContent then(FileContent more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(more.pieces);
    FileContent together = new FileContent(all);
    if (together.pieces.size() > MAX_PIECES) {
      throw new TooManyPiecesException();
    }
    return together;
  }

  /** Writes all pieces. */
  public void write(WireWriter into) {
    into.list(pieces, Piece::write);
  }

  /** Reads what {@link #write} wrote. */
  public static FileContent read(WireReader from) throws WireFormatException {
    FileContent content = new FileContent(from.list(MAX_PIECES, Piece::read));
    long size = 0;
    for (Piece piece : content.pieces) {
      if (size > Long.MAX_VALUE - piece.length()) {
        throw new WireFormatException("a file with more bytes than can be counted");
      }
      size += piece.length();
    }
    return content;
  }

  private static List<Piece> joined(List<Piece> pieces) {
    List<Piece> joined = new ArrayList<>();
    for (Piece piece : pieces) {
      Piece last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last instanceof Piece.Inline before && piece instanceof Piece.Inline after) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(before.bytes().array());
        both.writeBytes(after.bytes().array());
        joined.set(joined.size() - 1, new Piece.Inline(Bytes.wrap(both.toByteArray())));
      } else if (last instanceof Piece.Extent before
          && piece instanceof Piece.Extent after
          && before.content().equals(after.content())
          && before.offset() + before.length() == after.offset()) {
        joined.set(
            joined.size() - 1,
            new Piece.Extent(before.content(), before.offset(), before.length() + after.length()));
      } else {
        joined.add(piece);
      }
    }
    return joined;
  }
}
