// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes, a real FTP client, and what kill -9 does to them. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ThreeNodesIT {

  private static final Duration TAKE_OVER_WITHIN = Duration.ofSeconds(10);
  private static final Duration SETTLE_WITHIN = Duration.ofSeconds(30);

  @Test
  void filesStayReadableWhileNodesDieAndComeBack(@TempDir Path directory) throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      cluster.start(1, 2, 3);
      cluster.awaitSettled(SETTLE_WITHIN);
      assertThat(cluster.status().coordinator()).isPresent();
      putTree(cluster);
      cluster.awaitEverythingEverywhere(TAKE_OVER_WITHIN);

      cluster.kill(2);
      cluster.awaitEverythingEverywhere(TAKE_OVER_WITHIN);

      cluster.kill(1);
      cluster.awaitEverythingEverywhere(TAKE_OVER_WITHIN);
      cluster.put(3, new SampleFile("/a/while-alone.bin", 1_500_000, 77));

      cluster.start(1, 2);
      cluster.awaitSettled(SETTLE_WITHIN);
      cluster.awaitEverythingEverywhere(TAKE_OVER_WITHIN);
      assertThat(cluster.status().objectsBelowTarget()).isZero();
      cluster.kill(1, 2, 3);
      assertThat(DftpProcess.temporary(directory)).isEmptyDirectory();
    }
  }

  @Test
  void aNodeThatLeavesSaysSoAndTakesNothingWithIt(@TempDir Path directory) throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      cluster.start(1);
      cluster.put(1, new SampleFile("/only-here.bin", 3_000_000, 5));
      cluster.start(2);
      DftpProcess leaving = cluster.process(1);

      leaving.terminate();

      assertThat(leaving.awaitExit(Duration.ofSeconds(30))).as("%s", leaving.err()).isZero();
      assertThat(leaving.out()).endsWith("LEFT");
      assertThat(leaving.out())
          .allMatch(line -> line.matches("(READY name=|COORDINATOR name=\\S+ epoch=\\d+|LEFT).*"));
      assertThat(leaving.out()).filteredOn(line -> line.startsWith("READY")).hasSize(1);
      cluster.kill(1);
      cluster.awaitEverythingEverywhere(TAKE_OVER_WITHIN);
    }
  }

  @Test
  void aNodeWhoseDiskFailsLeavesAndEndsAndTheOthersHaveEverything(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      cluster.start(1, 2, 3);
      putTree(cluster);
      cluster.awaitSettled(SETTLE_WITHIN);
      DftpProcess failing = cluster.process(3);

      Path blocks = cluster.data(3).resolve("blocks");
      Files.move(blocks, directory.resolve("gone"));
      Files.createFile(blocks);
      cluster.put(1, new SampleFile("/c/meanwhile.bin", 3_000_000, 6));

      assertThat(failing.awaitExit(Duration.ofSeconds(30))).isEqualTo(Main.DISK_FAILED);
      assertThat(failing.err()).anyMatch(line -> line.contains("disk of the data folder failed"));
      cluster.kill(3);
      cluster.awaitEverythingEverywhere(TAKE_OVER_WITHIN);
    }
  }

  private static void putTree(TestCluster cluster) throws IOException {
    cluster.makeDirectories(1, "/a", "/a/b", "/c", "/c/with space");
    String[] directories = {"/a", "/a/b", "/c", "/c/with space"};
    for (int i = 0; i < 20; i++) {
      String path = directories[i % directories.length] + "/file " + i + ".bin";
      cluster.put(1 + i % 3, new SampleFile(path, i * 1500L, i));
    }
    cluster.put(2, new SampleFile("/large.bin", 8 * 1024 * 1024 + 3, 99));
  }
}
