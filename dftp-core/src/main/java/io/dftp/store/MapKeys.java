// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where maps lie among the rows of a {@link LocalStore}. Each key begins with the version of this
 * layout and a letter: {@code m} and the map for its head, {@code r}, the map, the name and the dot
 * for a row.
 */
final class MapKeys {

  static final byte FORMAT = 1;

  private static final byte HEAD = 'm';
  private static final byte ROW = 'r';
  private static final int PREFIX_BYTES = 2 + ObjectId.BYTES;
  private static final int DOT_BYTES = 16;

  private MapKeys() {}

  static Bytes head(ObjectId map) {
    return prefix(HEAD, map);
  }

  static Bytes row(ObjectId map, Row row) {
    byte[] name = row.name().getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(PREFIX_BYTES + name.length + DOT_BYTES)
            .put(prefix(ROW, map).array())
            .put(name)
            .putLong(row.dot().replica())
            .putLong(row.dot().counter())
            .array());
  }

  static Bytes firstRow(ObjectId map) {
    return prefix(ROW, map);
  }

  static Bytes afterRows(ObjectId map) {
    return successor(prefix(ROW, map));
  }

  static Bytes firstHead() {
    return Bytes.wrap(new byte[] {FORMAT, HEAD});
  }

  static Bytes afterHeads() {
    return Bytes.wrap(new byte[] {FORMAT, HEAD + 1});
  }

  /** Returns the first key after this one. */
  static Bytes justAfter(Bytes key) {
    return Bytes.wrap(Arrays.copyOf(key.array(), key.size() + 1));
  }

  static ObjectId mapOfHead(Bytes key) {
    ByteBuffer bytes = ByteBuffer.wrap(key.array(), 2, ObjectId.BYTES);
    return new ObjectId(bytes.getLong(), bytes.getLong());
  }

  static Row row(LocalStore.StoredRow stored) {
    byte[] key = stored.key().array();
    int nameBytes = key.length - PREFIX_BYTES - DOT_BYTES;
    ByteBuffer dot = ByteBuffer.wrap(key, PREFIX_BYTES + nameBytes, DOT_BYTES);
    return new Row(
        new String(key, PREFIX_BYTES, nameBytes, StandardCharsets.UTF_8),
        new Dot(dot.getLong(), dot.getLong()),
        stored.value());
  }

  private static Bytes prefix(byte kind, ObjectId map) {
    return Bytes.wrap(
        ByteBuffer.allocate(PREFIX_BYTES)
            .put(FORMAT)
            .put(kind)
            .putLong(map.high())
            .putLong(map.low())
            .array());
  }

  /** Returns the first key that does not begin with this one. */
  private static Bytes successor(Bytes prefix) {
    byte[] next = prefix.array().clone();
    for (int i = next.length - 1; i >= 0; i--) {
      next[i]++;
      if (next[i] != 0) {
        break;
      }
    }
    return Bytes.wrap(next);
  }
}
