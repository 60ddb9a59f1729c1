// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.OverloadedException;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.store.BlobId;
import io.dftp.store.DiskFailedException;
import io.dftp.store.LoopCalls;
import io.dftp.store.ObjectId;
import io.dftp.store.RowBatch;
import io.dftp.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDBException;

/** A machine that is short of descriptors or room refuses work, and its disk stays in service. */
class ShortageTest {

  private static final byte[] BYTES = new byte[1000];

  @TempDir private Path root;

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test", new Random(1));
  private final CountingMetrics metrics = new CountingMetrics();
  private final FailingFiles files = new FailingFiles();
  private final BlobId blob = new BlobId(ObjectId.random(new Random(7)), 0);
  private DataFolder folder;
  private DiskLocalStore store;

  @BeforeEach
  void open() throws IOException {
    folder = DataFolder.open(root.resolve("data"), "test", loop);
    store = DiskLocalStore.open(folder, loop, metrics, DiskConfig.defaults(), files);
  }

  @AfterEach
  void close() {
    store.close();
    folder.close();
    loop.close();
  }

  @ParameterizedTest
  @CsvSource({
    "create, Too many open files",
    "create, Too many open files in system",
    "createDirectory, Too many open files",
    "forceDirectory, Too many open files"
  })
  void withoutDescriptorsABlobIsRefusedAndLaterTaken(String call, String text) {
    files.shortIn = call;
    files.shortOf = text;
    assertThatThrownBy(this::put).isInstanceOf(OverloadedException.class);

    files.shortIn = "";
    put();
    assertThat(read()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "create, No space left on device",
    "createDirectory, No space left on device",
    "write, No space left on device",
    "write, Disk quota exceeded"
  })
  void withoutRoomABlobIsRefusedAsOnAFullDiskAndLeavesNothingBehind(String call, String text)
      throws IOException {
    files.shortIn = call;
    files.shortOf = text;
    assertThatThrownBy(this::put).isInstanceOf(StoreFullException.class);
    call(() -> store.write(new RowBatch().put(Bytes.utf8("a"), Bytes.utf8("b"))));
    call(() -> store.deleteBlob(blob));

    files.shortIn = "";
    assertThat(temporaries()).isEmpty();
    put();
  }

  @Test
  void aForceThatFailsForWantOfRoomStillEndsTheService() {
    put();
    files.shortIn = "forceDirectory";
    files.shortOf = "Input/output error";

    assertThatThrownBy(() -> call(() -> store.deleteBlob(blob)))
        .isInstanceOf(DiskFailedException.class);
  }

  @Test
  void aNameThatCouldNotBeForcedIsForcedBeforeTheBlobCounts() {
    put();
    call(() -> store.deleteBlob(blob));
    files.shortIn = "forceDirectory";
    assertThatThrownBy(this::put).isInstanceOf(OverloadedException.class);
    files.shortIn = "";
    files.calls.clear();

    put();

    assertThat(files.calls).contains("force " + leaf());
  }

  @Test
  void aRemovalThatCouldNotBeForcedIsForcedBeforeItCounts() {
    put();
    files.shortIn = "forceDirectory";
    assertThatThrownBy(() -> call(() -> store.deleteBlob(blob)))
        .isInstanceOf(OverloadedException.class);
    files.shortIn = "";
    files.calls.clear();

    call(() -> store.deleteBlob(blob));

    assertThat(files.calls).contains("force " + leaf());
  }

  @Test
  void aFolderThatCouldNotBeForcedIntoItsParentIsForcedBeforeABlobInItCounts() {
    files.shortIn = "forceDirectory";
    assertThatThrownBy(this::put).isInstanceOf(OverloadedException.class);
    files.shortIn = "";
    files.calls.clear();

    put();

    assertThat(files.calls).containsSubsequence("force blocks", "force " + leaf());
  }

