// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uploads a file to three nodes with three copies, where they encrypt, where they seal what they
 * say, and where they have no secret; and reports the time, and the processor time of nodes and
 * client. Fails only if bytes are lost: figures of a shared machine prove nothing.
 *
 * <p>Short in the build. In full:
 *
 * <pre>
 *   mvn -pl dftp-ftp -am test -Dtest=EncryptionCostTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Ddftp.cost.mebibytes=256 -Ddftp.cost.rounds=4
 * </pre>
 */
@Timeout(900)
class EncryptionCostTest {

  private static final int MEBIBYTES = Integer.getInteger("dftp.cost.mebibytes", 4);
  private static final int ROUNDS = Integer.getInteger("dftp.cost.rounds", 1);

  @TempDir Path folder;

  @Test
  void anUploadToThreeNodes() throws Exception {
    ClusterSecret secret = ClusterSecret.of("sixteen bytes or more".getBytes(UTF_8));
    try (NodeGroup encrypted = group("encrypted", secret);
        NodeGroup sealed = group("sealed", secret.withoutEncryption());
        NodeGroup clear = group("in clear", ClusterSecret.none())) {
      // In turn, so that what else the machine does strikes all of them.
      for (int round = 0; round < ROUNDS; round++) {
        measure("encrypted", encrypted);
        measure("sealed", sealed);
        measure("in clear", clear);
      }
    }
  }

  private NodeGroup group(String name, ClusterSecret secret) throws Exception {
    NodeGroup nodes = new NodeGroup(folder.resolve(name));
    nodes.start(3, config -> config.secret(secret));
    nodes.await(0, status -> status.hosts().size() == 3 && status.isSettled());
    return nodes;
  }

  private static void measure(String how, NodeGroup nodes) throws IOException {
    byte[] piece = new byte[1 << 20];
    new Random(how.hashCode()).nextBytes(piece);
    long begun = System.nanoTime();
    long cpuBefore = cpuNanos();
    try (OutputStream to = url(nodes, 0).openConnection().getOutputStream()) {
      for (int i = 0; i < MEBIBYTES; i++) {
        // No two blocks are the same.
        piece[i % piece.length]++;
        to.write(piece);
      }
    }
    double cpu = (cpuNanos() - cpuBefore) / 1e9;
    double seconds = (System.nanoTime() - begun) / 1e9;
    double gigabytes = MEBIBYTES * (double) piece.length / 1e9;
    System.out.printf(
        Locale.ROOT,
        "STOR of %d MiB, 3 copies, %s: %.2f s, %.0f MB/s, %.2f CPU-s, %.2f CPU-s/GB%n",
        MEBIBYTES,
        how,
        seconds,
        gigabytes * 1e3 / seconds,
        cpu,
        cpu / gigabytes);
    assertThat(nodes.download(2, "/file")).hasSize(MEBIBYTES * piece.length).endsWith(piece);
    nodes.delete(0, "/file");
  }

  private static java.net.URL url(NodeGroup nodes, int number) throws IOException {
    return URI.create("ftp://u:p@" + nodes.node(number).ftpAddress() + "/file;type=i").toURL();
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
