// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.protocol.FtpPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the last host says of directories that it does not hold. */
class UnknownDirectoriesTest {

  private static final int DIRECTORIES = 12;

  private final RingOfFiles ring = new RingOfFiles(3, 4);
  private final List<TreeClient> hosts = TreeClient.ofEach(ring, 4);

  @Test
  void aDirectoryThatNoLiveHostHoldsIsNotEmptyAndNotRemoved() {
    for (int i = 0; i < DIRECTORIES; i++) {
      hosts.get(0).makeDirectory("/d" + i);
      hosts.get(0).put("/d" + i + "/f", "bytes of " + i);
    }
    List.of(0, 1, 2).forEach(ring::crash);
    TreeClient last = hosts.get(3);

    List<Integer> unknown = new ArrayList<>();
    for (int i = 0; i < DIRECTORIES; i++) {
      String directory = "/d" + i;
      if (last.failureOf(tree -> tree.list(path(directory), "", 10)).isPresent()) {
        unknown.add(i);
        assertThat(last.failureOf(tree -> tree.list(path(directory), "", 10)))
            .contains(Kind.NO_HOLDER);
        assertThat(last.failureOf(tree -> tree.removeDirectory(path(directory))))
            .contains(Kind.NO_HOLDER);
        assertThat(last.failureOf(tree -> tree.stat(path(directory + "/f"))))
            .contains(Kind.NO_HOLDER);
      } else {
        assertThat(last.names(directory)).containsExactly("f");
        assertThat(last.failureOf(tree -> tree.removeDirectory(path(directory))))
            .contains(Kind.NOT_EMPTY);
      }
    }
    // Each is on three hosts of four: the test must have met both kinds.
    assertThat(unknown).isNotEmpty().hasSizeLessThan(DIRECTORIES);

    List.of(0, 1, 2).forEach(ring::restart);
    for (int host = 0; host < 4; host++) {
      TreeClient back = new TreeClient(ring, host);
      for (int i = 0; i < DIRECTORIES; i++) {
        assertThat(back.read("/d" + i + "/f")).asString(UTF_8).isEqualTo("bytes of " + i);
      }
    }
  }

  private static FtpPath path(String path) {
    return FtpPath.of(path);
  }
}
