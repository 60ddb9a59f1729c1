// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Identifier;
import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * How far a pass over the disk has come: files of rows, then the copies of maps, then blobs, each
 * in the order in which the disk lists them.
 *
 * @param after the last one verified of the stage; empty at its beginning
 */
record ScrubPosition(Stage stage, Bytes after) {

  static final ScrubPosition BEGIN = new ScrubPosition(Stage.FILES, Bytes.EMPTY);

  private static final int MAPS_FROM = 20;
  private static final int BLOBS_FROM = 100;
  private static final int END = 1000;

  /** What is verified. */
  enum Stage {
    FILES(1, Long.BYTES),
    MAPS(2, ObjectId.BYTES),
    BLOBS(3, ObjectId.BYTES + Integer.BYTES);

    private final byte code;
    private final int nameBytes;

    Stage(int code, int nameBytes) {
      this.code = (byte) code;
      this.nameBytes = nameBytes;
    }
  }

  static ScrubPosition after(long file) {
    return new ScrubPosition(
        Stage.FILES, Bytes.wrap(ByteBuffer.allocate(Stage.FILES.nameBytes).putLong(file).array()));
  }

  static ScrubPosition after(ObjectId map) {
    return new ScrubPosition(
        Stage.MAPS,
        Bytes.wrap(
            ByteBuffer.allocate(Stage.MAPS.nameBytes)
                .putLong(map.high())
                .putLong(map.low())
                .array()));
  }

  static ScrubPosition after(BlobId blob) {
    return new ScrubPosition(
        Stage.BLOBS,
        Bytes.wrap(
            ByteBuffer.allocate(Stage.BLOBS.nameBytes)
                .putLong(blob.content().high())
                .putLong(blob.content().low())
                .putInt(blob.index())
                .array()));
  }

  static ScrubPosition beginOf(Stage stage) {
    return new ScrubPosition(stage, Bytes.EMPTY);
  }

  /** Returns the last file verified, 0 for none. */
  long file() {
    return stage == Stage.FILES && !isAtBegin() ? after.toBuffer().getLong() : 0;
  }

  /** Returns the last map verified. */
  Optional<ObjectId> map() {
    return stage == Stage.MAPS && !isAtBegin() ? Optional.of(object()) : Optional.empty();
  }

  /** Returns the last blob verified. */
  Optional<BlobId> blob() {
    return stage == Stage.BLOBS && !isAtBegin()
        ? Optional.of(new BlobId(object(), after.toBuffer().getInt(ObjectId.BYTES)))
        : Optional.empty();
  }

  /**
   * Returns about how much of the disk is behind it. Names are random or hashed, so that how far
   * one is from the first tells how many there are between.
   */
  int thousandths() {
    return switch (stage) {
      case FILES -> 0;
      case MAPS ->
          map().map(last -> part(firstOf(last.key()), MAPS_FROM, BLOBS_FROM)).orElse(MAPS_FROM);
      case BLOBS ->
          blob().map(last -> part(last.content().high(), BLOBS_FROM, END)).orElse(BLOBS_FROM);
    };
  }

  private static long firstOf(Identifier place) {
    return ByteBuffer.wrap(place.toBytes()).getLong();
  }

  private static int part(long first, int from, int to) {
    return (int) (from + (first >>> 32) * (to - from) / (1L << 32));
  }

  Bytes encode() {
    return Bytes.wrap(
        ByteBuffer.allocate(1 + after.size()).put(stage.code).put(after.array()).array());
  }

  /** Returns what was encoded; the beginning for all else. */
  static ScrubPosition decode(Bytes encoded) {
    byte[] bytes = encoded.array();
    for (Stage stage : Stage.values()) {
      boolean whole = bytes.length == 1 || bytes.length == 1 + stage.nameBytes;
      if (whole && bytes[0] == stage.code) {
        return new ScrubPosition(stage, Bytes.wrap(Arrays.copyOfRange(bytes, 1, bytes.length)));
      }
    }
    return BEGIN;
  }

  private boolean isAtBegin() {
    return after.size() == 0;
  }

  private ObjectId object() {
    ByteBuffer bytes = after.toBuffer();
    return new ObjectId(bytes.getLong(), bytes.getLong());
  }
}
