// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.ClusterStatus;
import io.dftp.ftp.node.StatusClient;
import io.dftp.ftp.node.StatusException;
import io.dftp.transport.ClusterSecret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Nodes on loopback, each a process, that share a cluster name and a discovery port with nobody
 * else. A killed node keeps its folder and can be started again.
 */
final class TestCluster implements AutoCloseable {

  private static final String USER = "tester";
  private static final String PASSWORD = "correct-horse";
  private static final Duration READY_WITHIN = Duration.ofSeconds(15);

  private final Path directory;
  private final List<String> jvmOptions;
  private final String name = "it-" + UUID.randomUUID();
  private final int discoveryPort = FreePorts.next();
  private final Map<Integer, DftpProcess> running = new TreeMap<>();
  private final Map<Integer, DftpProcess.Ready> ready = new LinkedHashMap<>();
  private final Map<Integer, Integer> ftpPorts = new LinkedHashMap<>();
  private final Map<String, SampleFile> stored = new LinkedHashMap<>();

  TestCluster(Path directory) {
    this(directory, List.of("-Xmx256m"));
  }

  /** Creates a cluster without nodes, whose processes will have these options. */
  TestCluster(Path directory, List<String> jvmOptions) {
    this.directory = directory;
    this.jvmOptions = List.copyOf(jvmOptions);
  }

  /** Returns the name that all its nodes have in common. */
  String name() {
    return name;
  }

  /** Starts these nodes at once, without seeds, and waits until all serve. */
  void start(int... numbers) throws IOException {
    start(READY_WITHIN, numbers);
  }

  /** Starts these nodes at once, without seeds, and waits until all serve. */
  void start(Duration readyWithin, int... numbers) throws IOException {
    for (int number : numbers) {
      running.put(number, DftpProcess.start(directory, jvmOptions, arguments(number)));
    }
    for (int number : numbers) {
      ready.put(number, running.get(number).awaitReady(readyWithin));
    }
  }

  /** Returns the arguments that a node of this cluster is started with. */
  String[] arguments(int number) throws IOException {
    int ftpPort = ftpPorts.computeIfAbsent(number, unused -> FreePorts.next());
    return new String[] {
      "node",
      "--name",
      "n" + number,
      "--ftp-port",
      Integer.toString(ftpPort),
      "--data",
      data(number).toString(),
      "--cluster",
      name,
      "--discovery-port",
      Integer.toString(discoveryPort),
      "--user",
      USER,
      "--password-file",
      passwordFile().toString()
    };
  }

  private Path passwordFile() throws IOException {
    Path file = directory.resolve("password");
    if (!Files.exists(file)) {
      // A temporary file is for its owner alone, as a file of a password has to be.
      Path made = Files.createTempFile(directory, "password", null);
      Files.writeString(made, PASSWORD);
      Files.move(made, file);
    }
    return file;
  }

  /** Returns the data folder of a node. */
  Path data(int number) {
    return directory.resolve("n" + number);
  }

  /** Returns the numbers of the nodes that run. */
  List<Integer> running() {
    return List.copyOf(running.keySet());
  }

  /** Returns the process of a running node. */
  DftpProcess process(int number) {
    return running.get(number);
  }

  /** Returns what a running node said when it served. */
  DftpProcess.Ready ready(int number) {
    return ready.get(number);
  }

  /** Kills nodes without warning. */
  void kill(int... numbers) {
    for (int number : numbers) {
      running.remove(number).kill();
    }
  }

  /** Runs {@code dftp status --wait} against a running node and demands that it is settled. */
  void awaitSettled(Duration within) throws IOException, InterruptedException {
    String ring = ready.get(running().get(0)).ring().toString();
    try (DftpProcess status =
        DftpProcess.start(
            directory,
            "status",
            "--ring",
            ring,
            "--cluster",
            name,
            "--wait",
            Long.toString(Await.bound(within).toSeconds()))) {
      int code = status.awaitExit(within.plusSeconds(30));
      assertThat(code).as("status: %s %s", status.out(), status.err()).isZero();
      assertThat(status.out()).contains("cluster " + name + ": settled");
    }
    assertThat(status().hosts()).hasSameSizeAs(running());
  }

  /** Asks a running node. */
  ClusterStatus status() throws IOException {
    try {
      return StatusClient.query(
          ready.get(running().get(0)).ring(),
          name,
          ClusterSecret.read(DftpProcess.secretFile()),
          Duration.ofSeconds(10));
    } catch (StatusException e) {
      throw new IOException(e);
    }
  }

  /** Opens an FTP session at a running node. */
  FtpSession open(int number) throws IOException {
    return FtpSession.open(ready.get(number).ftp(), USER, PASSWORD);
  }

  /** Makes directories through a node. */
  void makeDirectories(int through, String... paths) throws IOException {
    try (FtpSession session = open(through)) {
      for (String path : paths) {
        session.makeDirectory(path);
      }
    }
  }

  /** Uploads a file through a node, and from then on expects it everywhere. */
  void put(int through, SampleFile file) throws IOException {
    try (FtpSession session = open(through);
        InputStream content = file.open()) {
      session.put(file.path(), content);
    }
    stored.put(file.path(), file);
  }

  /** Demands that each running node soon lists exactly what was put and gives it back equal. */
  void awaitEverythingEverywhere(Duration within) {
    // One bound for all nodes together.
    Deque<Integer> left = new ArrayDeque<>(running());
    Await.passes(
        "everything reads through all nodes",
        within,
        () -> {
          while (!left.isEmpty()) {
            readEverything(left.peek());
            left.remove();
          }
        });
  }

  private void readEverything(int number) throws IOException {
    try (FtpSession session = open(number)) {
      assertThat(session.filesBelow("/")).containsExactlyInAnyOrderElementsOf(stored.keySet());
      for (SampleFile file : stored.values()) {
        ByteArrayOutputStream found = new ByteArrayOutputStream();
        session.get(file.path(), found);
        try (InputStream expected = file.open()) {
          assertThat(found.toByteArray()).as(file.path()).isEqualTo(expected.readAllBytes());
        }
      }
    }
  }

  @Override
  public void close() {
    List<DftpProcess> left = new ArrayList<>(running.values());
    left.forEach(DftpProcess::close);
  }
}
