// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.protocol.FtpPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link FileSystem} must do. Extend it with a new, empty one. */
public abstract class FileSystemContract {
  private static final int SECONDS = 30;

  /** For subclasses. */
  protected FileSystemContract() {}

  /** Returns the file system of this test: empty at first, the same one at each call. */
  protected abstract FileSystem files();

  /** Tells whether names beyond ASCII can be stored where the test runs. */
  protected boolean storesAllNames() {
    return true;
  }

  @Test
  void theRootIsAnEmptyDirectory() {
    assertThat(get(files().stat(FtpPath.root())).isDirectory()).isTrue();
    assertThat(names("/")).isEmpty();
  }

  @Test
  void whatWasCommittedIsRead() {
    byte[] bytes = randomBytes(3_000_000);

    Receipt receipt = store("/f", WriteMode.replace(), bytes);

    assertThat(receipt.copies()).isPositive();
    assertThat(receipt.text()).isNotBlank().doesNotContain("\n");
    assertThat(content("/f")).isEqualTo(bytes);
    assertThat(get(files().stat(FtpPath.of("/f"))).size()).isEqualTo(3_000_000);
  }

  @Test
  void anEmptyFileIsAFile() {
    store("/f", WriteMode.replace(), new byte[0]);

    assertThat(content("/f")).isEmpty();
    assertThat(get(files().stat(FtpPath.of("/f"))).isDirectory()).isFalse();
  }

  @Test
  void readingBeginsAtTheOffset() {
    store("/f", WriteMode.replace(), "abcdef".getBytes(UTF_8));

    assertThat(read("/f", 4)).asString(UTF_8).isEqualTo("ef");
    assertThat(read("/f", 6)).isEmpty();
    assertThat(failure(files().openRead(FtpPath.of("/f"), 7))).isEqualTo(Kind.BAD_OFFSET);
    assertThat(failure(files().openRead(FtpPath.of("/f"), -1))).isEqualTo(Kind.BAD_OFFSET);
    assertThat(failure(files().openRead(FtpPath.of("/f"), Long.MAX_VALUE)))
        .isEqualTo(Kind.BAD_OFFSET);
  }

  @Test
  void whatIsBeingWrittenIsNotSeen() {
    FileSink fresh = get(files().openWrite(FtpPath.of("/new"), WriteMode.replace()));
    store("/old", WriteMode.replace(), "old".getBytes(UTF_8));
    FileSink over = get(files().openWrite(FtpPath.of("/old"), WriteMode.replace()));

    write(fresh, "x");
    write(over, "x");

    assertThat(failure(files().stat(FtpPath.of("/new")))).isEqualTo(Kind.NOT_FOUND);
    assertThat(names("/")).containsExactly("old");
    assertThat(content("/old")).asString(UTF_8).isEqualTo("old");
    get(fresh.commit());
    get(over.commit());
    assertThat(content("/new")).asString(UTF_8).isEqualTo("x");
    assertThat(content("/old")).asString(UTF_8).isEqualTo("x");
  }

  @Test
  void aReaderKeepsTheVersionThatItOpened() {
    byte[] before = randomBytes(1_000_000);
    store("/f", WriteMode.replace(), before);
    FileSource source = get(files().openRead(FtpPath.of("/f"), 0));

    store("/f", WriteMode.replace(), randomBytes(500_000));

    assertThat(drain(source)).isEqualTo(before);
  }

  @Test
  void aBrokenUploadLeavesAnOldFileAlone() {
    store("/f", WriteMode.replace(), "old".getBytes(UTF_8));
    for (WriteMode mode :
        List.of(WriteMode.replace(), WriteMode.append(), WriteMode.overwriteFrom(1))) {
      FileSink sink = get(files().openWrite(FtpPath.of("/f"), mode));
      write(sink, "new and longer");

      get(sink.abort());

      assertThat(content("/f")).as(mode.toString()).asString(UTF_8).isEqualTo("old");
    }
  }

  @Test
  void aBrokenUploadDoesNotReplaceAFileThatCameMeanwhile() {
    FileSink sink = get(files().openWrite(FtpPath.of("/f"), WriteMode.replace()));
    write(sink, "broken");
    store("/f", WriteMode.replace(), "whole".getBytes(UTF_8));

    get(sink.abort());

    assertThat(content("/f")).asString(UTF_8).isEqualTo("whole");
  }

  @Test
  void aBrokenUploadWithoutAByteLeavesNothing() {
    FileSink sink = get(files().openWrite(FtpPath.of("/f"), WriteMode.replace()));

    get(sink.abort());

    assertThat(names("/")).isEmpty();
  }

