// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients who ask for a file and do not take it, beside others who do. */
@Timeout(180)
final class SlowReadersTest {
  private static final int MIB = 1024 * 1024;
  private static final int READERS = 40;
  private static final int ROUNDS = 3;
  private static final long MOST_HELD = 16 * MIB;
  private static final Pattern PORT = Pattern.compile("\\|\\|\\|(\\d+)\\|");

  @TempDir private Path folder;

  @Test
  void holdUpNeitherUploadsNorOtherDownloads() throws Exception {
    byte[] file = new byte[12 * MIB];
    new Random(1).nextBytes(file);
    try (NodeGroup nodes = new NodeGroup(folder)) {
      nodes.start(1, config -> config.replicas(1));
      nodes.upload(0, "/file", file);
      List<SlowReader> readers = new ArrayList<>();
      try {
        for (int i = 0; i < READERS; i++) {
          readers.add(new SlowReader(nodes.node(0)));
        }
        for (int i = 0; i < ROUNDS; i++) {
          nodes.upload(0, "/other" + i, file);
          assertThat(nodes.download(0, "/other" + i)).isEqualTo(file);
          assertThat(held(nodes, "downloads")).isLessThanOrEqualTo(MOST_HELD);
        }
      } finally {
        for (SlowReader reader : readers) {
          reader.close();
        }
      }
      NodeGroup.until(() -> held(nodes, "downloads") == 0 && held(nodes, "uploads") == 0);
    }
  }

  private static long held(NodeGroup nodes, String by) {
    return nodes.node(0).metrics().getOrDefault("store." + by + ".heldbytes", 0L);
  }

  /** Asks for a file, and reads nothing of it. */
  private static final class SlowReader implements AutoCloseable {
    private final Socket control;
    private final Socket data = new Socket();

    SlowReader(DftpNode node) throws IOException {
      InetSocketAddress server =
          new InetSocketAddress(node.ftpAddress().host(), node.ftpAddress().port());
      control = new Socket(server.getAddress(), server.getPort());
      BufferedReader replies =
          new BufferedReader(new InputStreamReader(control.getInputStream(), US_ASCII));
      assertThat(replies.readLine()).startsWith("220 ");
      ask(replies, "USER u", 331);
      ask(replies, "PASS p", 230);
      Matcher port = PORT.matcher(ask(replies, "EPSV", 229));
      assertThat(port.find()).isTrue();
      data.setReceiveBufferSize(4096);
      data.connect(new InetSocketAddress(server.getAddress(), Integer.parseInt(port.group(1))));
      ask(replies, "RETR /file", 150);
    }

    private String ask(BufferedReader replies, String command, int code) throws IOException {
      control.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
      String reply = replies.readLine();
      assertThat(reply).startsWith(code + " ");
      return reply;
    }

    @Override
    public void close() throws IOException {
      data.close();
      control.close();
    }
  }
}
