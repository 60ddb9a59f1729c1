// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.protocol.FtpPath;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a {@link FileSystem} must do that keeps broken uploads as hidden parts of their users. */
public abstract class FileSystemWithPartsContract extends FileSystemContract {
  private static final FtpPath FILE = FtpPath.of("/f");

  /** For subclasses. */
  protected FileSystemWithPartsContract() {}

  /** Lets the clock of the file system go on, where it does not by itself. */
  protected void passTime() {}

  private FileSink open(String path, WriteMode mode) {
    FileSink sink = get(files().openWrite(FtpPath.of(path), mode.by("ann")));
    passTime();
    return sink;
  }

  private void put(String path, WriteMode mode, String text) {
    FileSink sink = open(path, mode);
    write(sink, text);
    get(sink.commit());
  }

  private void breakOff(String path, WriteMode mode, String text) {
    FileSink sink = open(path, mode);
    write(sink, text);
    get(sink.abort());
  }

  private OptionalLong part(String path) {
    return get(files().part(FtpPath.of(path), "ann"));
  }

  private String text(String path) {
    return new String(content(path), UTF_8);
  }

  @Test
  void aBrokenUploadIsKeptForItsUserAndShownToNobody() {
    breakOff("/f", WriteMode.replace(), "begin");

    assertThat(part("/f")).hasValue(5);
    assertThat(get(files().part(FILE, "bob"))).isEmpty();
    assertThat(names("/")).isEmpty();
    assertThat(failure(files().stat(FILE))).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().openRead(FILE, 0))).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().deleteFile(FILE))).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure(files().rename(FILE, FtpPath.of("/g")))).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void itIsGoneOnWithAtItsEndOnly() {
    breakOff("/f", WriteMode.replace(), "begin");

    for (long offset : List.of(1L, 4L, 6L, Long.MAX_VALUE)) {
      WriteMode elsewhere = WriteMode.overwriteFrom(offset);
      assertThat(failure(files().openWrite(FILE, elsewhere.by("ann"))))
          .as("at %s", offset)
          .isEqualTo(Kind.BAD_OFFSET);
    }
    WriteMode atItsEnd = WriteMode.overwriteFrom(5);
    assertThat(failure(files().openWrite(FILE, atItsEnd.by("bob")))).isEqualTo(Kind.BAD_OFFSET);
    assertThat(failure(files().openWrite(FILE, atItsEnd))).isEqualTo(Kind.BAD_OFFSET);
    breakOff("/f", atItsEnd, "ni");
    assertThat(part("/f")).hasValue(7);
    put("/f", WriteMode.overwriteFrom(7), "ng");

    assertThat(text("/f")).isEqualTo("beginning");
    assertThat(part("/f")).isEmpty();
  }

  @Test
  void whatIsAddedWhereThereIsNoFileGoesOnWithIt() {
    breakOff("/f", WriteMode.append(), "begin");
    breakOff("/f", WriteMode.append(), "n");
    assertThat(part("/f")).hasValue(6);

    put("/f", WriteMode.append(), "ing");

    assertThat(text("/f")).isEqualTo("beginning");
    assertThat(part("/f")).isEmpty();
  }

  @Test
  void aLongPartIsGoneOnWithManyTimes() {
    byte[] bytes = randomBytes(3_000_000);
    int[] ends = {1_500_000, 1_500_001, 1_504_000, 2_900_000};
    int sent = 0;
    for (int end : ends) {
      FileSink sink = open("/f", sent == 0 ? WriteMode.replace() : WriteMode.overwriteFrom(sent));
      get(sink.write(ByteBuffer.wrap(bytes, sent, end - sent)));
      get(sink.abort());
      assertThat(part("/f")).hasValue(end);
      sent = end;
    }
    FileSink last = open("/f", WriteMode.append());
    get(last.write(ByteBuffer.wrap(bytes, sent, bytes.length - sent)));
    get(last.commit());

    assertThat(content("/f")).isEqualTo(bytes);
  }

  @Test
  void whereAFileStandsAllElseIsAboutTheFile() {
    put("/f", WriteMode.replace(), "the old file");
    breakOff("/f", WriteMode.replace(), "begin");
    assertThat(part("/f")).hasValue(5);
    assertThat(text("/f")).isEqualTo("the old file");

    put("/f", WriteMode.append(), "!");
    assertThat(text("/f")).isEqualTo("the old file!");

    breakOff("/f", WriteMode.replace(), "begin");
    put("/f", WriteMode.overwriteFrom(4), "OLD");
    assertThat(text("/f")).isEqualTo("the OLD file!");

    breakOff("/f", WriteMode.replace(), "begin");
    put("/f", WriteMode.overwriteFrom(5), "ning");
    assertThat(text("/f")).isEqualTo("beginning");
    assertThat(part("/f")).isEmpty();
  }

  @Test
  void nothingIsKeptOfWhatWasToBeAddedToAFile() {
    put("/f", WriteMode.replace(), "the old file");

    breakOff("/f", WriteMode.append(), "more");
    breakOff("/f", WriteMode.overwriteFrom(12), "more");
    breakOff("/f", WriteMode.overwriteFrom(3), "more");

    assertThat(part("/f")).isEmpty();
    assertThat(text("/f")).isEqualTo("the old file");
  }

  @Test
  void anUploadFromTheBeginningDropsIt() {
    breakOff("/f", WriteMode.replace(), "begin");
    breakOff("/f", WriteMode.replace(), "new");
    assertThat(part("/f")).hasValue(3);

    put("/f", WriteMode.replace(), "whole");

    assertThat(part("/f")).isEmpty();
    assertThat(text("/f")).isEqualTo("whole");
    get(files().deleteFile(FILE));
    assertThat(part("/f")).isEmpty();
  }

  @Test
  void anUploadWithoutAByteChangesNoPart() {
    breakOff("/f", WriteMode.replace(), "begin");

    get(open("/f", WriteMode.replace()).abort());
    get(open("/f", WriteMode.append()).abort());

    assertThat(part("/f")).hasValue(5);
  }

  @Test
  void ofTwoUploadsAtOnceTheOneThatBeganLaterIsKept() {
    FileSink first = open("/f", WriteMode.replace());
    FileSink second = open("/f", WriteMode.replace());
    write(first, "11111111");
    write(second, "22");

    get(second.abort());
    assertThat(part("/f")).hasValue(2);
    finish(first.abort().exceptionally(failure -> null));
    assertThat(part("/f")).hasValue(2);
    put("/f", WriteMode.append(), "22");

    assertThat(text("/f")).isEqualTo("2222");
  }

  @Test
  void twoThatGoOnWithTheSamePartDoNotMixTheirBytes() {
    breakOff("/f", WriteMode.replace(), "begin");
    FileSink first = open("/f", WriteMode.append());
    FileSink second = open("/f", WriteMode.overwriteFrom(5));
    write(first, "11");
    write(second, "2");
    write(first, "11");

    get(second.abort());
    assertThat(part("/f")).hasValue(6);
    get(first.commit());
    assertThat(text("/f")).isEqualTo("begin1111");
    assertThat(part("/f")).hasValue(6);
    put("/f", WriteMode.overwriteFrom(6), "222");

    assertThat(text("/f")).isEqualTo("begin2222");
  }

  @Test
  void aDirectoryWithPartsOnlyIsEmptyAndTakesThemWithIt() {
    makeDirectory("/d");
    breakOff("/d/f", WriteMode.replace(), "begin");
    assertThat(part("/d/f")).hasValue(5);

    get(files().removeDirectory(FtpPath.of("/d")));

    assertThat(failure(files().part(FtpPath.of("/d/f"), "ann"))).isEqualTo(Kind.NOT_FOUND);
    makeDirectory("/d");
    assertThat(part("/d/f")).isEmpty();
  }

  @Test
  void partsMoveWithTheirDirectory() {
    makeDirectory("/d");
    breakOff("/d/f", WriteMode.replace(), "begin");

    get(files().rename(FtpPath.of("/d"), FtpPath.of("/e")));

    assertThat(part("/e/f")).hasValue(5);
    put("/e/f", WriteMode.append(), "ning");
    assertThat(text("/e/f")).isEqualTo("beginning");
  }

  @Test
  void inADirectoryThatIsGoneNothingIsKept() {
    makeDirectory("/d");
    FileSink sink = open("/d/f", WriteMode.replace());
    write(sink, "begin");
    get(files().removeDirectory(FtpPath.of("/d")));

    finish(sink.abort().exceptionally(failure -> null));

    makeDirectory("/d");
    assertThat(part("/d/f")).isEmpty();
    assertThat(names("/d")).isEmpty();
  }

  @Test
  void whoHasNoPartsLeavesNothing() {
    FileSink sink = get(files().openWrite(FILE, WriteMode.replace()));
    write(sink, "begin");

    get(sink.abort());

    assertThat(names("/")).isEmpty();
    assertThat(part("/f")).isEmpty();
  }
}
