// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.cluster.ClusterStatus;
import io.dftp.ftp.node.DftpNode;
import io.dftp.ftp.node.DftpNodeConfig;
import io.dftp.ftp.node.StartException;
import io.dftp.ftp.node.StatusClient;
import io.dftp.ftp.node.StatusException;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The steps of {@code dftp demo}. Used by one thread, but {@link #close}. */
final class DemoTour implements AutoCloseable {

  private static final int NODES = 3;
  private static final String USER = "dftp";
  private static final Duration SETTLE_AT_MOST = Duration.ofSeconds(20);
  private static final Duration ASK_AT_MOST = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final Path folder;
  private final boolean terminal = ProgressBar.isTerminal();
  private final SecureRandom random = new SecureRandom();
  private final String password = Passwords.generate(random);
  private final String cluster = "demo-" + HexFormat.of().toHexDigits(random.nextLong());
  private final List<DftpNode> nodes = new CopyOnWriteArrayList<>();
  private final DemoTree tree = new DemoTree();
  private final Path config;
  private final ClusterSecret secret;

  DemoTour(PrintWriter out, Path folder) {
    this.out = out;
    this.folder = folder;
    this.config = folder.resolve("config");
    this.secret =
        new OwnSecret(new ConfigFolders(List.of(config)), new Ownership(Ownership::thisUser))
            .findOrMake();
  }

  /** Runs all steps; ends with two nodes that serve. */
  void run() throws IOException, StartException, StatusException, InterruptedException {
    long begun = System.nanoTime();
    startNodes();
    settle();
    say("Uploading through node 1:");
    upload(nodes.get(0));
    say("Reading everything through node 2:");
    verify(nodes.get(1));
    say("Stopping node 3 without warning, then reading everything again:");
    nodes.remove(2).kill();
    verify(nodes.get(1));
    verify(nodes.get(0));
    ClusterStatus status = settle();
    say("The ring now:");
    out.println();
    out.println(StatusTable.brief(status.hosts()));
    out.println();
    say(
        String.format(
            Locale.ROOT,
            "Done in %.1f s: %d files, all checksums equal after the loss.",
            (System.nanoTime() - begun) / 1e9,
            DemoTree.fileCount()));
  }

  /** Prints how to log in at each node. */
  void printLogins() {
    for (DftpNode node : List.copyOf(nodes)) {
      out.println("  ftp://" + USER + ":" + password + "@" + node.ftpAddress() + "/");
    }
    out.println("See how they are:");
    out.println(
        "  java -jar dftp-examples/target/dftp.jar status --ring "
            + nodes.get(0).ringAddress()
            + " --cluster "
            + cluster
            + " --secret-file "
            + config.resolve(OwnSecret.NAME));
  }

  private void startNodes() throws IOException, StartException {
    say("Starting three nodes in this process:");
    int discoveryPort = freeUdpPort();
    for (int i = 1; i <= NODES; i++) {
      DftpNode node = DftpNode.start(config(i, discoveryPort), (coordinator, epoch) -> {});
      nodes.add(node);
      say("  " + node.name() + "  ftp " + node.ftpAddress() + "  ring " + node.ringAddress());
    }
  }

  private DftpNodeConfig config(int number, int discoveryPort) {
    return DftpNodeConfig.builder()
        .name("node" + number)
        .bind("127.0.0.1")
        .ftpPort(0, true)
        .data(folder.resolve("node" + number))
        .cluster(cluster)
        .secret(secret)
        .discoveryPort(discoveryPort)
        .seeds(nodes.stream().map(DftpNode::ringAddress).toList())
        .broadcast(true)
        .replicas(NODES)
        .user(USER, password)
        .build();
  }

  /** Waits until the ring is settled and returns its status. */
  private ClusterStatus settle() throws StatusException, IOException, InterruptedException {
    NodeAddress ring = nodes.get(0).ringAddress();
    long deadline = System.nanoTime() + SETTLE_AT_MOST.toNanos();
    ClusterStatus status = StatusClient.query(ring, cluster, secret, ASK_AT_MOST);
    while (!status.isSettled()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the ring did not settle: " + status.unsettled());
      }
      TimeUnit.MILLISECONDS.sleep(100);
      status = StatusClient.query(ring, cluster, secret, ASK_AT_MOST);
    }
    say(
        "  settled: "
            + status.hosts().size()
            + " hosts in one ring, coordinator "
            + status.coordinator().orElse("none"));
    return status;
  }

  private void upload(DftpNode node) throws IOException {
    try (FtpSession session = FtpSession.open(node.ftpAddress(), USER, password)) {
      track(
          DemoTree.fileCount() - 1 + " small files",
          DemoTree.smallBytes(),
          progress -> tree.putSmall(session, progress));
      track("one large file", DemoTree.LARGE_BYTES, progress -> tree.putLarge(session, progress));
    }
  }

  private void verify(DftpNode node) throws IOException {
    try (FtpSession session = FtpSession.open(node.ftpAddress(), USER, password)) {
      track(
          DemoTree.fileCount() + " files from " + node.name(),
          DemoTree.smallBytes() + DemoTree.LARGE_BYTES,
          progress -> tree.verify(session, progress));
    }
    say("  checksums equal");
  }

  private void track(String label, long bytes, Transfer transfer) throws IOException {
    ProgressBar bar = new ProgressBar(out, terminal, label, bytes, System.nanoTime());
    transfer.run(moved -> bar.add(moved, System.nanoTime()));
    bar.finish(System.nanoTime());
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  private static int freeUdpPort() throws IOException {
    try (DatagramSocket probe = new DatagramSocket()) {
      return probe.getLocalPort();
    }
  }

  /** Stops all nodes. Any thread may call. */
  @Override
  public void close() {
    for (DftpNode node : List.copyOf(nodes)) {
      if (nodes.remove(node)) {
        node.close();
      }
    }
  }

  private interface Transfer {
    void run(DemoTree.Progress progress) throws IOException;
  }
}
