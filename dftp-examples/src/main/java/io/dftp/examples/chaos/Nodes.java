// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import io.dftp.cluster.ClusterStatus;
import io.dftp.cluster.Reply;
import io.dftp.ftp.node.NodeQuestions;
import io.dftp.ftp.node.StatusClient;
import io.dftp.ftp.node.StatusException;
import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The nodes of a cluster, and what an operator asks of it. */
final class Nodes implements AutoCloseable {

  private static final Duration ASK_AT_MOST = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 300;
  private static final Pattern DISK = Pattern.compile("disk ([0-9a-f]{16})");

  private final List<Node> all = new ArrayList<>();
  private final String cluster;
  private final Duration bound;
  private final Path secretFile;

  /**
   * Starts nothing yet.
   *
   * @param bound within which a cluster starts, settles, and is found right
   */
  Nodes(Path folder, int count, List<String> java, Duration bound) throws IOException {
    this.bound = bound;
    this.cluster = "chaos-" + ProcessHandle.current().pid();
    Path config = Files.createTempDirectory(folder, "config");
    this.secretFile = config.resolve("secret");
    // A temporary file is for its owner alone, as a file of a password has to be.
    Path password = Files.createTempFile(config, "password", null);
    Files.writeString(password, Node.PASSWORD);
    Node.Launch launch = new Node.Launch(java, cluster, Ports.free(), config, password);
    for (int i = 1; i <= count; i++) {
      all.add(new Node(folder, i, launch));
    }
  }

  List<Node> all() {
    return List.copyOf(all);
  }

  void start() throws IOException, InterruptedException {
    for (Node node : all) {
      node.start();
    }
    for (Node node : all) {
      if (!node.awaitReady(bound)) {
        throw new IOException(node + " does not serve within " + bound);
      }
    }
  }

  /** Returns what the nodes made when they started. */
  private ClusterSecret secret() throws StatusException {
    try {
      return ClusterSecret.read(secretFile);
    } catch (IOException e) {
      throw new StatusException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Waits until all nodes are one settled ring; returns after how many seconds. */
  double settle() throws InterruptedException {
    long begun = System.nanoTime();
    String why = "";
    while (System.nanoTime() - begun < bound.toNanos()) {
      try {
        ClusterStatus status =
            StatusClient.query(all.get(0).ring(), cluster, secret(), ASK_AT_MOST);
        if (status.isSettled() && status.hosts().size() == all.size()) {
          return (System.nanoTime() - begun) / 1e9;
        }
        why = status.hosts().size() + " hosts, " + status.unsettled();
      } catch (StatusException e) {
        why = String.valueOf(e.getMessage());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new Wrong("not settled within " + bound.toSeconds() + " s: " + why);
  }

  /** Declares the disks of that host gone that are not there, as after a loss an operator does. */
  void forget(String name) throws InterruptedException {
    long begun = System.nanoTime();
    String why = "";
    while (System.nanoTime() - begun < bound.toNanos()) {
      try {
        Reply reply = NodeQuestions.forget(all.get(0).ring(), cluster, secret(), name, bound);
        // It may have been killed before it had enlisted.
        boolean nothingToDo =
            reply.text().contains("no host is called") || reply.text().contains(" is there; ");
        if (reply.done() || nothingToDo) {
          return;
        }
        why = reply.text();
        Matcher disks = DISK.matcher(reply.text());
        boolean several = reply.text().startsWith("several");
        while (several && disks.find()) {
          // The one that is there is not forgotten.
          NodeQuestions.forget(all.get(0).ring(), cluster, secret(), disks.group(1), bound);
        }
        if (several) {
          return;
        }
      } catch (StatusException e) {
        why = String.valueOf(e.getMessage());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new Wrong("lost host " + name + " is not forgotten: " + why);
  }

  /** Checks the tree until all is right; returns after how many checks it was. */
  int check() throws InterruptedException {
    long begun = System.nanoTime();
    @Nullable List<String> found = null;
    for (int tries = 1; found == null || System.nanoTime() - begun < bound.toNanos(); tries++) {
      try {
        found = checkOnce();
        if (found.isEmpty()) {
          return tries;
        }
      } catch (StatusException e) {
        found = List.of(String.valueOf(e.getMessage()));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new Wrong("settled, but fsck finds:\n    " + String.join("\n    ", found));
  }

  private List<String> checkOnce() throws StatusException, InterruptedException {
    Node node = all.get(0);
    Reply begun = NodeQuestions.beginFsck(node.ring(), cluster, secret(), true, ASK_AT_MOST);
    List<String> found = new ArrayList<>();
    Reply reply = begun;
    while (reply.done()) {
      reply =
          NodeQuestions.moreFsck(
              node.ring(), cluster, secret(), begun.text(), found.size(), ASK_AT_MOST);
      if (reply.done()) {
        List<String> lines = reply.text().lines().toList();
        found.addAll(lines.subList(1, lines.size()));
        List<String> words = List.of(lines.get(0).split(" ", -1));
        if (words.get(0).equals("done") && String.valueOf(found.size()).equals(words.get(4))) {
          return found;
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
    return List.of("the check was refused: " + reply.text());
  }

  @Override
  public void close() {
    all.forEach(Node::close);
  }
}
