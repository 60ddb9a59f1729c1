// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.id.Identifier;
import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where maps lie among the rows of a {@link LocalStore}. Each key begins with the version of this
 * layout and a letter: {@code m}, the place on the circle and the map for its head, so that the
 * maps of an arc lie side by side; {@code r}, the map, the name and the dot for a row, prepared
 * rows included; {@code p}, the map and the operation for a prepared change; {@code t} and a place
 * for a promise.
 */
final class MapKeys {

  static final byte FORMAT = 2;

  private static final byte HEAD = 'm';
  private static final byte ROW = 'r';
  private static final byte PREPARED = 'p';
  private static final byte PROMISE = 't';
  private static final byte BIRTH = 'b';
  private static final byte DISK = 'd';
  private static final byte SCRUB = 's';
  private static final int PREFIX_BYTES = 2 + ObjectId.BYTES;
  private static final int DOT_BYTES = 16;

  private MapKeys() {}

  static Bytes head(ObjectId map) {
    return Bytes.wrap(
        ByteBuffer.allocate(PREFIX_BYTES + Identifier.BYTES)
            .put(FORMAT)
            .put(HEAD)
            .put(map.key().toBytes())
            .putLong(map.high())
            .putLong(map.low())
            .array());
  }

  /** Returns where the heads of the maps begin whose keys come after this one. */
  static Bytes headsAfter(Identifier key) {
    return successor(of(HEAD, key.toBytes()));
  }

  static Bytes row(ObjectId map, Row row) {
    byte[] name = row.name().getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(PREFIX_BYTES + name.length + DOT_BYTES)
            .put(prefix(ROW, map).array())
            .put(name)
            .putLong(row.dot().writer())
            .putLong(row.dot().counter())
            .array());
  }

  static Bytes firstRow(ObjectId map) {
    return prefix(ROW, map);
  }

  static Bytes afterRows(ObjectId map) {
    return successor(prefix(ROW, map));
  }

  static Bytes prepared(ObjectId map, OperationId operation) {
    return Bytes.wrap(
        ByteBuffer.allocate(PREFIX_BYTES + DOT_BYTES)
            .put(prefix(PREPARED, map).array())
            .putLong(operation.writer())
            .putLong(operation.first())
            .array());
  }

  static Bytes firstPrepared(ObjectId map) {
    return prefix(PREPARED, map);
  }

  static Bytes afterPrepared(ObjectId map) {
    return successor(prefix(PREPARED, map));
  }

  static Bytes promise(Identifier to) {
    return of(PROMISE, to.toBytes());
  }

  static Bytes firstPromise() {
    return of(PROMISE, new byte[0]);
  }

  static Bytes afterPromises() {
    return successor(firstPromise());
  }

  static Identifier placeOfPromise(Bytes key) {
    return Identifier.read(ByteBuffer.wrap(key.array(), 2, Identifier.BYTES));
  }

  static Bytes birth(long ring) {
    return of(BIRTH, ByteBuffer.allocate(Long.BYTES).putLong(ring).array());
  }

  static Bytes firstBirth() {
    return of(BIRTH, new byte[0]);
  }

  static Bytes afterBirths() {
    return successor(firstBirth());
  }

  static long ringOfBirth(Bytes key) {
    return ByteBuffer.wrap(key.array(), 2, Long.BYTES).getLong();
  }

  /** Returns where the name of the disk lies. */
  static Bytes disk() {
    return of(DISK, new byte[0]);
  }

  /** Returns where it lies how far the disk has been verified. */
  static Bytes scrub() {
    return of(SCRUB, new byte[0]);
  }

  static Bytes firstHead() {
    return of(HEAD, new byte[0]);
  }

  static Bytes afterHeads() {
    return successor(firstHead());
  }

  /** Returns the first key after this one. */
  static Bytes justAfter(Bytes key) {
    return Bytes.wrap(Arrays.copyOf(key.array(), key.size() + 1));
  }

  static ObjectId mapOfHead(Bytes key) {
    ByteBuffer bytes = ByteBuffer.wrap(key.array(), 2 + Identifier.BYTES, ObjectId.BYTES);
    return new ObjectId(bytes.getLong(), bytes.getLong());
  }

  static ObjectId mapOfRow(Bytes key) {
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

  private static Bytes of(byte kind, byte[] rest) {
    return Bytes.wrap(ByteBuffer.allocate(2 + rest.length).put(FORMAT).put(kind).put(rest).array());
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
  static Bytes successor(Bytes prefix) {
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