  @Test
  void writesKeepTheirOrderWithoutWaiting() {
    byte[] bytes = randomBytes(2_000_000);
    FileSink sink = get(files().openWrite(FtpPath.of("/f"), WriteMode.replace()));
    List<CompletableFuture<Void>> pending = new ArrayList<>();

    for (int from = 0; from < bytes.length; from += 1000) {
      pending.add(sink.write(ByteBuffer.wrap(bytes, from, 1000)));
    }
    pending.forEach(this::get);
    get(sink.commit());

    assertThat(content("/f")).isEqualTo(bytes);
  }

  @Test
  void aBufferMayBeUsedAgainOnceItsWriteIsComplete() {
    ByteBuffer buffer = ByteBuffer.wrap("one".getBytes(UTF_8));
    FileSink sink = get(files().openWrite(FtpPath.of("/f"), WriteMode.replace()));
    get(sink.write(buffer));

    buffer.clear().put("two".getBytes(UTF_8)).flip();
    get(sink.write(buffer));
    buffer.clear().put("xxx".getBytes(UTF_8));
    get(sink.commit());

    assertThat(content("/f")).asString(UTF_8).isEqualTo("onetwo");
  }

  @Test
  void appendingMakesTheFileOrAddsToIt() {
    store("/f", WriteMode.append(), "ab".getBytes(UTF_8));
    store("/f", WriteMode.append(), "cd".getBytes(UTF_8));

    assertThat(content("/f")).asString(UTF_8).isEqualTo("abcd");
  }

  @Test
  void overwritingKeepsWhatLiesAround() {
    store("/f", WriteMode.replace(), "abcdef".getBytes(UTF_8));

    store("/f", WriteMode.overwriteFrom(2), "XY".getBytes(UTF_8));
    assertThat(content("/f")).asString(UTF_8).isEqualTo("abXYef");

    store("/f", WriteMode.overwriteFrom(5), "12345".getBytes(UTF_8));
    assertThat(content("/f")).asString(UTF_8).isEqualTo("abXYe12345");
    assertThat(failure(files().openWrite(FtpPath.of("/f"), WriteMode.overwriteFrom(11))))
        .isEqualTo(Kind.BAD_OFFSET);
    assertThat(failure(files().openWrite(FtpPath.of("/none"), WriteMode.overwriteFrom(1))))
        .isEqualTo(Kind.BAD_OFFSET);
  }

