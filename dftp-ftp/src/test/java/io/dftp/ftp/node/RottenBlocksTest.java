// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.ClusterStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four nodes with real disks; nobody reads what rots on two of them. */
@Timeout(180)
final class RottenBlocksTest {

  private static final int HEADER_BYTES = 48;
  private static final int HASH_AT = 16;
  private static final int BLOCKS = 8;

  @TempDir private Path folder;

  @Test
  void oneBitInEveryBlockOfTwoNodesIsMendedFromTheOthers() throws Exception {
    try (NodeGroup nodes = new NodeGroup(folder)) {
      nodes.start(4, config -> config.scrubPeriod(Duration.ofSeconds(5)));
      byte[] file = new byte[BLOCKS * 1024 * 1024];
      new Random(1).nextBytes(file);
      nodes.upload(0, "/rot.bin", file);
      nodes.await(3, status -> status.hosts().size() == 4 && status.isSettled());
      List<Path> blocks = new ArrayList<>(nodes.blocks(0));
      blocks.addAll(nodes.blocks(1));
      // Each block lies on three of the four.
      assertThat(blocks).hasSizeBetween(BLOCKS, 2 * BLOCKS);

      for (Path block : blocks) {
        flipABit(block);
      }

      ClusterStatus mended =
          nodes.await(3, status -> status.damagedCopies() == blocks.size() && status.isSettled());
      assertThat(mended.damagedCopiesLeft()).isZero();
      assertThat(mended.objectsLost()).isZero();
      assertThat(blocks).allSatisfy(block -> assertThat(isIntact(block)).isTrue());
      assertThat(folder.resolve("n0/quarantine")).isEmptyDirectory();
      nodes.kill(2);
      assertThat(nodes.download(1, "/rot.bin")).isEqualTo(file);
    }
  }

  private static void flipABit(Path block) throws IOException {
    byte[] bytes = Files.readAllBytes(block);
    bytes[bytes.length - 1] ^= 4;
    Files.write(block, bytes);
  }

  private static boolean isIntact(Path block) {
    try {
      byte[] bytes = Files.readAllBytes(block);
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
      return ByteBuffer.wrap(hash.digest())
          .equals(ByteBuffer.wrap(bytes, HASH_AT, HEADER_BYTES - HASH_AT));
    } catch (IOException | NoSuchAlgorithmException failure) {
      throw new AssertionError(failure);
    }
  }
}
