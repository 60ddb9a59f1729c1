// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.ftp.protocol.FtpPath;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class InMemoryFileSystemTest extends FileSystemWithPartsContract {
  private static final long CAPACITY = 100_000_000;

  private final FileSystem files = new InMemoryFileSystem(InstantSource.system(), CAPACITY);

  @Override
  protected FileSystem files() {
    return files;
  }

  @Test
  void aFullStoreRefusesTheCommitAndKeepsTheOldState() {
    FileSystem small = new InMemoryFileSystem(InstantSource.system(), 10);
    FileSink sink = get(small.openWrite(FtpPath.of("/f"), WriteMode.replace()));
    get(sink.write(ByteBuffer.allocate(11)));

    assertThatThrownBy(() -> sink.commit().get())
        .hasCauseInstanceOf(FileError.class)
        .hasMessageContaining("full");

    assertThat(get(small.space()).freeBytes()).isEqualTo(10);
    assertThat(get(small.list(FtpPath.root(), "", 10)).entries()).isEmpty();
  }
}
