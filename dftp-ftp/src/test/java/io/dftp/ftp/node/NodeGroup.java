// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.cluster.ClusterStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;

/** Some nodes with real disks and sockets in this process, each with a folder of its own. */
final class NodeGroup implements AutoCloseable {

  private static final Duration ASK_AT_MOST = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 200;

  private final Path folder;
  private final String cluster = "group-" + UUID.randomUUID();
  private final List<DftpNode> nodes = new ArrayList<>();

  NodeGroup(Path folder) {
    this.folder = folder;
  }

  void start(int size, Consumer<DftpNodeConfig.Builder> settings) throws StartException {
    for (int started = 0; started < size; started++) {
      int number = nodes.size();
      DftpNodeConfig.Builder config =
          DftpNodeConfig.builder()
              .name("n" + number)
              .cluster(cluster)
              .broadcast(false)
              .ftpPort(20_000 + new Random().nextInt(10_000), false)
              .data(folder.resolve("n" + number))
              .user("u", "p");
      settings.accept(config);
      config.seeds(nodes.stream().limit(1).map(DftpNode::ringAddress).toList());
      nodes.add(DftpNode.start(config.build(), (coordinator, epoch) -> {}));
    }
  }

  DftpNode node(int number) {
    return nodes.get(number);
  }

  String cluster() {
    return cluster;
  }

  void kill(int number) {
    nodes.get(number).kill();
  }

  /** Waits, as long as the test may take, until the node says so. */
  ClusterStatus await(int number, Predicate<ClusterStatus> wanted) throws Exception {
    ClusterStatus[] last = new ClusterStatus[1];
    until(
        () -> {
          last[0] = nodes.get(number).status(ASK_AT_MOST).get(20, TimeUnit.SECONDS);
          return wanted.test(last[0]);
        });
    return last[0];
  }

  /** Waits, as long as the test may take, until it is so. */
  static void until(Callable<Boolean> wanted) throws Exception {
    while (!wanted.call()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  void upload(int number, String path, byte[] bytes) throws IOException {
    try (OutputStream to = url(number, path).openConnection().getOutputStream()) {
      to.write(bytes);
    }
  }

  byte[] download(int number, String path) throws IOException {
    try (InputStream from = url(number, path).openStream()) {
      return from.readAllBytes();
    }
  }

  void delete(int number, String path) throws IOException {
    FTPClient client = new FTPClient();
    try {
      client.connect(nodes.get(number).ftpAddress().host(), nodes.get(number).ftpAddress().port());
      if (!client.login("u", "p") || !client.deleteFile(path)) {
        throw new IOException(client.getReplyString());
      }
    } finally {
      client.disconnect();
    }
  }

  /** Returns the files of blocks on the disk of a node, also of one that does not run. */
  List<Path> blocks(int number) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("n" + number).resolve("blocks"))) {
      return files.filter(file -> file.toFile().isFile()).toList();
    }
  }

  @Override
  public void close() {
    nodes.forEach(DftpNode::close);
  }

  private URL url(int number, String path) throws IOException {
    return URI.create("ftp://u:p@" + nodes.get(number).ftpAddress() + path + ";type=i").toURL();
  }
}
