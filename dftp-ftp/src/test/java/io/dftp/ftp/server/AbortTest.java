// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ABOR in every form that clients send it, of which parts or all may be urgent data. */
final class AbortTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A bar stands before each urgent byte. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ABOR\r|\n",
        "|ABOR\r\n",
        "|A|B|O|R|\r|\n",
        "ABOR|\n",
        "\u00ff\u00f4\u00ff|\u00f2ABOR\r\n",
        "\u00ff\u00f4|\u00ffABOR\r\n",
        "\u00ff\u00f4|\u00ff\u00f2ABOR\r\n",
        "\u00ff|\u00f4\u00ff\u00f2ABOR\r\n",
        "|\u00f2ABOR\r\n",
        "|\u00ffABOR\r\n",
        "\u00ff\u00f4\u00ff\u00f2ABOR\r|\n",
      })
  void urgentBytesKeepTheirPlace(String text) throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("TYPE I", 200);
      client.store("STOR /big", "x".repeat(8 * 1024 * 1024));

      send(client, text);
      client.expectReply(226);
      client.expect("NOOP", 200);

      try (Socket data = client.passive()) {
        client.expect("RETR /big", 150);
        send(client, text);
        client.expectReply(426);
        client.expectReply(226);
        assertThat(data.isConnected()).isTrue();
      }
      assertThat(client.ask("PWD")).startsWith("257 ");
      client.expect("SIZE /big", 213);
    }
  }

  @Test
  void anUrgentByteInsideANameIsPartOfIt() throws Exception {
    try (RawClient client = server.loggedIn()) {
      send(client, "MKD n|ame\r\n");

      assertThat(client.reply()).startsWith("257 \"/name\"");
    }
  }

  private static void send(RawClient client, String text) throws Exception {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '|') {
        i++;
        client.sendUrgent(text.charAt(i));
      } else {
        client.sendLatin1(text.substring(i, i + 1));
      }
    }
  }
}