  @Test
  void writingNeedsADirectoryAndNoDirectoryInItsPlace() {
    makeDirectory("/d");
    store("/f", WriteMode.replace(), new byte[1]);

    assertThat(failure(files().openWrite(FtpPath.of("/d"), WriteMode.replace())))
        .isEqualTo(Kind.IS_A_DIRECTORY);
    assertThat(failure(files().openWrite(FtpPath.of("/no/f"), WriteMode.replace())))
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().openWrite(FtpPath.of("/f/g"), WriteMode.replace())))
        .isIn(Kind.NOT_FOUND, Kind.NOT_A_DIRECTORY);
    assertThat(failure(files().openRead(FtpPath.of("/d"), 0))).isEqualTo(Kind.IS_A_DIRECTORY);
    assertThat(failure(files().openRead(FtpPath.of("/no"), 0))).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().stat(FtpPath.of("/f/g")))).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void listingsAreSortedByBytesAndCutInPages() {
    assumeTrue(storesAllNames(), "The file system here stores ASCII names only.");
    List<String> names =
        List.of(
            " a",
            "-x",
            ".dot",
            "B",
            "a",
            "a b",
            "g[1].txt",
            "z",
            "\u00e4",
            "\uffee",
            "\ud83d\ude00");
    names.forEach(name -> store("/" + name, WriteMode.replace(), new byte[1]));

    assertThat(names("/")).containsExactlyElementsOf(names);

    List<String> paged = new ArrayList<>();
    String after = "";
    DirectoryPage page;
    do {
      page = get(files().list(FtpPath.root(), after, 3));
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(3);
      page.entries().forEach(entry -> paged.add(entry.name()));
      after = paged.get(paged.size() - 1);
    } while (!page.last());
    assertThat(paged).containsExactlyElementsOf(names);
  }

  @Test
  void aListingIsOfTheDirectoryThatItBeganWith() {
    makeDirectory("/d");
    for (int i = 0; i < 6; i++) {
      store("/d/old" + i, WriteMode.replace(), new byte[1]);
    }
    DirectoryPage first = get(files().list(FtpPath.of("/d"), "", 3));
    get(files().rename(FtpPath.of("/d"), FtpPath.of("/e")));
    makeDirectory("/d");
    for (int i = 0; i < 9; i++) {
      store("/d/old" + i, WriteMode.replace(), new byte[2]);
    }

    CompletableFuture<DirectoryPage> next = files().listOn(FtpPath.of("/d"), first, 10);

    finish(next);
    Throwable thrown = catchThrowable(() -> next.get(SECONDS, TimeUnit.SECONDS));
    if (thrown == null) {
      assertThat(get(next).entries())
          .extracting(FileInfo::name)
          .containsExactly("old3", "old4", "old5");
    } else {
      assertThat(failure(next)).isEqualTo(Kind.FAILED);
    }
  }

  @Test
  void theLongestNameIsKeptAndNothingIsNormalised() {
    assumeTrue(storesAllNames(), "The file system here stores ASCII names only.");
    String longest = "\u00fc".repeat(127) + "x";
    String composed = "\u00e9";
    String decomposed = "e\u0301";
    for (String name : List.of(longest, composed, decomposed)) {
      store("/" + name, WriteMode.replace(), name.getBytes(UTF_8));
    }

    for (String name : List.of(longest, composed, decomposed)) {
      assertThat(content("/" + name)).asString(UTF_8).isEqualTo(name);
    }
    assertThat(names("/")).containsExactlyInAnyOrder(longest, composed, decomposed);
  }

  @Test
  void listingNeedsADirectory() {
    store("/f", WriteMode.replace(), new byte[1]);

    assertThat(failure(files().list(FtpPath.of("/f"), "", 10))).isEqualTo(Kind.NOT_A_DIRECTORY);
    assertThat(failure(files().list(FtpPath.of("/no"), "", 10))).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void directoriesAreMadeAndRemoved() {
    makeDirectory("/d");
    makeDirectory("/d/e");
    store("/f", WriteMode.replace(), new byte[1]);

    assertThat(failure(files().makeDirectory(FtpPath.of("/d")))).isEqualTo(Kind.EXISTS);
    assertThat(failure(files().makeDirectory(FtpPath.of("/f")))).isEqualTo(Kind.EXISTS);
    assertThat(failure(files().makeDirectory(FtpPath.root()))).isEqualTo(Kind.EXISTS);
    assertThat(failure(files().makeDirectory(FtpPath.of("/x/y")))).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().removeDirectory(FtpPath.of("/d")))).isEqualTo(Kind.NOT_EMPTY);
    assertThat(failure(files().removeDirectory(FtpPath.of("/f")))).isEqualTo(Kind.NOT_A_DIRECTORY);
    assertThat(failure(files().removeDirectory(FtpPath.of("/x")))).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().removeDirectory(FtpPath.root()))).isEqualTo(Kind.NAME_NOT_ALLOWED);
    get(files().removeDirectory(FtpPath.of("/d/e")));
    get(files().removeDirectory(FtpPath.of("/d")));
    assertThat(names("/")).containsExactly("f");
  }

  @Test
  void filesAreDeleted() {
    makeDirectory("/d");
    store("/f", WriteMode.replace(), new byte[1]);

    get(files().deleteFile(FtpPath.of("/f")));

    assertThat(names("/")).containsExactly("d");
    assertThat(failure(files().deleteFile(FtpPath.of("/f")))).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().deleteFile(FtpPath.of("/d")))).isEqualTo(Kind.IS_A_DIRECTORY);
  }

  @Test
  void renamingMovesFilesAndWholeDirectories() {
    makeDirectory("/d");
    makeDirectory("/d/e");
    makeDirectory("/t");
    store("/d/e/f", WriteMode.replace(), "f".getBytes(UTF_8));
    String id = get(files().stat(FtpPath.of("/d/e/f"))).id();

    get(files().rename(FtpPath.of("/d"), FtpPath.of("/t/n")));
    get(files().rename(FtpPath.of("/t/n/e/f"), FtpPath.of("/g")));

    assertThat(content("/g")).asString(UTF_8).isEqualTo("f");
    assertThat(get(files().stat(FtpPath.of("/g"))).id()).isEqualTo(id).doesNotContain(" ", ";");
    assertThat(names("/")).containsExactly("g", "t");
    assertThat(names("/t/n")).containsExactly("e");
  }

  @Test
  void renamingReplacesAFileButNoDirectory() {
    makeDirectory("/d");
    makeDirectory("/e");
    store("/f", WriteMode.replace(), "f".getBytes(UTF_8));
    store("/g", WriteMode.replace(), "g".getBytes(UTF_8));

    get(files().rename(FtpPath.of("/f"), FtpPath.of("/g")));

    assertThat(content("/g")).asString(UTF_8).isEqualTo("f");
    assertThat(failure(files().rename(FtpPath.of("/g"), FtpPath.of("/d")))).isEqualTo(Kind.EXISTS);
    assertThat(failure(files().rename(FtpPath.of("/d"), FtpPath.of("/g")))).isEqualTo(Kind.EXISTS);
    assertThat(failure(files().rename(FtpPath.of("/d"), FtpPath.of("/e")))).isEqualTo(Kind.EXISTS);
    assertThat(failure(files().rename(FtpPath.of("/x"), FtpPath.of("/y"))))
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().rename(FtpPath.of("/g"), FtpPath.of("/no/g"))))
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().rename(FtpPath.of("/d"), FtpPath.of("/d/in"))))
        .isEqualTo(Kind.NAME_NOT_ALLOWED);
    assertThat(failure(files().rename(FtpPath.root(), FtpPath.of("/r"))))
        .isEqualTo(Kind.NAME_NOT_ALLOWED);
    get(files().rename(FtpPath.of("/g"), FtpPath.of("/g")));
    get(files().rename(FtpPath.of("/d"), FtpPath.of("/d")));
    assertThat(names("/")).containsExactly("d", "e", "g");
  }

  @Test
  void timesAreSetAndKept() {
    Instant time = Instant.parse("2001-02-03T04:05:06Z");
    store("/f", WriteMode.replace(), new byte[1]);

    get(files().setModified(FtpPath.of("/f"), time));

    assertThat(get(files().stat(FtpPath.of("/f"))).modified()).isEqualTo(time);
    assertThat(get(files().list(FtpPath.root(), "", 1)).entries().get(0).modified())
        .isEqualTo(time);
    assertThat(failure(files().setModified(FtpPath.of("/x"), time))).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void idsTellFilesApart() {
    makeDirectory("/d");
    store("/f", WriteMode.replace(), new byte[1]);
    store("/g", WriteMode.replace(), new byte[1]);

    assertThat(
            List.of(
                get(files().stat(FtpPath.of("/d"))).id(),
                get(files().stat(FtpPath.of("/f"))).id(),
                get(files().stat(FtpPath.of("/g"))).id(),
                get(files().stat(FtpPath.root())).id()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aSourceMayBeClosedEarlyAndTwice() {
    store("/f", WriteMode.replace(), randomBytes(2_000_000));
    FileSource source = get(files().openRead(FtpPath.of("/f"), 0));
    get(source.next());

    source.close();
    source.close();

    assertThat(content("/f")).hasSize(2_000_000);
  }

  @Test
  void spaceIsKnown() {
    Space space = get(files().space());

    assertThat(space.totalBytes()).isPositive();
    assertThat(space.freeBytes()).isBetween(0L, space.totalBytes());
  }

  /** Does what it takes that this has an outcome, where that is more than to wait. */
  protected void finish(CompletableFuture<?> future) {}

  /** Waits for a result. */
  protected final <T> T get(CompletableFuture<T> future) {
    finish(future);
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  final Kind failure(CompletableFuture<?> future) {
    finish(future);
    Throwable thrown = catchThrowable(() -> future.get(SECONDS, TimeUnit.SECONDS));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    assertThat(thrown.getCause()).isInstanceOf(FileError.class);
    return ((FileError) thrown.getCause()).kind();
  }

  final void makeDirectory(String path) {
    get(files().makeDirectory(FtpPath.of(path)));
  }

  final Receipt store(String path, WriteMode mode, byte[] bytes) {
    FileSink sink = get(files().openWrite(FtpPath.of(path), mode));
    get(sink.write(ByteBuffer.wrap(bytes)));
    return get(sink.commit());
  }

  final void write(FileSink sink, String text) {
    get(sink.write(ByteBuffer.wrap(text.getBytes(UTF_8))));
  }

  final byte[] content(String path) {
    return read(path, 0);
  }

  final byte[] read(String path, long offset) {
    return drain(get(files().openRead(FtpPath.of(path), offset)));
  }

  private byte[] drain(FileSource source) {
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

  final List<String> names(String path) {
    return get(files().list(FtpPath.of(path), "", 1000)).entries().stream()
        .map(FileInfo::name)
        .toList();
  }

  static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
