// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.ftp.protocol.FtpPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalFolderTest extends FileSystemContract {
  private final ExecutorService workers = Executors.newFixedThreadPool(2);

  @TempDir Path folder;
  @TempDir Path outside;
  private FileSystem files;

  @BeforeEach
  void open() throws IOException {
    files = new LocalFolder(folder, workers, true);
  }

  @AfterEach
  void stop() {
    workers.shutdownNow();
  }

  @Override
  protected FileSystem files() {
    return files;
  }

  @Override
  protected boolean storesAllNames() {
    try {
      return folder.resolve("\u00e4").toString().endsWith("\u00e4");
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Test
  void linksAreNeitherShownNorFollowed() throws IOException {
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(folder.resolve("way"), outside);
    Files.createSymbolicLink(folder.resolve("file"), outside.resolve("secret"));

    assertThat(get(files.list(FtpPath.root(), "", 10)).entries()).isEmpty();
    for (String path : new String[] {"/way/secret", "/file", "/way"}) {
      assertThatThrownBy(() -> files.openRead(FtpPath.of(path), 0).get())
          .as(path)
          .hasCauseInstanceOf(FileError.class);
      assertThatThrownBy(() -> files.stat(FtpPath.of(path)).get())
          .as(path)
          .hasCauseInstanceOf(FileError.class);
    }
    assertThatThrownBy(() -> files.openWrite(FtpPath.of("/way/new"), WriteMode.replace()).get())
        .hasCauseInstanceOf(FileError.class);
  }

  @Test
  void theFolderOfUploadsCannotBeReachedAndEmptiesItself() throws IOException {
    FileSink kept = get(files.openWrite(FtpPath.of("/kept"), WriteMode.replace()));
    FileSink broken = get(files.openWrite(FtpPath.of("/broken"), WriteMode.replace()));

    assertThatThrownBy(() -> files.list(FtpPath.of("/" + LocalFolder.UPLOADS), "", 10).get())
        .hasCauseInstanceOf(FileError.class);
    get(kept.commit());
    get(broken.abort());

    try (var left = Files.list(folder.resolve(LocalFolder.UPLOADS))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aBrokenUploadLeavesItsBeginningWhereThereWasNoFile() {
    FileSink sink = get(files().openWrite(FtpPath.of("/f"), WriteMode.replace()));
    write(sink, "begin");

    get(sink.abort());

    assertThat(content("/f")).asString(UTF_8).isEqualTo("begin");
    store("/f", WriteMode.append(), "ning".getBytes(UTF_8));
    assertThat(content("/f")).asString(UTF_8).isEqualTo("beginning");
  }
}
