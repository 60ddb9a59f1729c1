// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.ClusterStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

  private final String cluster = "rot-" + UUID.randomUUID();
  private final List<DftpNode> nodes = new ArrayList<>();

  @Test
  void oneBitInEveryBlockOfTwoNodesIsMendedFromTheOthers() throws Exception {
    try {
      for (int number = 0; number < 4; number++) {
        nodes.add(start(number));
      }
      byte[] file = new byte[BLOCKS * 1024 * 1024];
      new Random(1).nextBytes(file);
      upload(file);
      await(status -> status.hosts().size() == 4 && status.isSettled());
      List<Path> blocks = new ArrayList<>(blocks(0));
      blocks.addAll(blocks(1));
      // Each block lies on three of the four.
      assertThat(blocks).hasSizeBetween(BLOCKS, 2 * BLOCKS);

      for (Path block : blocks) {
        flipABit(block);
      }

      ClusterStatus mended =
          await(status -> status.damagedCopies() == blocks.size() && status.isSettled());
      assertThat(mended.damagedCopiesLeft()).isZero();
      assertThat(mended.objectsLost()).isZero();
      assertThat(blocks).allSatisfy(block -> assertThat(isIntact(block)).isTrue());
      assertThat(folder.resolve("n0/quarantine")).isEmptyDirectory();
      nodes.get(2).kill();
      assertThat(download(1)).isEqualTo(file);
    } finally {
      nodes.forEach(DftpNode::close);
    }
  }

  private DftpNode start(int number) throws StartException {
    DftpNodeConfig.Builder config =
        DftpNodeConfig.builder()
            .name("n" + number)
            .cluster(cluster)
            .broadcast(false)
            .ftpPort(20_000 + new Random().nextInt(10_000), false)
            .data(folder.resolve("n" + number))
            .scrubPeriod(Duration.ofSeconds(5))
            .user("u", "p");
    config.seeds(nodes.stream().limit(1).map(DftpNode::ringAddress).toList());
    return DftpNode.start(config.build(), (coordinator, epoch) -> {});
  }

  private ClusterStatus await(Predicate<ClusterStatus> wanted) throws Exception {
    while (true) {
      ClusterStatus status = nodes.get(3).status(Duration.ofSeconds(10)).get(20, TimeUnit.SECONDS);
      if (wanted.test(status)) {
        return status;
      }
      Thread.sleep(200);
    }
  }

  private URL url(int node) throws IOException {
    return URI.create("ftp://u:p@" + nodes.get(node).ftpAddress() + "/rot.bin;type=i").toURL();
  }

  private void upload(byte[] bytes) throws IOException {
    try (OutputStream to = url(0).openConnection().getOutputStream()) {
      to.write(bytes);
    }
  }

  private byte[] download(int node) throws IOException {
    try (InputStream from = url(node).openStream()) {
      return from.readAllBytes();
    }
  }

  private List<Path> blocks(int node) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("n" + node).resolve("blocks"))) {
      return files.filter(file -> file.toFile().isFile()).toList();
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
