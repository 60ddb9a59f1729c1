// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.OverloadedException;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.store.BlobId;
import io.dftp.store.CorruptBlobException;
import io.dftp.store.DamagedRowsException;
import io.dftp.store.DiskFailedException;
import io.dftp.store.LocalStore;
import io.dftp.store.LocalStoreContract;
import io.dftp.store.LoopCalls;
import io.dftp.store.ObjectId;
import io.dftp.store.RowBatch;
import io.dftp.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskLocalStoreTest extends LocalStoreContract {

  private static final BlobId BLOB = new BlobId(new ObjectId(0xabcd_0000_0000_0000L, 1), 7);

  private static final int MANY = 3000;

  @TempDir private Path root;

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test", new Random(1));
  private final CountingMetrics metrics = new CountingMetrics();
  private final FailingFiles files = new FailingFiles();
  private DiskConfig config = DiskConfig.defaults();
  private DataFolder folder;
  private DiskLocalStore store;

  @BeforeEach
  void open() throws IOException {
    folder = DataFolder.open(root.resolve("data"), "test", loop);
    store = DiskLocalStore.open(folder, loop, metrics, config, files);
  }

  @AfterEach
  void close() {
    store.close();
    folder.close();
    loop.close();
  }

  @Test
  void keepsRowsAndBlobsAcrossAReopening() throws IOException {
    byte[] bytes = bytes(1000, 1);
    call(() -> store.write(new RowBatch().put(Bytes.utf8("a"), Bytes.utf8("b"))));
    putBlob(bytes);

    reopen();

    assertThat(call(() -> store.get(Bytes.utf8("a")))).contains(Bytes.utf8("b"));
    assertThat(call(() -> store.getBlob(BLOB, context()))).isPresent();
    assertThat(store.rolledBack()).isFalse();
  }

  @Test
  void syncsTheLogForEveryAcknowledgedBatch() {
    for (int i = 1; i <= 20; i++) {
      Bytes value = Bytes.utf8("" + i);

      call(() -> store.write(new RowBatch().put(Bytes.utf8("a"), value)));

      assertThat(store.logSyncs()).isGreaterThanOrEqualTo(i);
    }
  }

  @Test
  void sharesOneSyncAmongBatchesThatWait() {
    List<CompletableFuture<Void>> writes = new ArrayList<>();

    call(
        () -> {
          for (int i = 0; i < 500; i++) {
            writes.add(store.write(new RowBatch().put(Bytes.utf8("" + i), Bytes.utf8("x"))));
          }
          return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
        });

    assertThat(store.logSyncs()).isBetween(1L, 250L);
    assertThat(metrics.value("disk.rows.batches")).isEqualTo(500);
  }

  @Test
  void setsACorruptBlobAsideAndSaysSo() throws IOException {
    putBlob(bytes(1000, 1));
    damageTheBlob();

    assertThatThrownBy(() -> call(() -> store.getBlob(BLOB, context())))
        .isInstanceOf(CorruptBlobException.class);

    assertThat(folder.path().resolve("quarantine").resolve(BLOB.toString())).exists();
    assertThat(metrics.value("disk.blobs.corrupt")).isEqualTo(1);
    assertThat(call(() -> store.presentBlobs(List.of(BLOB)))).isEmpty();
  }

  @Test
  void replacesACorruptBlob() throws IOException {
    byte[] bytes = bytes(1000, 1);
    putBlob(bytes);
    damageTheBlob();

    putBlob(bytes);

    assertThat(call(() -> store.getBlob(BLOB, context()))).isPresent();
  }

  @Test
  void seesThatABlobFileWasRemovedOrCutByHand() throws IOException {
    byte[] bytes = bytes(1000, 1);
    putBlob(bytes);
    Files.write(blobFile(), Arrays.copyOf(Files.readAllBytes(blobFile()), 500));
    assertThat(call(() -> store.presentBlobs(List.of(BLOB)))).isEmpty();

    Files.delete(blobFile());

    assertThat(call(() -> store.presentBlobs(List.of(BLOB)))).isEmpty();
    assertThat(call(() -> store.getBlob(BLOB, context()))).isEmpty();
    assertThat(call(() -> store.listBlobs(Optional.empty(), 10))).isEmpty();
  }

  @Test
  void removesTemporaryFilesWhenItOpens() throws IOException {
    putBlob(bytes(1000, 1));
    Path left = blobFile().resolveSibling(BLOB + "-9.tmp");
    Files.write(left, new byte[10]);

    reopen();

    assertThat(left).doesNotExist();
    assertThat(blobFile()).exists();
  }

  @Test
  void refusesBlobsBeforeTheDiskIsFull() {
    files.usable = config.blobReserveBytes() + 999;

    assertThatThrownBy(() -> putBlob(bytes(1000, 1))).isInstanceOf(StoreFullException.class);
    call(() -> store.write(new RowBatch().put(Bytes.utf8("a"), Bytes.utf8("b"))));
    call(() -> store.deleteBlob(BLOB));
    files.usable = config.blobReserveBytes() + 1000;
    putBlob(bytes(1000, 1));
  }

  @Test
  void refusesRowsBeforeRocksDbMeetsAFullDisk() {
    files.usable = config.rowReserveBytes() - 1;

    assertThatThrownBy(() -> call(() -> store.write(row()))).isInstanceOf(StoreFullException.class);
    files.usable = config.rowReserveBytes();
    call(() -> store.write(row()));
  }

  @Test
  void isOutOfServiceAfterAFailedForce() {
    files.failForce = true;
    assertThatThrownBy(() -> putBlob(bytes(1000, 1))).isInstanceOf(DiskFailedException.class);
    files.failForce = false;

    assertThatThrownBy(() -> putBlob(bytes(1000, 1))).isInstanceOf(DiskFailedException.class);
    assertThatThrownBy(() -> call(() -> store.write(row())))
        .isInstanceOf(DiskFailedException.class);
    assertThatThrownBy(() -> call(() -> store.getBlob(BLOB, context())))
        .isInstanceOf(DiskFailedException.class);
    assertThatThrownBy(() -> call(() -> store.get(Bytes.utf8("a"))))
        .isInstanceOf(DiskFailedException.class);
    assertThatThrownBy(() -> LoopCalls.call(loop, () -> cell().write(new byte[1])))
        .isInstanceOf(DiskFailedException.class);
  }

  @Test
  void isOutOfServiceAfterAFailedFlushOfRocksDb() throws IOException {
    // Directories that stand where the next flush wants to create its table.
    for (int number = 1; number < 100; number++) {
      Path table = folder.path().resolve("rows").resolve(String.format("%06d.sst", number));
      if (!Files.exists(table)) {
        Files.createDirectory(table);
      }
    }
    Bytes value = Bytes.wrap(bytes(1024 * 1024, 1));

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                Bytes key = Bytes.utf8("" + i);
                call(() -> store.write(new RowBatch().put(key, value)));
              }
            })
        .isInstanceOf(DiskFailedException.class);
    assertThatThrownBy(() -> putBlob(bytes(1000, 1))).isInstanceOf(DiskFailedException.class);
  }

  @Test
  void refusesWorkBeyondItsQueues() throws IOException {
    store.close();
    config = new DiskConfig(2, 1, 1, 1, 2, 100);
    store = DiskLocalStore.open(folder, loop, metrics, config, files);
    List<CompletableFuture<Void>> blobs = new ArrayList<>();
    List<CompletableFuture<Void>> rows = new ArrayList<>();
    byte[] bytes = bytes(10, 1);

    call(
        () -> {
          for (int i = 0; i < 1000; i++) {
            BlobId id = new BlobId(BLOB.content(), i);
            blobs.add(store.putBlob(id, ByteBuffer.wrap(bytes), hash(bytes), context()));
            rows.add(store.write(row()));
          }
          return CompletableFuture.completedFuture(null);
        });

    assertThat(blobs).anySatisfy(DiskLocalStoreTest::assertOverloaded);
    assertThat(rows).anySatisfy(DiskLocalStoreTest::assertOverloaded);
  }

  @Test
  void failsWhatComesAfterTheClose() {
    store.close();

    assertThatThrownBy(() -> call(() -> store.write(row())))
        .isInstanceOfSatisfying(
            DftpException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.DID_NOT_HAPPEN));
    assertThatThrownBy(() -> call(() -> store.getBlob(BLOB, context())))
        .hasMessageContaining("closed");
  }

  @Test
  void opensAnOlderStateWhenTheLogIsDamagedInTheMiddleAndReportsIt() throws IOException {
    for (int i = 0; i < 100; i++) {
      Bytes key = Bytes.utf8(String.format("%03d", i));
      call(() -> store.write(new RowBatch().put(key, Bytes.wrap(bytes(100, 3)))));
    }
    // A copy of the live folder is what a power loss leaves; a clean close would flush the log.
    Path image = root.resolve("image");
    copyTree(folder.path(), image);
    Files.delete(image.resolve("lock"));
    flipABitInTheMiddleOfTheLog(image.resolve("rows"));
    files.calls.clear();

    try (DataFolder copied = DataFolder.open(image, "test", loop);
        DiskLocalStore opened = DiskLocalStore.open(copied, loop, metrics, config, files)) {
      assertThat(opened.rolledBack()).isTrue();
      assertThat(call(() -> opened.get(Bytes.utf8("000")))).isPresent();
      assertThat(call(() -> opened.get(Bytes.utf8("099")))).isEmpty();
      assertThat(image.resolve("rows.damaged-1")).isDirectory();
      assertThat(files.calls).anyMatch(call -> call.matches("force file .*\\.sst"));
      assertThat(files.calls)
          .containsSubsequence(
              "force file CURRENT",
              "force rows.recovered",
              "force image",
              "move rows to rows.damaged-1",
              "force image",
              "move rows.recovered to rows",
              "force image");
      call(() -> opened.write(row()));
    }
    try (DataFolder copied = DataFolder.open(image, "test", loop);
        DiskLocalStore again = DiskLocalStore.open(copied, loop, metrics, config, files)) {
      assertThat(again.rolledBack()).isFalse();
      assertThat(call(() -> again.get(Bytes.utf8("row")))).isPresent();
    }
  }

  /** As long as no one has read it: what is in the memory of the process is not read again. */
  @Test
  void saysWhenRowsInAFileCannotBeReadAndGivesThemUpWhenTold() throws IOException {
    Path image = imageOfManyRows();
    try (DataFolder copied = DataFolder.open(image, "test", loop);
        DiskLocalStore opened = DiskLocalStore.open(copied, loop, metrics, config, files)) {
      assertThat(opened.rolledBack()).isFalse();
      // Behind the part that the verification at the start has left in the cache.
      flipBitsInTheMiddleOfATable(image.resolve("rows"));

      assertThatThrownBy(() -> readAll(opened)).isInstanceOf(DamagedRowsException.class);

      call(opened::salvage);

      assertLittleIsMissing(readAll(opened));
      assertThat(call(() -> opened.get(LocalStore.NAME))).isEmpty();
      assertThat(image.resolve("rows.damaged-1")).isDirectory();
      call(() -> opened.write(row()));
    }
    try (DataFolder copied = DataFolder.open(image, "test", loop);
        DiskLocalStore again = DiskLocalStore.open(copied, loop, metrics, config, files)) {
      assertThat(again.rolledBack()).isFalse();
      assertLittleIsMissing(readAll(again));
      assertThat(call(() -> again.get(Bytes.utf8("row")))).isPresent();
    }
  }

  @Test
  void givesUpRowsThatWereDamagedWhileItWasClosed() throws IOException {
    Path image = imageOfManyRows();
    flipBitsInTheMiddleOfATable(image.resolve("rows"));

    try (DataFolder copied = DataFolder.open(image, "test", loop);
        DiskLocalStore opened = DiskLocalStore.open(copied, loop, metrics, config, files)) {
      assertThat(opened.rolledBack()).isTrue();
      assertLittleIsMissing(readAll(opened));
      assertThat(call(() -> opened.get(LocalStore.NAME))).isEmpty();
    }
  }

  /** Which rows are the newest nobody can tell then. */
  @ParameterizedTest
  @ValueSource(strings = {"CURRENT", "MANIFEST-.*"})
  void refusesRowsOfWhichTheListIsDamagedAndSaysWhatToDo(String name) throws IOException {
    Path image = imageOfManyRows();
    Path list;
    try (Stream<Path> entries = Files.list(image.resolve("rows"))) {
      list =
          entries
              .filter(file -> file.getFileName().toString().matches(name))
              .findFirst()
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(list);
    bytes[bytes.length / 2] ^= 1;
    Files.write(list, bytes);
    assertRefusedWithAdvice(image);

    Files.delete(list);
    assertRefusedWithAdvice(image);

    // The advice.
    Files.move(image.resolve("rows"), root.resolve("away"));
    try (DataFolder copied = DataFolder.open(image, "test", loop);
        DiskLocalStore opened = DiskLocalStore.open(copied, loop, metrics, config, files)) {
      assertThat(readAll(opened)).isEmpty();
    }
  }

  private void assertRefusedWithAdvice(Path image) throws IOException {
    List<String> before = tables(image.resolve("rows"));
    try (DataFolder copied = DataFolder.open(image, "test", loop)) {
      assertThatThrownBy(() -> DiskLocalStore.open(copied, loop, metrics, config, files))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining(image.resolve("rows").toString())
          .hasMessageContaining("move that folder away")
          .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
    }
    assertThat(tables(image.resolve("rows"))).isEqualTo(before).isNotEmpty();
    try (Stream<Path> entries = Files.list(image)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .noneMatch(entry -> entry.startsWith("rows."));
    }
  }

  private static List<String> tables(Path rows) throws IOException {
    try (Stream<Path> entries = Files.list(rows)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(entry -> entry.endsWith(".sst"))
          .sorted()
          .toList();
    }
  }

  /** A folder that was closed well, with its rows in files. */
  private Path imageOfManyRows() throws IOException {
    for (int i = 0; i < MANY; i += 100) {
      RowBatch batch = new RowBatch();
      for (int k = i; k < i + 100; k++) {
        batch.put(Bytes.utf8(String.format("a map/%05d", k)), Bytes.wrap(bytes(200, k)));
      }
      call(() -> store.write(batch));
    }
    call(() -> store.write(new RowBatch().put(LocalStore.NAME, Bytes.utf8("name"))));
    store.close();
    store = DiskLocalStore.open(folder, loop, metrics, config, files);
    Path image = root.resolve("image");
    copyTree(folder.path(), image);
    Files.delete(image.resolve("lock"));
    return image;
  }

  private List<LocalStore.StoredRow> readAll(DiskLocalStore from) {
    return call(() -> from.scan(Bytes.utf8("a"), Bytes.utf8("b"), 2 * MANY, Long.MAX_VALUE));
  }

  private static void assertLittleIsMissing(List<LocalStore.StoredRow> rows) {
    assertThat(rows).hasSizeBetween(MANY - 100, MANY - 1);
    assertThat(rows)
        .allSatisfy(
            row -> {
              int number = Integer.parseInt(new String(row.key().array(), UTF_8).substring(6));
              assertThat(row.value()).isEqualTo(Bytes.wrap(bytes(200, number)));
            });
  }

  private static void flipBitsInTheMiddleOfATable(Path rows) throws IOException {
    Path table;
    try (Stream<Path> entries = Files.list(rows)) {
      table =
          entries
              .filter(file -> file.toString().endsWith(".sst"))
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
    }
    try (FileChannel file = FileChannel.open(table, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7}), file.size() / 2);
    }
  }

  @Test
  void finishesARecoveryThatWasBrokenOffBetweenItsRenames() throws IOException {
    call(() -> store.write(row()));
    store.close();
    Files.move(folder.path().resolve("rows"), folder.path().resolve("rows.recovered"));

    store = DiskLocalStore.open(folder, loop, metrics, config, files);

    assertThat(store.rolledBack()).isTrue();
    assertThat(call(() -> store.get(Bytes.utf8("row")))).isPresent();
    assertThat(files.calls).containsSubsequence("move rows.recovered to rows", "force data");
  }

  @Test
  void makesTheFolderOfItsRowsDurableBeforeItWritesThere() {
    // Twice for the root itself and its new directories, then for the rows.
    assertThat(files.calls)
        .containsExactly(
            "force data",
            "force data",
            "force blocks",
            "force data",
            "force quarantine",
            "force data");
  }

  @Override
  protected LocalStore store() {
    return store;
  }

  @Override
  protected EventLoop loop() {
    return loop;
  }

  @Override
  protected <T> T call(Supplier<CompletableFuture<T>> operation) {
    return LoopCalls.call(loop, operation);
  }

  private void reopen() throws IOException {
    store.close();
    folder.close();
    folder = DataFolder.open(root.resolve("data"), "test", loop);
    store = DiskLocalStore.open(folder, loop, metrics, config, files);
  }

  private DurableCell cell() {
    try {
      return folder.cell("x");
    } catch (DataFolderException failure) {
      throw new AssertionError(failure);
    }
  }

  private static RowBatch row() {
    return new RowBatch().put(Bytes.utf8("row"), Bytes.wrap(new byte[50]));
  }

  private void putBlob(byte[] bytes) {
    call(() -> store.putBlob(BLOB, ByteBuffer.wrap(bytes), hash(bytes), context()));
  }

  private Path blobFile() {
    return folder.path().resolve("blocks/ab/cd").resolve(BLOB.toString());
  }

  private void damageTheBlob() throws IOException {
    byte[] file = Files.readAllBytes(blobFile());
    file[500] ^= 1;
    Files.write(blobFile(), file);
  }

  private static void assertOverloaded(CompletableFuture<Void> future) {
    assertThat(future)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(OverloadedException.class);
  }

  private static void flipABitInTheMiddleOfTheLog(Path rows) throws IOException {
    Path log;
    try (Stream<Path> entries = Files.list(rows)) {
      log = entries.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 1;
    Files.write(log, bytes);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> entries = Files.walk(from)) {
      for (Path entry : entries.toList()) {
        Files.copy(entry, to.resolve(from.relativize(entry).toString()));
      }
    }
  }
}
