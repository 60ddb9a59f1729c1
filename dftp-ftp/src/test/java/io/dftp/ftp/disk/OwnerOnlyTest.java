// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.DurableCell;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.store.LoopCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who may read what a node writes. */
@DisabledOnOs(OS.WINDOWS)
class OwnerOnlyTest {

  @TempDir private Path root;

  private final SingleThreadEventLoop loop = new SingleThreadEventLoop("test", new Random(1));

  @AfterEach
  void stop() {
    loop.close();
  }

  @Test
  void whatANodeMakesIsForItsOwnerAlone() throws IOException {
    Path path = root.resolve("below/data");
    try (DataFolder folder = DataFolder.open(path, "one", loop);
        DiskLocalStore disk =
            DiskLocalStore.open(folder, loop, new CountingMetrics(), DiskConfig.defaults())) {
      DurableCell cell = folder.cell("peers");
      LoopCalls.call(loop, () -> cell.write(new byte[] {1}));
      assertThat(disk).isNotNull();

      assertThat(permissions(path)).isEqualTo("rwx------");
      assertThat(permissions(path.resolve("cells"))).isEqualTo("rwx------");
      try (Stream<Path> files = Files.walk(path)) {
        // RocksDB's own files are kept by the folder around them.
        assertThat(files.filter(file -> !file.startsWith(path.resolve("rows"))))
            .filteredOn(Files::isRegularFile)
            .hasSizeGreaterThan(3)
            .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
      }
    }
  }

  @Test
  void aFolderThatWasWiderIsNarrowedAtTheNextStart() throws IOException {
    Path path = root.resolve("data");
    DataFolder.open(path, "one", loop).close();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));

    DataFolder.open(path, "one", loop).close();

    assertThat(permissions(path)).isEqualTo("rwx------");
  }

  @Test
  void anEmptyFolderThatTheUserMadeIsNarrowed() throws IOException {
    Path path = Files.createDirectory(root.resolve("made"));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));

    DataFolder.open(path, "one", loop).close();

    assertThat(permissions(path)).isEqualTo("rwx------");
  }

  @Test
  void aFolderThatIsRefusedStaysAsItIs() throws IOException {
    Path path = root.resolve("data");
    DataFolder.open(path, "one", loop).close();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x---"));

    assertThatThrownBy(() -> DataFolder.open(path, "another", loop))
        .isInstanceOf(DataFolderException.class);

    assertThat(permissions(path)).isEqualTo("rwxr-x---");
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
