// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.Reply;
import io.dftp.ftp.auth.PasswordHash;
import io.dftp.transport.ClusterSecret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user who was added through one node logs in through all of them. */
class SharedUsersTest {

  private static final Duration ASK_AT_MOST = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  @Timeout(240)
  void whoWasAddedThroughOneNodeLogsInThroughTheOthers() throws Exception {
    try (NodeGroup nodes = new NodeGroup(folder)) {
      nodes.start(3, config -> {});
      nodes.await(0, status -> status.hosts().size() == 3 && status.isSettled());
      assertDone(nodes, 0, "add ann rw " + hash("p") + " /home of ann");

      FTPClient root = client(nodes, 2);
      assertThat(root.login("u", "p")).isTrue();
      assertThat(root.makeDirectory("/home of ann")).isTrue();
      FTPClient ann = client(nodes, 1);
      assertThat(ann.login("ann", "p")).isTrue();
      assertThat(ann.storeFile("f", new ByteArrayInputStream(new byte[10]))).isTrue();
      assertThat(root.listNames("/home of ann")).containsExactly("/home of ann/f");

      assertDone(nodes, 2, "disable ann");
      FTPClient before = ann;
      long begun = System.nanoTime();
      NodeGroup.until(() -> isEnded(before));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
      assertThat(client(nodes, 0).login("ann", "p")).isFalse();
      assertThat(root.sendNoOp()).isTrue();

      assertDone(nodes, 1, "enable ann");
      nodes.kill(0);
      NodeGroup.until(() -> client(nodes, 2).login("ann", "p"));
    }
  }

  private static boolean isEnded(FTPClient client) {
    try {
      return client.noop() == 421;
    } catch (IOException closed) {
      return true;
    }
  }

  private static FTPClient client(NodeGroup nodes, int number) throws IOException {
    FTPClient client = new FTPClient();
    client.setConnectTimeout(10_000);
    client.setDefaultTimeout(60_000);
    client.connect(nodes.node(number).ftpAddress().host(), nodes.node(number).ftpAddress().port());
    client.enterLocalPassiveMode();
    return client;
  }

  private static String hash(String password) {
    return PasswordHash.of(password, 1000, new SecureRandom()).encoded();
  }

  private static void assertDone(NodeGroup nodes, int number, String words) throws Exception {
    Reply reply =
        NodeQuestions.users(
            nodes.node(number).ringAddress(),
            nodes.cluster(),
            ClusterSecret.none(),
            words,
            ASK_AT_MOST);
    assertThat(reply.done()).as(reply.text()).isTrue();
  }
}
