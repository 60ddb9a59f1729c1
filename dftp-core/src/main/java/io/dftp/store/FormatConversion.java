// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.runtime.Bytes;
import io.dftp.store.LocalStore.StoredRow;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the maps of the layout before this one into the present one, before anything else is read.
 *
 * <p>Dots keep their names, so that copies that hosts convert apart join as before. A map existed
 * as soon as somebody wrote to it; each copy gets the same birth. A map's new head and the end of
 * its old one are one batch: whatever interrupts it, the next start goes on. Confined to the event
 * loop.
 */
final class FormatConversion {

  /** The birth of every map that is older than births. */
  static final Dot BIRTH = new Dot(1, 1);

  static final byte OLD_FORMAT = 1;

  private static final Logger log = LoggerFactory.getLogger(FormatConversion.class);

  private static final byte HEAD = 'm';
  private static final byte ROW = 'r';
  private static final int PAGE_ROWS = 1000;
  private static final long PAGE_BYTES = 1024 * 1024;

  private final LocalStore disk;

  private FormatConversion(LocalStore disk) {
    this.disk = disk;
  }

  /**
   * Converts what is there of the old layout; nothing on most starts.
   *
   * @param founding maps that existed without a copy anywhere until somebody wrote to them
   * @param name draws one for a disk that is older than names: without one its rows would count as
   *     lost
   */
  static CompletableFuture<Void> run(LocalStore disk, Set<ObjectId> founding, LongSupplier name) {
    FormatConversion conversion = new FormatConversion(disk);
    return disk.scan(start(HEAD), start((byte) (HEAD + 1)), 1, PAGE_BYTES)
        .thenCompose(
            heads ->
                heads.isEmpty()
                    ? Futures.done()
                    : conversion
                        .addName(name)
                        .thenCompose(
                            done -> Futures.inTurn(List.copyOf(founding), conversion::addFounding))
                        .thenCompose(done -> conversion.convertMaps(start(HEAD))))
        .thenCompose(done -> conversion.removeOldRows());
  }

  private CompletableFuture<Void> addName(LongSupplier name) {
    return disk.get(LocalStore.NAME)
        .thenCompose(
            known ->
                known.isPresent()
                    ? Futures.done()
                    : disk.write(new RowBatch().put(LocalStore.NAME, bytes(name.getAsLong()))));
  }

  private static Bytes bytes(long name) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(name).array());
  }

  /** A founding map without a copy was empty to everybody; from now on that has to be said. */
  private CompletableFuture<Void> addFounding(ObjectId map) {
    return disk.get(ofMap(HEAD, map))
        .thenCombine(disk.get(MapKeys.head(map)), (older, newer) -> older.or(() -> newer))
        .thenCompose(
            head -> {
              if (head.isPresent()) {
                return Futures.done();
              }
              RowBatch batch = new RowBatch();
              putBorn(map, MapHead.EMPTY, batch);
              return disk.write(batch);
            });
  }

  private CompletableFuture<Void> convertMaps(Bytes from) {
    return disk.scan(from, start((byte) (HEAD + 1)), 1, PAGE_BYTES)
        .thenCompose(
            heads ->
                heads.isEmpty()
                    ? Futures.done()
                    : convert(heads.get(0))
                        .thenCompose(done -> convertMaps(MapKeys.justAfter(heads.get(0).key()))));
  }

  private CompletableFuture<Void> convert(StoredRow oldHead) {
    ObjectId map = mapOf(oldHead.key());
    MapHead head;
    try {
      head = head(oldHead.value());
    } catch (WireFormatException | IllegalArgumentException malformed) {
      // Others have copies; this one would be no evidence of anything.
      log.warn("the copy of map {} is unreadable and is left out: {}", map, malformed.getMessage());
      return disk.write(new RowBatch().remove(oldHead.key()));
    }
    return copyRows(map, ofMap(ROW, map))
        .thenCompose(
            copied -> {
              RowBatch batch = new RowBatch();
              putBorn(map, head, batch);
              return disk.write(batch.remove(oldHead.key()));
            });
  }

  private CompletableFuture<Void> copyRows(ObjectId map, Bytes from) {
    return disk.scan(from, MapKeys.successor(ofMap(ROW, map)), PAGE_ROWS, PAGE_BYTES)
        .thenCompose(
            page -> {
              if (page.isEmpty()) {
                return Futures.done();
              }
              RowBatch batch = new RowBatch();
              for (StoredRow row : page) {
                // The rows of both layouts differ in nothing but the number of the layout.
                byte[] key = row.key().array().clone();
                key[0] = MapKeys.FORMAT;
                batch.put(Bytes.wrap(key), row.value());
              }
              Bytes next = MapKeys.justAfter(page.get(page.size() - 1).key());
              return disk.write(batch).thenCompose(done -> copyRows(map, next));
            });
  }

  private static void putBorn(ObjectId map, MapHead head, RowBatch into) {
    Row birth = new Row(MapState.BIRTH, BIRTH, Bytes.EMPTY);
    MapHead born =
        new MapHead(
            head.context().plus(List.of(BIRTH)),
            head.digest().plus(RowDigest.of(birth)),
            new Verdicts(),
            Optional.empty());
    into.put(MapKeys.row(map, birth), birth.value()).put(MapKeys.head(map), born.encode());
  }

  private CompletableFuture<Void> removeOldRows() {
    return disk.scan(start(ROW), start((byte) (ROW + 1)), PAGE_ROWS, PAGE_BYTES)
        .thenCompose(
            page -> {
              if (page.isEmpty()) {
                return Futures.done();
              }
              RowBatch batch = new RowBatch();
              page.forEach(row -> batch.remove(row.key()));
              return disk.write(batch).thenCompose(done -> removeOldRows());
            });
  }

  private static MapHead head(Bytes stored) throws WireFormatException {
    WireReader reader = new WireReader(stored.toBuffer());
    int format = reader.u8();
    if (format != OLD_FORMAT) {
      throw new WireFormatException("format " + format);
    }
    return new MapHead(
        CausalContext.read(reader), RowDigest.read(reader), new Verdicts(), Optional.empty());
  }

  private static ObjectId mapOf(Bytes headKey) {
    ByteBuffer bytes = ByteBuffer.wrap(headKey.array(), 2, ObjectId.BYTES);
    return new ObjectId(bytes.getLong(), bytes.getLong());
  }

  private static Bytes start(byte kind) {
    return Bytes.wrap(new byte[] {OLD_FORMAT, kind});
  }

  private static Bytes ofMap(byte kind, ObjectId map) {
    return Bytes.wrap(
        ByteBuffer.allocate(2 + ObjectId.BYTES)
            .put(OLD_FORMAT)
            .put(kind)
            .putLong(map.high())
            .putLong(map.low())
            .array());
  }
}
