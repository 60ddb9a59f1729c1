// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Five processes with three copies of everything: where the blocks lie, and what is lost when. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FiveNodesIT {

  private static final Duration SETTLE_WITHIN = Duration.ofSeconds(60);
  private static final Duration TAKE_OVER_WITHIN = Duration.ofSeconds(20);

  @Test
  void threeCopiesSurviveALostBlockAndTwoLostNodesAndALossOfPower(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      cluster.start(1, 2, 3, 4, 5);
      cluster.awaitSettled(SETTLE_WITHIN);
      for (int i = 1; i <= 3; i++) {
        cluster.put(i, new SampleFile("/file" + i, 3 * 1024 * 1024 + i, i));
      }
      cluster.awaitSettled(SETTLE_WITHIN);
      awaitThreeCopiesOfEachBlock(cluster);

      Path lost = blocks(cluster).values().iterator().next().get(0);
      Files.delete(lost);
      Await.passes(
          "the lost block shows",
          SETTLE_WITHIN,
          () -> assertThat(cluster.status().objectsBelowTarget()).isPositive());
      Await.passes("the lost block heals", SETTLE_WITHIN, () -> assertThat(lost).exists());
      cluster.awaitSettled(SETTLE_WITHIN);

      cluster.kill(2, 4);
      cluster.awaitEverythingEverywhere(TAKE_OVER_WITHIN);

      cluster.kill(1, 3, 5);
      cluster.start(1, 2, 3, 4, 5);
      cluster.awaitEverythingEverywhere(TAKE_OVER_WITHIN);
      cluster.awaitSettled(SETTLE_WITHIN);
    }
  }

  private static void awaitThreeCopiesOfEachBlock(TestCluster cluster) {
    Await.passes(
        "each block on exactly three disks",
        SETTLE_WITHIN,
        () -> {
          Map<String, List<Path>> blocks = blocks(cluster);
          // Three files of three full blocks and one of a few bytes.
          assertThat(blocks).hasSize(12);
          assertThat(blocks).allSatisfy((block, files) -> assertThat(files).hasSize(3));
        });
  }

  private static Map<String, List<Path>> blocks(TestCluster cluster) throws IOException {
    return BlockFiles.byBlock(List.of(1, 2, 3, 4, 5).stream().map(cluster::data).toList());
  }
}
