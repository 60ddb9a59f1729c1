// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.ClusterConfig;
import io.dftp.ftp.node.RingVisitor;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ring of sixteen processes with 128 MiB each, seen from outside over real sockets.
 *
 * <p>The number of lookups is the system property {@code dftp.lookups}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SixteenNodesIT {

  private static final int NODES = 16;
  private static final int LOOKUPS = Integer.getInteger("dftp.lookups", 10_000);

  /** The second compiler would take most of the time of sixteen starts on two cores. */
  private static final List<String> OPTIONS = List.of("-Xmx128m", "-XX:TieredStopAtLevel=1");

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration RIGHT_WITHIN = Duration.ofSeconds(10);
  private static final Duration ASK_AT_MOST = Duration.ofSeconds(5);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void everyFirstSuccessorIsRightSoonAndEveryOwnerIsFound(@TempDir Path directory)
      throws Exception {
    try (TestCluster cluster = new TestCluster(directory, OPTIONS)) {
      long begun = System.nanoTime();
      cluster.start(READY_WITHIN, IntStream.rangeClosed(1, NODES).toArray());
      long ready = System.nanoTime();
      NodeAddress contact = cluster.ready(1).ring();

      try (RingVisitor visitor =
          RingVisitor.open(cluster.name(), ClusterSecret.read(DftpProcess.secretFile()))) {
        Await.passes(
            "every first successor is right",
            RIGHT_WITHIN,
            () -> assertThat(check(visitor, contact).rightFirst()).isEqualTo(NODES));
      }
      long right = System.nanoTime();
      int code =
          run(
              "check",
              "nodes",
              "--ring",
              contact.toString(),
              "--cluster",
              cluster.name(),
              "--nodes",
              Integer.toString(NODES),
              "--wait",
              Long.toString(Await.bound(RIGHT_WITHIN).toSeconds()),
              "--lookups",
              Integer.toString(LOOKUPS));

      System.out.printf(
          Locale.ROOT,
          "%d nodes READY after %.1f s, all first successors right %.1f s later, checked in %.1f"
              + " s%n%s",
          NODES,
          (ready - begun) / 1e9,
          (right - ready) / 1e9,
          (System.nanoTime() - right) / 1e9,
          text(out));
      assertThat(text(err)).isEmpty();
      assertThat(code).as("%s", text(out)).isZero();
      assertThat(text(out))
          .contains("the ring is right")
          .containsPattern("right lookups +" + LOOKUPS + " of " + LOOKUPS);
    }
  }

  private static RingSurvey check(RingVisitor visitor, NodeAddress contact) throws Exception {
    return RingSurvey.of(
        visitor.census(contact, ASK_AT_MOST).get(), ClusterConfig.lan().chord().successors());
  }

  private int run(String... arguments) {
    return Main.run(
        Map.of("DFTP_CONFIG_DIR", DftpProcess.secretFile().getParent().toString()),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
