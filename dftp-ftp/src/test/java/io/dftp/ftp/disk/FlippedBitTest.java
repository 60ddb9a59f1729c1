// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.store.BlobId;
import io.dftp.store.CorruptBlobException;
import io.dftp.store.DamagedRowsException;
import io.dftp.store.LocalStore;
import io.dftp.store.LoopCalls;
import io.dftp.store.ObjectId;
import io.dftp.store.RowBatch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bit that is another than it was written, anywhere in what is durable. */
class FlippedBitTest {

  private static final BlobId BLOB = new BlobId(new ObjectId(0xabcd_0000_0000_0000L, 1), 7);
  private static final byte[] CONTENT = bytes(2000, 1);
  private static final int ROWS = 200;

  /** In how many places of a file a bit is flipped, one after the other. */
  private static final int PLACES = 24;

  @TempDir private Path root;

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test", new Random(1));
  private final CountingMetrics metrics = new CountingMetrics();
  private int images;
  private DataFolder folder;
  private DiskLocalStore store;

  @BeforeEach
  void open() throws IOException {
    folder = DataFolder.open(root.resolve("data"), "test", loop);
    store = DiskLocalStore.open(folder, loop, metrics, DiskConfig.defaults());
  }

  @AfterEach
  void close() {
    store.close();
    folder.close();
    loop.close();
  }

  /** Magic, version, length, hash and body: every byte. */
  @Test
  void inABlockIsNeverServedAndIsMendedByAGoodCopy() throws IOException {
    byte[] small = bytes(100, 2);
    putBlob(small);
    long size = Files.size(blobFile());

    for (int place = 0; place < size; place++) {
      flip(blobFile(), place, place % 8);

      assertThatThrownBy(this::getBlob)
          .as("byte %s", place)
          .isInstanceOf(CorruptBlobException.class);
      assertThat(getBlob()).isEmpty();
      assertThat(damaged()).containsExactly(BLOB);
      assertThat(call(() -> store.presentBlobs(List.of(BLOB)))).isEmpty();

      putBlob(small);

      assertThat(getBlob()).hasValueSatisfying(blob -> assertSame(blob, small));
      assertThat(damaged()).isEmpty();
      assertThat(folder.path().resolve("quarantine")).isEmptyDirectory();
    }
  }

  @Test
  void whatWasSetAsideIsKnownAfterARestartUntilItIsRemoved() throws IOException {
    putBlob(CONTENT);
    flip(blobFile(), 1000, 0);
    assertThatThrownBy(this::getBlob).isInstanceOf(CorruptBlobException.class);

    store.close();
    store = DiskLocalStore.open(folder, loop, metrics, DiskConfig.defaults());
    assertThat(damaged()).containsExactly(BLOB);

    call(() -> store.deleteBlob(BLOB));

    assertThat(damaged()).isEmpty();
    assertThat(folder.path().resolve("quarantine")).isEmptyDirectory();
  }

  /** Whatever is in memory: the blocks of a table that was just read are. */
  @Test
  void inATableIsFoundByTheVerificationAndNeverServed() throws IOException {
    writeRows();
    verifyRows(store);
    Path table = onlyFile(folder.path().resolve("rows"), ".sst");
    List<LocalStore.StoredRow> written = readAll(store);

    for (long place : places(Files.size(table))) {
      try (Image image = new Image()) {
        assertThat(readAll(image.store)).isEqualTo(written);
        flip(image.path.resolve("rows").resolve(table.getFileName()), place, 3);

        assertThatThrownBy(() -> verifyRows(image.store))
            .as("byte %s", place)
            .isInstanceOf(DamagedRowsException.class);
        call(image.store::salvage);

        assertThat(written).containsAll(readAll(image.store));
        assertThat(call(() -> image.store.get(LocalStore.NAME))).isEmpty();
        verifyRows(image.store);
      }
    }
  }

  /** What has come into a table is in the log no more. */
  @Test
  void inTheLogOfARunningProcessIsWithoutEffectAfterTheVerification() throws IOException {
    writeRows();
    List<LocalStore.StoredRow> written = readAll(store);
    Path log = onlyFile(folder.path().resolve("rows"), ".log");
    flip(log, Files.size(log) / 2, 1);

    verifyRows(store);

    try (Image image = new Image()) {
      assertThat(readAll(image.store)).isEqualTo(written);
      assertThat(image.store.rolledBack()).isFalse();
    }
  }

  /** The rows before it are there, none is another, and nobody takes them for all. */
  @Test
  void inTheLogOfAKilledProcessIsFoundWhenItIsOpened() throws IOException {
    writeRows();
    List<LocalStore.StoredRow> written = readAll(store);
    Path log = onlyFile(folder.path().resolve("rows"), ".log");

    for (long place : places(Files.size(log))) {
      Path copy = image();
      flip(copy.resolve("rows").resolve(log.getFileName()), place, 5);
      try (Image image = new Image(copy)) {
        List<LocalStore.StoredRow> left = readAll(image.store);
        assertThat(left).as("byte %s", place).isEqualTo(written.subList(0, left.size()));
        assertThat(left).as("byte %s", place).hasSizeLessThan(ROWS);
        assertThat(call(() -> image.store.get(LocalStore.NAME))).as("byte %s", place).isEmpty();
      }
    }
  }