  @Test
  void aBlobThatCannotBeOpenedNowIsNotTakenForDamaged() {
    put();
    files.shortIn = "read";
    assertThatThrownBy(this::put).isInstanceOf(OverloadedException.class);
    files.shortIn = "";

    assertThat(read()).isPresent();
    assertThat(call(() -> store.damagedBlobs(Optional.empty(), 10))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Too many open files", "No space left on device"})
  void aCellWaits(String text) throws IOException {
    FailingFiles own = new FailingFiles();
    Path place = Files.createDirectories(root.resolve("cells"));
    CellFiles cells = new CellFiles(own, place);
    own.shortIn = "create";
    own.shortOf = text;
    ExecutorService thread = Executors.newSingleThreadExecutor();
    DiskHealth health = new DiskHealth("test");
    try {
      DurableCell cell = new FileCell(loop, thread, cells, health, "x", new byte[0]);
      CompletableFuture<Void> written = call(() -> done(cell.write(new byte[] {1})));
      own.shortIn = "";

      assertThat(written).succeedsWithin(Duration.ofSeconds(20));
      assertThat(cells.read("x")).contains(new byte[] {1});
      assertThat(health.failed()).isFalse();
    } finally {
      thread.shutdownNow();
    }
  }

  /**
   * RocksDB opens its files itself: only a process with a bound of its own can be short of them.
   */
  @Test
  void rowsWaitForDescriptorsAndAreAllWritten() throws IOException, InterruptedException {
    assumeThat(Path.of("/bin/sh")).exists();
    Path output = root.resolve("output");
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -n 120 && exec \"$0\" -cp \"$1\" \"$2\" \"$3\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path"),
                RowShortageMain.class.getName(),
                root.resolve("rows").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(output)).endsWith("all rows are there\n");
    } finally {
      process.destroyForcibly();
    }
  }

  /** As after a flush that found no room for its file. */
  @Test
  void rowsThatRocksDbDoesNotTakeAnyMoreAreWrittenWhenItWasOpenedAgain() throws Exception {
    Path place = Files.createDirectories(root.resolve("own"));
    RowRecovery recovery = new RowRecovery(files, place);
    AtomicInteger reopened = new AtomicInteger();
    List<RowDatabase> opened = new ArrayList<>();
    RowQueue.Recovery counting =
        new RowQueue.Recovery() {
          @Override
          public RowDatabase salvage(RowDatabase damaged) {
            throw new AssertionError("nothing is damaged");
          }

          @Override
          public RowDatabase reopen(RowDatabase stopped) throws RocksDBException {
            if (reopened.incrementAndGet() == 1) {
              throw new RocksDBException("While open a file for appending: Too many open files");
            }
            opened.add(recovery.reopen(stopped, (what, cause) -> {}));
            return opened.get(0);
          }
        };
    DiskHealth health = new DiskHealth("test");
    RowDatabase database = recovery.open((what, cause) -> {}).database();
    Bytes key = Bytes.utf8("key");
    try (RowQueue rows =
        new RowQueue(
            loop, database, counting, files, place, health, metrics, DiskConfig.defaults())) {
      rows.stopped();

      call(() -> rows.write(new RowBatch().put(key, Bytes.utf8("value"))));

      Optional<Bytes> found = call(() -> rows.read(from -> from.get(key)));
      assertThat(found).contains(Bytes.utf8("value"));
      assertThat(reopened).hasValue(2);
      assertThat(health.failed()).isFalse();
    }
    opened.forEach(RowDatabase::close);
  }

  private void put() {
    call(
        () ->
            store.putBlob(
                blob,
                ByteBuffer.wrap(BYTES),
                Bytes.wrap(BlobFile.sha256().digest(BYTES)),
                CallContext.withTimeout(loop, Duration.ofSeconds(20))));
  }

  private Optional<?> read() {
    return call(() -> store.getBlob(blob, CallContext.withTimeout(loop, Duration.ofSeconds(20))));
  }

  private String leaf() {
    return blob.toString().substring(2, 4);
  }

  private List<Path> temporaries() throws IOException {
    try (var all = Files.walk(folder.path())) {
      return all.filter(file -> file.toString().endsWith(".tmp")).toList();
    }
  }

  private static <T> CompletableFuture<CompletableFuture<T>> done(CompletableFuture<T> value) {
    return CompletableFuture.completedFuture(value);
  }

  private <T> T call(Supplier<CompletableFuture<T>> operation) {
    return LoopCalls.call(loop, operation);
  }
}
