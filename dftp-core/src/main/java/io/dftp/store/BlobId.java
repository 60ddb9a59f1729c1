// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static com.google.common.base.Preconditions.checkArgument;

import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The name of a blob: the content it belongs to and its number there. Never a bare hash of the
 * bytes, because then two contents would share a blob and the removal of one would harm the other.
 *
 * @param content the content
 * @param index the number, 0 or more
 */
public record BlobId(ObjectId content, int index) implements Comparable<BlobId> {

  /** Checks the range of the index. */
  public BlobId {
    checkArgument(index >= 0, "index must not be negative: %s", index);
  }

  /** Returns the place of the blob on the circle; the blobs of one content are spread. */
  public Identifier key() {
    return KeyHasher.hash(
        ByteBuffer.allocate(ObjectId.BYTES + 4)
            .putLong(content.high())
            .putLong(content.low())
            .putInt(index)
            .array());
  }

  /** Returns the name behind which all blobs of the content come. */
  static Optional<BlobId> lastBefore(ObjectId content) {
    return content.high() == 0 && content.low() == 0
        ? Optional.empty()
        : Optional.of(
            lastOf(
                new ObjectId(
                    content.low() == 0 ? content.high() - 1 : content.high(), content.low() - 1)));
  }

  /** Returns the last name that a blob of the content can have. */
  static BlobId lastOf(ObjectId content) {
    return new BlobId(content, Integer.MAX_VALUE);
  }

  /** Writes 20 bytes. */
  public void write(WireWriter into) {
    content.write(into);
    into.i32(index);
  }

  /** Reads what {@link #write} wrote. */
  public static BlobId read(WireReader from) throws WireFormatException {
    return new BlobId(ObjectId.read(from), from.i32());
  }

  @Override
  public int compareTo(BlobId other) {
    int order = content.compareTo(other.content);
    return order != 0 ? order : Integer.compare(index, other.index);
  }

  /** Returns the content's 32 hexadecimal digits, a dash and the index in eight digits. */
  @Override
  public String toString() {
    return content + String.format("-%08x", index);
  }
}