  /**
   * The one part that no checksum covers, in a record in the middle and in the last one. RocksDB
   * takes the log for one that ends there.
   */
  @Test
  void inTheLengthOfARecordOfTheLogIsFoundToo() throws IOException {
    writeRows();
    Path log = onlyFile(folder.path().resolve("rows"), ".log");
    List<Integer> records = records(Files.readAllBytes(log));

    for (int record : List.of(records.get(ROWS / 2), records.get(records.size() - 1))) {
      for (int bit = 0; bit < 16; bit++) {
        Path copy = image();
        flip(copy.resolve("rows").resolve(log.getFileName()), record + 4 + bit / 8, bit % 8);
        try (Image image = new Image(copy)) {
          assertThat(readAll(image.store)).hasSizeLessThan(ROWS);
          assertThat(call(() -> image.store.get(LocalStore.NAME)))
              .as("bit %s at %s", bit, record)
              .isEmpty();
        }
      }
    }
  }

  /** What a crash has cut off was never durable. */
  @Test
  void aLogThatACrashHasCutOffIsNotDamaged() throws IOException {
    writeRows();
    Path log = onlyFile(folder.path().resolve("rows"), ".log");
    List<Integer> records = records(Files.readAllBytes(log));
    int last = records.get(records.size() - 1);

    for (int length = last; length < Files.size(log); length += 10) {
      Path copy = image();
      try (RandomAccessFile cut =
          new RandomAccessFile(copy.resolve("rows").resolve(log.getFileName()).toFile(), "rw")) {
        cut.setLength(length);
      }
      try (Image image = new Image(copy)) {
        assertThat(image.store.rolledBack()).as("%s bytes", length).isFalse();
        assertThat(readAll(image.store)).hasSize(ROWS - 1);
        assertThat(call(() -> image.store.get(LocalStore.NAME))).isPresent();
      }
    }
  }

  /** Returns where the records begin in a log of one block. */
  private static List<Integer> records(byte[] log) {
    List<Integer> records = new ArrayList<>();
    for (int at = 0; at < log.length; ) {
      records.add(at);
      at += 7 + Byte.toUnsignedInt(log[at + 4]) + 256 * Byte.toUnsignedInt(log[at + 5]);
    }
    assertThat(log.length).isLessThan(LogTail.BLOCK_BYTES);
    return records;
  }

  private void writeRows() {
    call(() -> store.write(new RowBatch().put(LocalStore.NAME, Bytes.utf8("name"))));
    for (int i = 0; i < ROWS; i++) {
      RowBatch batch =
          new RowBatch().put(Bytes.utf8(String.format("a map/%05d", i)), Bytes.wrap(bytes(100, i)));
      call(() -> store.write(batch));
    }
  }

  private void verifyRows(LocalStore of) {
    long last = 0;
    Optional<Long> next = call(() -> of.verifyRows(0));
    while (next.isPresent()) {
      assertThat(next.get()).isGreaterThan(last);
      long piece = next.get();
      last = piece;
      next = call(() -> of.verifyRows(piece));
    }
  }

  private List<LocalStore.StoredRow> readAll(LocalStore from) {
    return call(() -> from.scan(Bytes.utf8("a"), Bytes.utf8("b"), 2 * ROWS, Long.MAX_VALUE));
  }

  private void putBlob(byte[] bytes) {
    Bytes hash = Bytes.wrap(Hashing.sha256().hashBytes(bytes).asBytes());
    call(() -> store.putBlob(BLOB, ByteBuffer.wrap(bytes), hash, context()));
  }

  private Optional<LocalStore.StoredBlob> getBlob() {
    return call(() -> store.getBlob(BLOB, context()));
  }

  private List<BlobId> damaged() {
    return call(() -> store.damagedBlobs(Optional.empty(), 10));
  }

  private Path blobFile() {
    return folder.path().resolve("blocks/ab/cd").resolve(BLOB.toString());
  }

  private static void assertSame(LocalStore.StoredBlob blob, byte[] bytes) {
    assertThat(Bytes.copyOf(blob.content()).array()).isEqualTo(bytes);
  }

  private CallContext context() {
    return CallContext.withTimeout(loop, Duration.ofMinutes(1));
  }

  private <T> T call(Supplier<CompletableFuture<T>> operation) {
    return LoopCalls.call(loop, operation);
  }

  private static long[] places(long size) {
    return IntStream.range(0, PLACES).mapToLong(i -> i * size / PLACES + i % 7).toArray();
  }

  private static void flip(Path file, long place, int bit) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(place);
      int old = bytes.read();
      bytes.seek(place);
      bytes.write(old ^ (1 << bit));
    }
  }

  private static Path onlyFile(Path in, String ending) throws IOException {
    try (Stream<Path> entries = Files.list(in)) {
      List<Path> found =
          entries
              .filter(file -> file.toString().endsWith(ending))
              .filter(file -> file.toFile().length() > 0)
              .toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Copies the folder as it is now: what a process that is killed leaves. */
  private Path image() throws IOException {
    Path copy = root.resolve("image-" + images++);
    List<Path> entries = new ArrayList<>();
    try (Stream<Path> walked = Files.walk(folder.path())) {
      walked.forEach(entries::add);
    }
    for (Path entry : entries) {
      if (!entry.getFileName().toString().equals("lock")) {
        Files.copy(entry, copy.resolve(folder.path().relativize(entry).toString()));
      }
    }
    return copy;
  }

  /** A store on a copy of the folder. */
  private final class Image implements AutoCloseable {
    final Path path;
    final DataFolder folder;
    final DiskLocalStore store;

    Image() throws IOException {
      this(image());
    }

    Image(Path path) throws IOException {
      this.path = path;
      this.folder = DataFolder.open(path, "test", loop);
      this.store = DiskLocalStore.open(folder, loop, metrics, DiskConfig.defaults());
    }

    @Override
    public void close() {
      store.close();
      folder.close();
    }
  }
}
