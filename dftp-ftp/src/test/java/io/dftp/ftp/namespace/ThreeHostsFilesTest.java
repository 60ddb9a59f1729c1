// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.FileSystemWithPartsContract;
import io.dftp.ftp.files.Receipt;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The tree on the replicated stores of three simulated hosts. */
class ThreeHostsFilesTest extends FileSystemWithPartsContract {

  private final RingOfFiles ring = new RingOfFiles(2, 3);
  private final FileSystem files = ring.files(0);

  @Override
  protected FileSystem files() {
    return files;
  }

  @Override
  protected void finish(CompletableFuture<?> future) {
    ring.finish(future);
  }

  @Override
  protected void passTime() {
    ring.await(Duration.ofSeconds(1));
  }

  @Test
  void whatOneHostStoredTheOthersReadAlsoAfterTwoOfThemAreGone() {
    byte[] bytes = new byte[5_000_000];
    new Random(1).nextBytes(bytes);
    get(ring.files(0).makeDirectory(FtpPath.of("/d")));

    Receipt receipt = put(ring.files(1), "/d/f", bytes);

    assertThat(receipt).isEqualTo(new Receipt(3, "Stored on 3 hosts."));
    assertThat(read(ring.files(2), "/d/f")).isEqualTo(bytes);
    ring.crash(0);
    assertThat(read(ring.files(1), "/d/f")).isEqualTo(bytes);
    ring.crash(1);
    assertThat(read(ring.files(2), "/d/f")).isEqualTo(bytes);
    assertThat(put(ring.files(2), "/d/g", bytes))
        .isEqualTo(new Receipt(1, "Stored on 1 of 3 hosts."));
    assertThat(get(ring.files(2).list(FtpPath.of("/d"), "", 10)).entries())
        .extracting(FileInfo::name)
        .containsExactly("f", "g");
  }

  private Receipt put(FileSystem on, String path, byte[] bytes) {
    FileSink sink = get(on.openWrite(FtpPath.of(path), WriteMode.replace()));
    get(sink.write(ByteBuffer.wrap(bytes)));
    return get(sink.commit());
  }

  private byte[] read(FileSystem on, String path) {
    FileSource source = get(on.openRead(FtpPath.of(path), 0));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Optional<ByteBuffer> chunk = get(source.next());
    while (chunk.isPresent()) {
      byte[] bytes = new byte[chunk.get().remaining()];
      chunk.get().get(bytes);
      all.writeBytes(bytes);
      chunk = get(source.next());
    }
    source.close();
    return all.toByteArray();
  }
}
