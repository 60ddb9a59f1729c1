// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileError.Kind;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.reclaim.ReclaimConfig;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of files when the map of their directory grows large. */
class DirectoryRoomTest {

  private static final int HOSTS = 3;
  private static final int CROWDED = 20_000;
  private static final int FULL = 40_000;

  /** Kept beside its name where there is room, as it is shorter than 4 KiB. */
  private static final String SHORT_FILE = "0123456789".repeat(200);

  private final RingOfFiles ring =
      new RingOfFiles(21, HOSTS, ReclaimConfig.defaults(), new DirectoryRoom(CROWDED, FULL));
  private final List<TreeClient> hosts = TreeClient.ofEach(ring, HOSTS);

  @Test
  void aCrowdedDirectoryTakesManyTimesAsManyFiles() {
    int files = 4 * FULL / SHORT_FILE.length();
    hosts.get(0).makeDirectory("/d");

    IntStream.range(0, files).forEach(i -> hosts.get(i % HOSTS).put(path(i), SHORT_FILE + i));

    assertThat(hosts.get(1).names("/d")).hasSize(files);
    IntStream.range(0, files).forEach(i -> assertHolds(path(i), SHORT_FILE + i));
    assertThat(ring.blobs(0)).as("the first are kept beside their names").hasSizeLessThan(files);
    assertThat(ring.check(0)).isEmpty();
  }

  @Test
  void aFileThatGrowsInACrowdedDirectoryKeepsGrowing() {
    hosts.get(0).makeDirectory("/d");
    IntStream.range(0, 10).forEach(i -> hosts.get(0).put(path(i), SHORT_FILE));
    StringBuilder log = new StringBuilder();

    for (int i = 0; i < 60; i++) {
      String line = "line " + i + " ".repeat(90) + "\n";
      hosts.get(i % HOSTS).append("/d/log", line);
      log.append(line);
    }

    assertHolds("/d/log", log.toString());
    assertThat(ring.check(0)).isEmpty();
  }

  @Test
  void aFullDirectorySaysSoAndKeepsTakingChangesOfWhatItHas() {
    hosts.get(0).makeDirectory("/d");
    int stored = 0;
    while (hosts.get(stored % HOSTS).failureOfPut(path(stored), "x").isEmpty()) {
      stored++;
    }
    int last = stored - 1;

    assertThat(hosts.get(1).failureOfPut(path(stored), "x")).contains(Kind.DIRECTORY_FULL);
    assertThat(hosts.get(1).failureOf(tree -> tree.makeDirectory(FtpPath.of("/d/sub"))))
        .contains(Kind.DIRECTORY_FULL);
    hosts.get(2).put(path(0), "another");
    hosts.get(0).append(path(1), "y");
    hosts.get(0).rename(path(2), "/moved");
    hosts.get(1).put("/elsewhere", "z");
    hosts.get(1).delete(path(last));
    hosts.get(1).delete(path(last - 1));
    hosts.get(2).put(path(stored), "fits");

    assertHolds(path(0), "another");
    assertHolds(path(1), "xy");
    assertHolds("/moved", "x");
    assertHolds("/elsewhere", "z");
    assertHolds(path(stored), "fits");
    assertThat(hosts.get(0).names("/d")).hasSize(stored - 2);
  }

  private static String path(int number) {
    return String.format("/d/file-%04d", number);
  }

  private void assertHolds(String path, String text) {
    assertThat(hosts.get(2).read(path)).as(path).isEqualTo(text.getBytes(UTF_8));
  }
}
