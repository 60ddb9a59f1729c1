// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.Partial;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An upload that broke off is gone on with, through whichever node. */
@Timeout(240)
class ResumedUploadTest {

  private static final int SENT = 2_500_000;

  @TempDir Path folder;

  private final byte[] bytes = new byte[4_000_000];

  ResumedUploadTest() {
    new Random(1).nextBytes(bytes);
  }

  @Test
  void itIsGoneOnWithThroughAnotherNodeAfterTheFirstWasKilled() throws Exception {
    try (NodeGroup nodes = new NodeGroup(folder)) {
      nodes.start(3, config -> {});
      nodes.await(0, status -> status.hosts().size() == 3 && status.isSettled());
      breakOff(nodes, 0);
      NodeGroup.until(() -> size(nodes, 1) == SENT);
      assertThat(client(nodes, 2).listNames("/")).isEmpty();

      nodes.kill(0);
      FTPClient client = client(nodes, 1);
      NodeGroup.until(() -> size(nodes, 1) == SENT);
      client.setRestartOffset(SENT);
      assertThat(client.storeFile("/f", new ByteArrayInputStream(bytes, SENT, bytes.length - SENT)))
          .as(client.getReplyString())
          .isTrue();

      assertThat(nodes.download(2, "/f")).isEqualTo(bytes);
      assertThat(client.sendSiteCommand("PART /f")).isFalse();
    }
  }

  @Test
  void aNodeMayLeaveAShorterFileOrNothing() throws Exception {
    try (NodeGroup nodes = new NodeGroup(folder)) {
      nodes.start(1, config -> config.partial(Partial.VISIBLE));
      breakOff(nodes, 0);
      NodeGroup.until(() -> size(nodes, 0) == SENT);
      assertThat(nodes.download(0, "/f")).isEqualTo(Arrays.copyOf(bytes, SENT));
    }
  }

  /** Sends the beginning of a file, and goes away without a word. */
  private void breakOff(NodeGroup nodes, int number) throws Exception {
    FTPClient client = client(nodes, number);
    OutputStream data = client.storeFileStream("/f");
    data.write(bytes, 0, SENT);
    data.flush();
    FTPClient other = client(nodes, number);
    NodeGroup.until(() -> other.sendNoOp() && isTaken(client));
    client.disconnect();
  }

  /** Says whether the server has all that was sent. */
  private static boolean isTaken(FTPClient client) throws IOException {
    client.stat();
    return client.getReplyString().contains(SENT + " bytes so far");
  }

  private static long size(NodeGroup nodes, int number) throws IOException {
    FTPClient client = client(nodes, number);
    try {
      String size = client.getSize("/f");
      return size == null ? -1 : Long.parseLong(size);
    } finally {
      client.disconnect();
    }
  }

  private static FTPClient client(NodeGroup nodes, int number) throws IOException {
    FTPClient client = new FTPClient();
    client.setConnectTimeout(10_000);
    client.setDefaultTimeout(60_000);
    client.connect(nodes.node(number).ftpAddress().host(), nodes.node(number).ftpAddress().port());
    if (!client.login("u", "p") || !client.setFileType(FTP.BINARY_FILE_TYPE)) {
      throw new IOException(client.getReplyString());
    }
    client.enterLocalPassiveMode();
    return client;
  }
}
