// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.Reply;
import io.dftp.transport.ClusterSecret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Space comes back on real disks, and operators' commands of real nodes. */
@Timeout(180)
final class SpaceReturnsTest {

  private static final int BLOCKS = 3;
  private static final Duration ASK_AT_MOST = Duration.ofSeconds(40);

  @TempDir private Path folder;

  @Test
  void whatIsRemovedLeavesTheDisksAndWhatIsThereIsWhole() throws Exception {
    try (NodeGroup nodes = new NodeGroup(folder)) {
      nodes.start(3, config -> config.reclaimAfter(Duration.ofSeconds(2)));
      nodes.await(0, status -> status.hosts().size() == 3 && status.isSettled());
      nodes.upload(0, "/a", random(1));
      nodes.upload(1, "/b", random(2));
      nodes.upload(2, "/a", random(3));
      assertThat(nodes.blocks(0)).hasSize(3 * BLOCKS);

      nodes.delete(0, "/b");
      for (int number = 0; number < 3; number++) {
        int disk = number;
        NodeGroup.until(() -> nodes.blocks(disk).size() == BLOCKS);
      }

      assertThat(nodes.download(1, "/a")).isEqualTo(random(3));
      assertThat(fsck(nodes)).startsWith("done 1 1 " + BLOCKS + " 0");
      assertThat(forget(nodes, "n1").done()).isFalse();

      // Nobody can say whether the one that is gone knows of another name.
      nodes.kill(2);
      nodes.delete(0, "/a");
      nodes.await(
          0, status -> status.warnings().stream().anyMatch(line -> line.contains("waits for n2")));
      assertThat(nodes.blocks(0)).hasSize(BLOCKS);
      Reply forgotten = forget(nodes, "n2");
      assertThat(forgotten.done()).as(forgotten.text()).isTrue();
      NodeGroup.until(() -> nodes.blocks(0).isEmpty() && nodes.blocks(1).isEmpty());
    }
  }

  private static Reply forget(NodeGroup nodes, String host) throws StatusException {
    return NodeQuestions.forget(
        nodes.node(0).ringAddress(), nodes.cluster(), ClusterSecret.none(), host, ASK_AT_MOST);
  }

  private static String fsck(NodeGroup nodes) throws Exception {
    Reply begun =
        NodeQuestions.beginFsck(
            nodes.node(0).ringAddress(), nodes.cluster(), ClusterSecret.none(), true, ASK_AT_MOST);
    assertThat(begun.done()).as(begun.text()).isTrue();
    String[] text = {""};
    NodeGroup.until(
        () -> {
          text[0] =
              NodeQuestions.moreFsck(
                      nodes.node(0).ringAddress(),
                      nodes.cluster(),
                      ClusterSecret.none(),
                      begun.text(),
                      0,
                      ASK_AT_MOST)
                  .text();
          return text[0].startsWith("done");
        });
    return text[0];
  }

  private static byte[] random(int seed) {
    byte[] bytes = new byte[BLOCKS * 1024 * 1024 - 5];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
