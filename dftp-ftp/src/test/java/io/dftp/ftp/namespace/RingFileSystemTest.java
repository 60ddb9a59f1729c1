// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.content.FakeObjects;
import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.content.ObjectStore;
import io.dftp.ftp.content.Piece;
import io.dftp.ftp.files.DirectoryPage;
import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.FileSystemWithPartsContract;
import io.dftp.ftp.files.Partial;
import io.dftp.ftp.files.Receipt;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.namespace.Entry.FileEntry;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.reclaim.ReclaimConfig;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.runtime.WorkerPool;
import io.dftp.store.Dot;
import io.dftp.store.ObjectId;
import io.dftp.store.StoreFullException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RingFileSystemTest extends FileSystemWithPartsContract {

  private static final int MIB = 1024 * 1024;
  private static final long BUDGET = 8 * MIB;

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("ring", new Random(1));
  private final WorkerPool workers = new WorkerPool(loop, "hash", 2, 64);
  private final FakeObjects objects = new FakeObjects(loop, BUDGET);
  private volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final RingFileSystem files =
      new RingFileSystem(
          objects,
          "node-1",
          loop,
          workers,
          () -> now,
          () -> CompletableFuture.completedFuture(1000L));

  @AfterEach
  void stop() {
    workers.close();
    loop.close();
  }

  @Override
  protected FileSystem files() {
    return files;
  }

  @Override
  protected void passTime() {
    now = now.plusSeconds(1);
  }

  @ParameterizedTest
  @EnumSource(Partial.class)
  void whatBecomesOfABrokenUploadIsForTheNodeToSay(Partial partial) {
    RingFileSystem own =
        new RingFileSystem(
            objects,
            "node-1",
            loop,
            workers,
            () -> now,
            () -> CompletableFuture.completedFuture(1000L),
            ReclaimConfig.defaults(),
            partial);
    byte[] bytes = random(2 * MIB);
    put("/old", WriteMode.replace(), random(3));
    for (String path : List.of("/new", "/old")) {
      FileSink sink = get(own.openWrite(FtpPath.of(path), WriteMode.replace().by("ann")));
      get(sink.write(ByteBuffer.wrap(bytes)));
      get(sink.abort());
    }

    boolean hidden = partial == Partial.HIDDEN;
    for (String path : List.of("/new", "/old")) {
      assertThat(get(files.part(FtpPath.of(path), "ann")).isPresent()).as(path).isEqualTo(hidden);
    }
    assertThat(read("/old", 0)).hasSize(3);
    if (partial == Partial.VISIBLE) {
      assertThat(read("/new", 0)).isEqualTo(bytes);
    } else {
      assertThat(names("/")).containsExactly("old");
    }
    // What was on its way when it was called off comes back a moment later.
    awaitOnLoop(() -> objects.budget().free() == BUDGET);
  }

  @Test
  void anUploadOfManyBlocksWritesEachBlockOnceAndFewRows() {
    byte[] bytes = random(65 * MIB + 5);
    // With the first name the host enlists.
    put("/first", WriteMode.replace(), random(1));
    objects.calls.clear();

    put("/big", WriteMode.replace(), bytes);

    assertThat(objects.blobs()).hasSize(66);
    // The row that opens the content, two lists of 64 blocks at most, and the directory's row.
    assertThat(objects.calls.stream().filter("mutate"::equals)).hasSize(4);
    assertThat(read("/big", 0)).isEqualTo(bytes);
    assertThat(read("/big", 64L * MIB - 3)).hasSize(MIB + 8);
    assertBudgetIsFree();
  }

  @Test
  void whatHasEndedIsNotNamedAnew() {
    put("/f", WriteMode.replace(), random(MIB));
    ObjectId content = objects.blobs().get(0).content();
    loop.call(
            () ->
                objects.end(
                    content, List.of(), CallContext.withTimeout(loop, Duration.ofSeconds(5))))
        .join();

    CompletableFuture<Void> renamed = files.rename(FtpPath.of("/f"), FtpPath.of("/g"));

    assertThat(renamed).failsWithin(Duration.ofSeconds(20));
    assertThat(files.stat(FtpPath.of("/g"))).failsWithin(Duration.ofSeconds(20));
  }

  @Test
  void readingFromAnOffsetBeginsAtItsBlock() {
    put("/f", WriteMode.replace(), random(10 * MIB));
    objects.calls.clear();

    assertThat(read("/f", 9L * MIB + 17)).hasSize(MIB - 17);

    assertThat(objects.calls.stream().filter("getBlob"::equals)).hasSize(1);
  }

  @Test
  void appendingCopiesNoBlock() {
    byte[] first = random(3 * MIB);
    put("/f", WriteMode.replace(), first);
    objects.calls.clear();

    put("/f", WriteMode.append(), random(MIB));

    assertThat(objects.calls.stream().filter("putBlob"::equals)).hasSize(1);
    assertThat(objects.calls).doesNotContain("getBlob");
    assertThat(read("/f", 0)).hasSize(4 * MIB).startsWith(first);
  }

  @Test
  void overwritingInTheMiddleOfBlocksKeepsWhatLiesAround() {
    byte[] bytes = random(3 * MIB);
    byte[] patch = random(MIB + 10);
    put("/f", WriteMode.replace(), bytes);

    put("/f", WriteMode.overwriteFrom(MIB / 2), patch);

    System.arraycopy(patch, 0, bytes, MIB / 2, patch.length);
    assertThat(read("/f", 0)).isEqualTo(bytes);
    assertThat(read("/f", MIB + 1)).isEqualTo(Arrays.copyOfRange(bytes, MIB + 1, 3 * MIB));
  }

  @Test
  void aFileGrowsInShortStepsWithoutEnd() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int rounds = 2000;
    for (int i = 0; i < rounds; i++) {
      byte[] line = (String.format("%099d", i) + "\n").getBytes(UTF_8);
      put("/log", WriteMode.append(), line);
      all.writeBytes(line);
    }

    assertThat(read("/log", 0)).isEqualTo(all.toByteArray());
    // One block for each 41 lines, and each byte is written again as often as its part doubles.
    assertThat(onLoop(() -> objects.blobBytes())).isLessThan(6L * all.size());
    assertThat(onLoop(() -> objects.blobs().size())).isLessThan(rounds / 40);
    assertBudgetIsFree();
  }

  @Test
  void aFileGrowsInLongerStepsWithoutEnd() {
    byte[] piece = random(FileContent.MAX_INLINE_BYTES + 1);
    for (int i = 0; i < 1200; i++) {
      put("/f", WriteMode.append(), piece);
    }

    byte[] all = read("/f", 0);
    assertThat(all).hasSize(1200 * piece.length);
    for (int i = 0; i < 1200; i++) {
      assertThat(
              Arrays.mismatch(
                  all, i * piece.length, (i + 1) * piece.length, piece, 0, piece.length))
          .isEqualTo(-1);
    }
    assertBudgetIsFree();
  }

  @Test
  void twoWhoAppendToOneFileBothDo() {
    byte[] before = random(FileContent.MAX_INLINE_BYTES);
    for (int seed = 0; seed < 20; seed++) {
      put("/f" + seed, WriteMode.replace(), before);
      FileSink one = get(files.openWrite(FtpPath.of("/f" + seed), WriteMode.append()));
      FileSink other = get(files.openWrite(FtpPath.of("/f" + seed), WriteMode.append()));
      get(one.write(ByteBuffer.wrap("one".getBytes(UTF_8))));
      get(other.write(ByteBuffer.wrap("two".getBytes(UTF_8))));

      List<Optional<Kind>> outcomes = race(seed, List.of(one::commit, other::commit));

      assertThat(outcomes).containsOnly(Optional.empty());
      assertThat(new String(read("/f" + seed, before.length), UTF_8)).isIn("onetwo", "twoone");
    }
    assertBudgetIsFree();
  }

  @Test
  void aFileOfTooManyPiecesIsRefusedAndStaysAsItWas() {
    byte[] patch = random(FileContent.MAX_INLINE_BYTES + 1);
    byte[] bytes = random(2 * MIB);
    put("/f", WriteMode.replace(), bytes);
    // Each patch leaves what lies between it and the one before as a piece of its own.
    for (int i = 0; i < FileContent.MAX_PIECES / 2; i++) {
      put("/f", WriteMode.overwriteFrom(2L * i * patch.length), patch);
    }

    FileSink sink = get(files.openWrite(FtpPath.of("/f"), WriteMode.overwriteFrom(MIB + MIB / 2)));
    get(sink.write(ByteBuffer.wrap(patch)));

    FileError error = failure(sink.commit());
    assertThat(error.kind()).isEqualTo(FileError.Kind.FAILED);
    assertThat(error).hasMessageContaining("256 pieces");
    assertThat(get(files.stat(FtpPath.of("/f"))).size()).isEqualTo(bytes.length);
  }

  @Test
  void smallFilesNeedNoBlob() {
    put("/f", WriteMode.replace(), random(FileContent.MAX_INLINE_BYTES));

    assertThat(objects.blobs()).isEmpty();
  }

  @Test
  void theReceiptSaysOnHowManyHosts() {
    assertThat(put("/f", WriteMode.replace(), new byte[1]).text()).isEqualTo("Stored on 3 hosts.");
    objects.copies = 2;

    Receipt receipt = put("/g", WriteMode.replace(), random(MIB));

    assertThat(receipt).isEqualTo(new Receipt(2, "Stored on 2 of 3 hosts."));
  }

  @Test
  void aSlowHolderHoldsUpTheWriterAndBoundsTheMemory() {
    CompletableFuture<Void> slow = new CompletableFuture<>();
    onLoop(
        () ->
            objects.hand =
                call -> call.equals("putBlob") ? slow : CompletableFuture.completedFuture(null));
    byte[] bytes = random(20 * MIB);
    FileSink sink = get(files.openWrite(FtpPath.of("/f"), WriteMode.replace()));
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      writes.add(sink.write(ByteBuffer.wrap(bytes, i * MIB, MIB)));
    }
    awaitOnLoop(() -> objects.calls.stream().filter("putBlob"::equals).count() == 4);

    // Four blocks are on their way and one is gathered: no more than five writes are complete.
    assertThat(writes.stream().filter(CompletableFuture::isDone).count()).isLessThanOrEqualTo(5);
    assertThat(onLoop(() -> BUDGET - objects.budget().free())).isLessThanOrEqualTo(5L * MIB);

    slow.complete(null);
    writes.forEach(this::get);
    get(sink.commit());
    assertThat(read("/f", 0)).isEqualTo(bytes);
    assertBudgetIsFree();
  }

  @Test
  void whoStoreUnderOneNameAtOnceDoNotGetInEachOthersWay() {
    put("/first", WriteMode.replace(), random(1));
    List<FileSink> sinks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FileSink sink = get(files.openWrite(FtpPath.of("/f"), WriteMode.replace()));
      get(sink.write(ByteBuffer.wrap(new byte[] {(byte) i})));
      sinks.add(sink);
    }
    onLoop(
        () -> {
          objects.calls.clear();
          return objects;
        });

    List<CompletableFuture<Receipt>> stored = sinks.stream().map(FileSink::commit).toList();

    stored.forEach(this::get);
    assertThat(objects.calls.stream().filter("mutate"::equals)).hasSize(20);
  }

  @Test
  void uploadsBeyondTheBudgetWaitForEachOther() {
    List<FileSink> sinks = new ArrayList<>();
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    byte[] bytes = random(3 * MIB);
    for (int i = 0; i < 12; i++) {
      FileSink sink = get(files.openWrite(FtpPath.of("/f" + i), WriteMode.replace()));
      sinks.add(sink);
      writes.add(sink.write(ByteBuffer.wrap(bytes)));
    }
    for (int i = 0; i < 12; i++) {
      get(writes.get(i));
      get(sinks.get(i).commit());
    }

    assertThat(read("/f11", 0)).isEqualTo(bytes);
    assertBudgetIsFree();
  }

  @Test
  void anUploadWaitsForTheBudget() {
    ObjectStore.Lease all =
        get(
            onLoop(
                () ->
                    objects.acquire(BUDGET, CallContext.withTimeout(loop, Duration.ofMinutes(1)))));
    FileSink sink = get(files.openWrite(FtpPath.of("/f"), WriteMode.replace()));

    CompletableFuture<Void> write = sink.write(ByteBuffer.wrap(random(3 * MIB)));

    awaitOnLoop(() -> objects.budget().isContended());
    assertThat(write).isNotDone();
    assertThat(onLoop(() -> objects.calls.contains("putBlob"))).isFalse();
    onLoop(
        () -> {
          all.release();
          return null;
        });
    get(write);
    get(sink.commit());
    assertBudgetIsFree();
  }

  @Test
  void everyBlockIsLookedForBeforeTheFileIsPublished() {
    FileSink sink = get(files.openWrite(FtpPath.of("/f"), WriteMode.replace()));
    get(sink.write(ByteBuffer.wrap(random(3 * MIB))));
    onLoop(
        () ->
            objects.hand =
                call -> {
                  // A holder has left: what was stored on three hosts is now on one.
                  objects.copies = call.equals("ensureBlobs") ? 1 : objects.copies;
                  return CompletableFuture.completedFuture(null);
                });

    Receipt receipt = get(sink.commit());

    assertThat(receipt.copies()).isEqualTo(1);
    assertThat(objects.calls.lastIndexOf("ensureBlobs"))
        .isBetween(objects.calls.lastIndexOf("putBlob"), objects.calls.lastIndexOf("mutate"));
  }

  @Test
  void aReaderWhoDoesNotReadHoldsFewBlocks() {
    put("/f", WriteMode.replace(), random(20 * MIB));
    FileSource source = get(files.openRead(FtpPath.of("/f"), 0));
    get(source.next());

    awaitOnLoop(() -> objects.calls.stream().filter("getBlob"::equals).count() >= 2);

    assertThat(onLoop(() -> BUDGET - objects.budget().free())).isLessThanOrEqualTo(3L * MIB);
    source.close();
    assertBudgetIsFree();
  }

  /** Their blocks are read again as soon as they go on. */
  @Test
  void readersWhoTakeNothingGiveBackWhatOthersNeedAndMissNothing() {
    byte[] bytes = random(6 * MIB + 12_345);
    put("/f", WriteMode.replace(), bytes);
    List<FileSource> sources = new ArrayList<>();
    List<ByteArrayOutputStream> got = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sources.add(get(files.openRead(FtpPath.of("/f"), i)));
      got.add(new ByteArrayOutputStream());
      // Each holds a block of which it has taken a part; there is room for eight.
      take(sources.get(i), got.get(i));
    }

    assertThat(read("/f", 0)).isEqualTo(bytes);
    for (int i = 0; i < sources.size(); i++) {
      while (take(sources.get(i), got.get(i))) {
        // To its end.
      }
      assertThat(got.get(i).toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, i, bytes.length));
      sources.get(i).close();
    }
    assertBudgetIsFree();
  }

  private boolean take(FileSource from, ByteArrayOutputStream into) {
    Optional<ByteBuffer> piece = get(from.next());
    piece.ifPresent(
        bytes -> {
          byte[] copy = new byte[bytes.remaining()];
          bytes.duplicate().get(copy);
          into.writeBytes(copy);
        });
    return piece.isPresent();
  }

  @Test
  void aFullStoreFailsTheUploadAndLeavesNothing() {
    onLoop(
        () ->
            objects.hand =
                call ->
                    call.equals("putBlob")
                        ? CompletableFuture.failedFuture(new StoreFullException("full"))
                        : CompletableFuture.completedFuture(null));
    FileSink sink = get(files.openWrite(FtpPath.of("/f"), WriteMode.replace()));
    get(sink.write(ByteBuffer.wrap(random(MIB))));

    assertThat(failure(sink.commit()).kind()).isEqualTo(FileError.Kind.STORE_FULL);
    assertThat(names("/")).isEmpty();
    assertBudgetIsFree();
  }

  @Test
  void whileTheStoreIsFullUploadsAreRefusedBeforeTheyBegin() {
    put("/old", WriteMode.replace(), new byte[1]);
    onLoop(
        () ->
            objects.hand =
                call ->
                    call.equals("putBlob")
                        ? CompletableFuture.failedFuture(new StoreFullException("10.0.0.1 is full"))
                        : CompletableFuture.completedFuture(null));
    FileSink sink = get(files.openWrite(FtpPath.of("/f"), WriteMode.replace()));
    get(sink.write(ByteBuffer.wrap(random(MIB))));
    FileError during = failure(sink.commit());

    FileError before = failure(files.openWrite(FtpPath.of("/f"), WriteMode.replace()));

    assertThat(during.kind()).isEqualTo(Kind.STORE_FULL);
    assertThat(before.kind()).isEqualTo(Kind.STORE_FULL);
    assertThat(during).hasMessage("The store is full.");
    get(files.deleteFile(FtpPath.of("/old")));
    get(files.openWrite(FtpPath.of("/f"), WriteMode.replace()));
  }

  @Test
  void whatClientsReadNamesNoHostAndNoClass() {
    for (Outcome outcome : Outcome.values()) {
      onLoop(
          () ->
              objects.hand =
                  call ->
                      CompletableFuture.failedFuture(
                          new DftpException(outcome, "10.0.0.1:4000: java.lang.SomeException")));

      assertThat(failure(files.makeDirectory(FtpPath.of("/d"))).getMessage())
          .doesNotContain("10.0.0.1", "Exception");
    }
  }

  @Test
  void outcomesOfTheStoreBecomeErrorsOfFiles() {
    put("/f", WriteMode.replace(), new byte[1]);
    for (Outcome outcome : Outcome.values()) {
      onLoop(
          () ->
              objects.hand =
                  call ->
                      call.equals("mutate")
                          ? CompletableFuture.failedFuture(new DftpException(outcome, "planted"))
                          : CompletableFuture.completedFuture(null));

      assertThat(failure(files.deleteFile(FtpPath.of("/f"))).kind())
          .isEqualTo(
              switch (outcome) {
                case DID_NOT_HAPPEN -> FileError.Kind.FAILED;
                case MAY_HAVE_HAPPENED -> FileError.Kind.MAY_HAVE_HAPPENED;
                case ASK_ELSEWHERE -> FileError.Kind.NO_HOLDER;
              });
    }
  }

  @Test
  void siblingsAreListedUnderConflictNamesAndNothingIsHidden() {
    put("/report.txt", WriteMode.replace(), "new".getBytes(UTF_8));
    sibling("report.txt", "old", Instant.parse("2020-01-01T00:00:00Z"), 0xabcdef0123L);
    String conflict = "report (conflict abcdef01-5 20200101T000000Z).txt";

    assertThat(names("/")).containsExactly(conflict, "report.txt");
    assertThat(read("/report.txt", 0)).asString(UTF_8).isEqualTo("new");
    assertThat(read("/" + conflict, 0)).asString(UTF_8).isEqualTo("old");

    put("/report.txt", WriteMode.replace(), "newer".getBytes(UTF_8));
    assertThat(read("/" + conflict, 0)).asString(UTF_8).isEqualTo("old");
    get(files.deleteFile(FtpPath.of("/" + conflict)));
    assertThat(names("/")).containsExactly("report.txt");
    assertThat(read("/report.txt", 0)).asString(UTF_8).isEqualTo("newer");
  }

  @Test
  void renamingAConflictCopyLeavesTheWinnerAlone() {
    put("/a", WriteMode.replace(), "new".getBytes(UTF_8));
    sibling("a", "old", Instant.parse("2020-01-01T00:00:00Z"), 0x1L);
    String conflict = names("/").get(0);

    get(files.rename(FtpPath.of("/" + conflict), FtpPath.of("/b")));

    assertThat(names("/")).containsExactly("a", "b");
    assertThat(read("/a", 0)).asString(UTF_8).isEqualTo("new");
    assertThat(read("/b", 0)).asString(UTF_8).isEqualTo("old");
  }

  @Test
  void aReplacedFileIsNewerWhateverTheClockSays() {
    put("/f", WriteMode.replace(), new byte[1]);
    Instant before = get(files.stat(FtpPath.of("/f"))).modified();
    now = before.minusSeconds(3600);

    put("/f", WriteMode.replace(), new byte[2]);

    assertThat(get(files.stat(FtpPath.of("/f"))).modified()).isAfter(before);
  }

  @Test
  void aDirectoryThatIsBeingRemovedTakesNoNames() {
    get(files.makeDirectory(FtpPath.of("/d")));
    FileSink sink = get(files.openWrite(FtpPath.of("/d/f"), WriteMode.replace()));
    get(files.removeDirectory(FtpPath.of("/d")));
    get(sink.write(ByteBuffer.wrap(new byte[1])));

    assertThat(failure(sink.commit()).kind()).isEqualTo(FileError.Kind.NOT_FOUND);
  }

  /** The one that comes too late must not open what the other has removed. */
  @Test
  void ofTwoThatRemoveADirectoryNoneLetsNamesIntoIt() {
    get(files.makeDirectory(FtpPath.of("/d")));
    FileSink sink = get(files.openWrite(FtpPath.of("/d/f"), WriteMode.replace()));
    CompletableFuture<Void> gate = holdSecondChange();

    CompletableFuture<Void> late = files.removeDirectory(FtpPath.of("/d"));
    awaitOnLoop(() -> objects.calls.stream().filter("mutate"::equals).count() == 2);
    get(files.removeDirectory(FtpPath.of("/d")));
    onLoop(() -> gate.complete(null));

    assertThat(failure(late).kind()).isEqualTo(FileError.Kind.NOT_FOUND);
    get(sink.write(ByteBuffer.wrap(new byte[1])));
    assertThat(failure(sink.commit()).kind()).isEqualTo(FileError.Kind.NOT_FOUND);
  }

  /** The one that sealed it is gone, or so it seems: it may yet go on, and must then do nothing. */
  @Test
  void aDirectoryThatWasSealedAndLeftBehindTakesNamesAgainAndIsNotRemovedUnderThem() {
    get(files.makeDirectory(FtpPath.of("/d")));
    CompletableFuture<Void> gate = holdSecondChange();
    CompletableFuture<Void> leftBehind = files.removeDirectory(FtpPath.of("/d"));
    awaitOnLoop(() -> objects.calls.stream().filter("mutate"::equals).count() == 2);

    get(files.makeDirectory(FtpPath.of("/d/sub")));
    byte[] bytes = random(100);
    put("/d/f", WriteMode.replace(), bytes);
    onLoop(() -> gate.complete(null));

    assertThat(failure(leftBehind).kind()).isEqualTo(FileError.Kind.FAILED);
    assertThat(read("/d/f", 0)).isEqualTo(bytes);
    put("/d/g", WriteMode.replace(), bytes);
    assertThat(failure(files.removeDirectory(FtpPath.of("/d"))).kind())
        .isEqualTo(FileError.Kind.NOT_EMPTY);
  }

  /** Holds up the second change from now on: the one of a removal that follows its seal. */
  private CompletableFuture<Void> holdSecondChange() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    AtomicInteger changes = new AtomicInteger();
    onLoop(
        () -> {
          objects.calls.clear();
          objects.hand =
              call ->
                  call.equals("mutate") && changes.incrementAndGet() == 2
                      ? gate
                      : CompletableFuture.completedFuture(null);
          return changes;
        });
    return gate;
  }

  @Test
  void twoMovesThatTogetherWouldCloseACircleDoNot() throws Exception {
    for (int round = 0; round < 20; round++) {
      String a = "/a" + round;
      String b = "/b" + round;
      get(files.makeDirectory(FtpPath.of(a)));
      get(files.makeDirectory(FtpPath.of(b)));

      CompletableFuture<Void> first = files.rename(FtpPath.of(a), FtpPath.of(b + "/in"));
      CompletableFuture<Void> second = files.rename(FtpPath.of(b), FtpPath.of(a + "/in"));
      first.handle((done, failed) -> null).get(30, TimeUnit.SECONDS);
      second.handle((done, failed) -> null).get(30, TimeUnit.SECONDS);

      // One of them hangs at the root, the other below it.
      List<String> left = names("/");
      assertThat(left).containsAnyOf("a" + round, "b" + round);
      String kept = left.contains("a" + round) ? a : b;
      assertThat(names(kept)).containsExactly("in");
    }
  }

  @Test
  void aRenameThatStopsAtAnyCallLeavesTheFileAtOneNameOrBoth() {
    for (int stop = 0; stop < 12; stop++) {
      String from = "/from" + stop;
      String to = "/to" + stop;
      get(files.makeDirectory(FtpPath.of(from)));
      get(files.makeDirectory(FtpPath.of(to)));
      put(from + "/f", WriteMode.replace(), "x".getBytes(UTF_8));
      get(files.makeDirectory(FtpPath.of(from + "/d")));

      stopAfter(stop, () -> files.rename(FtpPath.of(from + "/f"), FtpPath.of(to + "/f")));
      stopAfter(stop, () -> files.rename(FtpPath.of(from + "/d"), FtpPath.of(to + "/d")));

      for (String name : List.of("f", "d")) {
        assertThat(names(from).contains(name) || names(to).contains(name))
            .as("stopped at call %s, name %s", stop, name)
            .isTrue();
      }
    }
  }

  @Test
  void ofThoseWhoMoveOneFileToSeveralDirectoriesOneDoes() {
    for (int seed = 0; seed < 40; seed++) {
      int movers = 2 + seed % 2;
      String source = directoryWithFile("/s" + seed);
      List<Step> moves = new ArrayList<>();
      for (int i = 0; i < movers; i++) {
        String target = "/t" + seed + "-" + i;
        get(files.makeDirectory(FtpPath.of(target)));
        moves.add(() -> files.rename(FtpPath.of(source), FtpPath.of(target + "/f")));
      }

      List<Optional<Kind>> outcomes = race(seed, moves);

      assertThat(outcomes).as("seed %s", seed).containsOnlyOnce(Optional.empty());
      for (int i = 0; i < movers; i++) {
        boolean won = outcomes.get(i).isEmpty();
        assertThat(outcomes.get(i)).isIn(Optional.empty(), Optional.of(Kind.NOT_FOUND));
        assertThat(names("/t" + seed + "-" + i)).isEqualTo(won ? List.of("f") : List.of());
      }
      assertThat(names("/s" + seed)).isEmpty();
    }
  }

  @Test
  void aFileThatIsMovedAndDeletedAtTheSameTimeIsMovedOrDeleted() {
    for (int seed = 0; seed < 40; seed++) {
      String source = directoryWithFile("/s" + seed);
      String target = "/t" + seed;
      get(files.makeDirectory(FtpPath.of(target)));

      List<Optional<Kind>> outcomes =
          race(
              seed,
              List.of(
                  () -> files.rename(FtpPath.of(source), FtpPath.of(target + "/f")),
                  () -> files.deleteFile(FtpPath.of(source))));

      assertThat(outcomes)
          .as("seed %s", seed)
          .containsExactlyInAnyOrder(Optional.empty(), Optional.of(Kind.NOT_FOUND));
      assertThat(names(target)).isEqualTo(outcomes.get(0).isEmpty() ? List.of("f") : List.of());
      assertThat(names("/s" + seed)).isEmpty();
    }
  }

  @Test
  void aFileThatIsMovedAndReplacedAtTheSameTimeIsReplacedBeforeOrAfter() {
    for (int seed = 0; seed < 40; seed++) {
      String source = directoryWithFile("/s" + seed);
      String target = "/t" + seed + "/f";
      get(files.makeDirectory(FtpPath.of("/t" + seed)));
      FileSink sink = get(files.openWrite(FtpPath.of(source), WriteMode.replace()));
      get(sink.write(ByteBuffer.wrap("new".getBytes(UTF_8))));

      List<Optional<Kind>> outcomes =
          race(
              seed,
              List.of(() -> files.rename(FtpPath.of(source), FtpPath.of(target)), sink::commit));

      assertThat(outcomes).as("seed %s", seed).containsOnly(Optional.empty());
      boolean before = names("/s" + seed).isEmpty();
      assertThat(read(target, 0)).asString(UTF_8).isEqualTo(before ? "new" : "old");
      if (!before) {
        assertThat(read(source, 0)).asString(UTF_8).isEqualTo("new");
      }
    }
  }

  @Test
  void aFileThatMovesIntoADirectoryThatIsBeingRemovedIsInOneOfBoth() {
    for (int seed = 0; seed < 20; seed++) {
      String source = directoryWithFile("/s" + seed);
      String target = "/t" + seed;
      get(files.makeDirectory(FtpPath.of(target)));

      List<Optional<Kind>> outcomes =
          race(
              seed,
              List.of(
                  () -> files.rename(FtpPath.of(source), FtpPath.of(target + "/f")),
                  () -> files.removeDirectory(FtpPath.of(target))));

      assertThat(outcomes)
          .as("seed %s", seed)
          .isIn(
              List.of(Optional.empty(), Optional.of(Kind.NOT_EMPTY)),
              List.of(Optional.of(Kind.NOT_FOUND), Optional.empty()));
      boolean moved = outcomes.get(0).isEmpty();
      assertThat(names("/s" + seed)).isEqualTo(moved ? List.of() : List.of("f"));
      assertThat(names("/").contains("t" + seed)).isEqualTo(moved);
    }
  }

  @Test
  void aDirectoryThatIsMovedAndOtherwiseChangedAtTheSameTimeIsInOnePlace() {
    for (int seed = 0; seed < 40; seed++) {
      String source = "/s" + seed;
      String target = "/t" + seed;
      get(files.makeDirectory(FtpPath.of(source)));
      get(files.makeDirectory(FtpPath.of(source + "/d")));
      get(files.makeDirectory(FtpPath.of(target)));
      FtpPath moved = FtpPath.of(source + "/d");
      List<Step> others =
          List.of(
              () -> files.setModified(moved, now),
              () -> files.rename(moved, FtpPath.of(source + "/e")),
              () -> files.rename(moved, FtpPath.of(target + "/e")),
              () -> files.removeDirectory(moved));

      List<Optional<Kind>> outcomes =
          race(
              seed,
              List.of(() -> files.rename(moved, FtpPath.of(target + "/d")), others.get(seed % 4)));

      List<String> left = new ArrayList<>(names(source));
      left.addAll(names(target));
      boolean removed = seed % 4 == 3 && outcomes.get(1).isEmpty();
      assertThat(left).as("seed %s, outcomes %s", seed, outcomes).hasSize(removed ? 0 : 1);
      assertThat(outcomes).contains(Optional.empty());
      if (!removed) {
        String path = (names(source).isEmpty() ? target : source) + "/" + left.get(0) + "/f";
        put(path, WriteMode.replace(), new byte[1]);
      }
    }
  }

  @Test
  void aMoveThatStopsAtAnyCallIsEndedByTheNextOneWhoWantsTheName() {
    List<Integer> stops = IntStream.range(0, 18).boxed().toList();
    for (int stop : stops) {
      directoryWithFile("/s" + stop);
      get(files.makeDirectory(FtpPath.of("/s" + stop + "/d")));
      get(files.makeDirectory(FtpPath.of("/t" + stop)));
      String source = "/s" + stop;
      String target = "/t" + stop;
      stopAfter(stop, () -> files.rename(FtpPath.of(source + "/f"), FtpPath.of(target + "/f")));
      stopAfter(stop, () -> files.rename(FtpPath.of(source + "/d"), FtpPath.of(target + "/d")));
      // Else the next one would stop while it waits for this one.
      onLoop(
          () -> {
            objects.clear(DirectoryMoves.MOVES);
            return null;
          });
    }

    // All at once, because some wait until a mover seems gone.
    List<CompletableFuture<Optional<Kind>>> renamed = new ArrayList<>();
    for (int stop : stops) {
      for (String name : List.of("f", "d")) {
        String path = "/s" + stop + "/" + name;
        renamed.add(outcome(files.rename(FtpPath.of(path), FtpPath.of(path + "2"))));
      }
    }

    for (int stop : stops) {
      for (String name : List.of("f", "d")) {
        int index = 2 * stop + (name.equals("f") ? 0 : 1);
        boolean stayed = get(renamed.get(index)).isEmpty();
        assertThat(names("/s" + stop).contains(name + "2"))
            .as("stopped at call %s, name %s", stop, name)
            .isEqualTo(stayed);
        assertThat(names("/s" + stop)).doesNotContain(name);
        assertThat(names("/t" + stop).contains(name)).isNotEqualTo(stayed);
      }
    }
  }

  @Test
  void theMoveOfADirectoryThatWasLeftBehindIsEndedByTheNextMover() {
    for (String directory : List.of("/s", "/s/d", "/s/e", "/t")) {
      get(files.makeDirectory(FtpPath.of(directory)));
    }
    // After the source was marked, before anything is at the target.
    stopAfter(7, () -> files.rename(FtpPath.of("/s/d"), FtpPath.of("/t/d")));
    assertThat(onLoop(() -> objects.size(DirectoryMoves.MOVES))).isEqualTo(1);

    get(files.rename(FtpPath.of("/s/e"), FtpPath.of("/t/e")));

    assertThat(onLoop(() -> objects.size(DirectoryMoves.MOVES))).isZero();
    assertThat(names("/t")).containsExactly("e");
    get(files.rename(FtpPath.of("/s/d"), FtpPath.of("/t/d")));
    assertThat(names("/s")).isEmpty();
  }

  /** It seems to be gone, is told so, and goes on: then the file must not come back. */
  @Test
  void aSlowMoverDoesNotBringBackWhatWasDeletedMeanwhile() {
    String source = directoryWithFile("/s");
    get(files.makeDirectory(FtpPath.of("/t")));
    CompletableFuture<Void> gate = holdSecondChange();
    CompletableFuture<Void> slow = files.rename(FtpPath.of(source), FtpPath.of("/t/f"));
    awaitOnLoop(() -> objects.calls.stream().filter("mutate"::equals).count() == 2);

    get(files.deleteFile(FtpPath.of(source)));
    onLoop(() -> gate.complete(null));

    assertThat(failure(slow).kind()).isEqualTo(Kind.FAILED);
    assertThat(names("/s")).isEmpty();
    assertThat(names("/t")).isEmpty();
  }

  private String directoryWithFile(String directory) {
    get(files.makeDirectory(FtpPath.of(directory)));
    put(directory + "/f", WriteMode.replace(), "old".getBytes(UTF_8));
    return directory + "/f";
  }

  /** Runs the steps side by side, with every call of the store held up by chance. */
  private List<Optional<Kind>> race(long seed, List<Step> steps) {
    Random chance = new Random(seed);
    onLoop(
        () ->
            objects.hand =
                call -> {
                  CompletableFuture<Void> go = new CompletableFuture<>();
                  loop.schedule(
                      Duration.ofNanos(chance.nextInt(2_000_000)), () -> go.complete(null));
                  return go;
                });
    List<CompletableFuture<Optional<Kind>>> outcomes =
        steps.stream().map(Step::start).map(RingFileSystemTest::outcome).toList();
    List<Optional<Kind>> ended = outcomes.stream().map(this::get).toList();
    onLoop(() -> objects.hand = call -> CompletableFuture.completedFuture(null));
    return ended;
  }

  /** Returns how it failed, if it did. */
  private static CompletableFuture<Optional<Kind>> outcome(CompletableFuture<?> step) {
    return step.handle(
        (done, failure) ->
            Optional.ofNullable(failure)
                .map(thrown -> thrown instanceof CompletionException ? thrown.getCause() : thrown)
                .map(error -> ((FileError) error).kind()));
  }

  @Test
  void anUploadThatStopsAtAnyCallShowsTheOldFileOrTheNewOne() {
    byte[] old = random(2 * MIB);
    byte[] fresh = random(2 * MIB + 1);
    for (int stop = 0; stop < 14; stop++) {
      String path = "/f" + stop;
      put(path, WriteMode.replace(), old);

      stopAfter(
          stop,
          () -> {
            FileSink sink = get(files.openWrite(FtpPath.of(path), WriteMode.replace()));
            get(sink.write(ByteBuffer.wrap(fresh)));
            return sink.commit();
          });

      assertThat(read(path, 0)).as("stopped at call %s", stop).isIn(old, fresh);
    }
  }

  private interface Step {
    CompletableFuture<?> start();
  }

  /** Lets so many calls of the store happen; all later ones fail as if the host were gone. */
  private void stopAfter(int calls, Step step) {
    int[] left = {calls};
    onLoop(
        () ->
            objects.hand =
                call ->
                    left[0]-- > 0
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(
                            new DftpException(Outcome.MAY_HAVE_HAPPENED, "the host is gone")));
    try {
      step.start().handle((done, failed) -> null).get(60, TimeUnit.SECONDS);
    } catch (AssertionError gone) {
      assertThat(gone).hasRootCauseInstanceOf(DftpException.class);
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      throw new AssertionError(failed);
    } finally {
      onLoop(() -> objects.hand = call -> CompletableFuture.completedFuture(null));
    }
  }

  private void sibling(String name, String text, Instant modified, long replica) {
    FileEntry entry =
        new FileEntry(
            new ObjectId(1, replica),
            new ObjectId(2, replica),
            modified,
            new FileContent(List.of(new Piece.Inline(Bytes.utf8(text)))));
    onLoop(
        () -> {
          objects.addSibling(PathWalk.ROOT, "n/" + name, entry.encode(), new Dot(replica << 24, 5));
          return null;
        });
  }

  private Receipt put(String path, WriteMode mode, byte[] bytes) {
    FileSink sink = get(files.openWrite(FtpPath.of(path), mode));
    get(sink.write(ByteBuffer.wrap(bytes)));
    return get(sink.commit());
  }

  private byte[] read(String path, long offset) {
    FileSource source = get(files.openRead(FtpPath.of(path), offset));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Optional<ByteBuffer> chunk = get(source.next());
    while (chunk.isPresent()) {
      byte[] bytes = new byte[chunk.get().remaining()];
      chunk.get().get(bytes);
      all.writeBytes(bytes);
      source.recycle(chunk.get());
      chunk = get(source.next());
    }
    source.close();
    return all.toByteArray();
  }

  private List<String> names(String path) {
    List<String> names = new ArrayList<>();
    DirectoryPage page;
    do {
      String after = names.isEmpty() ? "" : names.get(names.size() - 1);
      page = get(files.list(FtpPath.of(path), after, 3));
      page.entries().stream().map(FileInfo::name).forEach(names::add);
    } while (!page.last());
    return names;
  }

  private static FileError failure(CompletableFuture<?> future) {
    try {
      future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      return (FileError) failed.getCause();
    } catch (InterruptedException | TimeoutException failed) {
      throw new AssertionError(failed);
    }
    throw new AssertionError("it did not fail");
  }

  private void assertBudgetIsFree() {
    assertThat(onLoop(() -> objects.budget().free())).isEqualTo(BUDGET);
  }

  private <T> T onLoop(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(() -> result.complete(work.get()));
    return get(result);
  }

  private void awaitOnLoop(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!onLoop(condition::getAsBoolean)) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
