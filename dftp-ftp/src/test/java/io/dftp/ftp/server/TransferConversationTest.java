// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers, listings, and what is said around them. */
final class TransferConversationTest {
  private static final int BIG = 32 * 1024 * 1024;

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RawClient binary() throws Exception {
    RawClient client = server.loggedIn();
    client.expect("TYPE I", 200);
    return client;
  }

  @Test
  void asciiIsTheDefaultAndConvertsLines() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.store("STOR /f", "a\r\nb\nc\rd\r\n");

      assertThat(client.fetchText("RETR /f")).isEqualTo("a\r\nb\r\nc\rd\r\n");
      client.expect("TYPE I", 200);
      assertThat(client.fetchText("RETR /f")).isEqualTo("a\nb\nc\rd\n");
    }
  }

  @Test
  void aTrailingCrSurvivesAsciiUpload() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.store("STOR /f", "a\r");
      client.expect("TYPE I", 200);

      assertThat(client.fetchText("RETR /f")).isEqualTo("a\r");
    }
  }

  @Test
  void theReplyAfterAnUploadCarriesTheReceipt() throws Exception {
    try (RawClient client = binary()) {
      try (Socket data = client.passive()) {
        client.expect("STOR /f", 150);
        data.getOutputStream().write(1);
      }
      assertThat(client.reply()).isEqualTo("226 Stored in memory.");
    }
  }

  @Test
  void theClientMayConnectAfterItsCommand() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /f", "text");
      int port = client.passivePort();
      client.expect("RETR /f", 150);
      try (Socket data = client.connect(port, InetAddress.getLoopbackAddress())) {
        assertThat(data.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("text");
      }
      client.expectReply(226);
    }
  }

  @Test
  void aPassivePortServesOneTransferAndANewOneEndsTheOld() throws Exception {
    try (RawClient client = binary()) {
      client.fetch("LIST");
      client.expect("LIST", 425);
      client.store("STOR /f", "x");
      int first = client.passivePort();
      int second = client.passivePort();
      client.expect("RETR /f", 150);
      // The system may give the port that has just come free again.
      if (second != first) {
        assertThat(bytesFrom(client, first)).isEmpty();
      }
      assertThat(bytesFrom(client, second)).asString(UTF_8).isEqualTo("x");
      client.expectReply(226);
    }
  }

  @Test
  void activeTransfersWork() throws Exception {
    try (RawClient client = binary();
        ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client.store("STOR /f", "text");
      int port = listening.getLocalPort();
      for (String command :
          List.of(
              "PORT 127,0,0,1," + port / 256 + "," + port % 256,
              "EPRT |1|127.0.0.1|" + port + "|")) {
        client.expect(command, 200);
        client.expect("RETR /f", 150);
        try (Socket data = listening.accept()) {
          assertThat(data.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("text");
        }
        client.expectReply(226);
      }
    }
  }

  @Test
  void anActiveTransferToNobodyIs425() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (RawClient client = binary()) {
      client.store("STOR /f", "old");
      client.expect("EPRT |1|127.0.0.1|" + free + "|", 200);
      client.expect("STOR /f", 150);
      client.expectReply(425);

      assertThat(client.fetchText("RETR /f")).isEqualTo("old");
    }
  }

  @Test
  void whatIsMissingIsRefusedBeforeAnyData() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /f", "x");
      client.expect("EPSV", 229);
      client.expect("RETR /no", 550);
      client.expect("RETR /", 550);
      client.expect("LIST /no", 550);
      client.expect("NLST /no", 550);
      client.expect("MLSD /no", 550);
      client.expect("MLSD /f", 501);
      client.expect("STOR /no/f", 550);
      client.expect("STOR /", 550);
      client.expect("STOR /f/g", 550);
    }
  }

  @Test
  void restOverwritesInTheMiddle() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /f", "abcdef");
      client.expect("REST 2", 350);
      client.store("STOR /f", "XY");

      assertThat(client.fetchText("RETR /f")).isEqualTo("abXYef");
      client.store("STOR /f", "new");
      assertThat(client.fetchText("RETR /f")).isEqualTo("new");
    }
  }

  @Test
  void restIsKeptOverTypeAndEpsvAndSpentByOneTransfer() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /f", "abcdef");
      client.expect("REST 3", 350);
      client.expect("TYPE I", 200);

      assertThat(client.fetchText("RETR /f")).isEqualTo("def");
      assertThat(client.fetchText("RETR /f")).isEqualTo("abcdef");
    }
  }

  @Test
  void anOffsetBeyondTheEndIs554WithTheTransferAndThenForgotten() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /f", "abc");
      for (String command : List.of("RETR /f", "STOR /f")) {
        for (String offset : List.of("4", "9223372036854775808")) {
          client.expect("REST " + offset, 350);
          client.expect("EPSV", 229);
          client.expect(command, 554);
        }
      }
      assertThat(client.fetchText("RETR /f")).isEqualTo("abc");
      client.expect("REST 3", 350);
      assertThat(client.fetchText("RETR /f")).isEmpty();
      client.expect("REST 1", 350);
      client.expect("TYPE A", 200);
      client.expect("EPSV", 229);
      client.expect("RETR /f", 554);
      client.expect("REST 1", 350);
      client.expect("APPE /f", 501);
      assertThat(client.fetchText("RETR /f")).isEqualTo("abc");
    }
  }

  @Test
  void appeMakesAndAdds() throws Exception {
    try (RawClient client = binary()) {
      client.store("APPE /f", "ab");
      client.store("APPE /f", "cd");

      assertThat(client.fetchText("RETR /f")).isEqualTo("abcd");
    }
  }

  @Test
  void listingsShowEveryName() throws Exception {
    List<String> names = List.of(".dot", "-x", "g[1].txt", "sp  ace", "\u00e4");
    try (RawClient client = binary()) {
      for (String name : names) {
        client.store("STOR ./" + name, "12345");
      }

      assertThat(lines(client.fetchText("NLST"))).containsExactlyInAnyOrderElementsOf(names);
      assertThat(lines(client.fetchText("MLSD")))
          .hasSameSizeAs(names)
          .allMatch(line -> line.startsWith("type=file;size=5;modify=20261123054321;perm=adfrw;"))
          .anyMatch(line -> line.endsWith("; sp  ace"));
      assertThat(lines(client.fetchText("LIST -la")))
          .hasSameSizeAs(names)
          .anyMatch(line -> line.endsWith(" Nov 23 05:43 .dot"));
      assertThat(lines(client.fetchText("LIST g[1].txt"))).hasSize(1);
      assertThat(lines(client.fetchText("NLST ./-x"))).containsExactly("./-x");
      assertThat(client.fetchText("RETR ./-x")).isEqualTo("12345");
    }
  }

  @Test
  void namesOfNlstCanBeRetrieved() throws Exception {
    try (RawClient client = binary()) {
      client.expect("MKD /d", 257);
      client.store("STOR /d/f", "x");

      assertThat(lines(client.fetchText("NLST d"))).containsExactly("d/f");
      assertThat(lines(client.fetchText("NLST /d/"))).containsExactly("/d/f");
      client.fetch("RETR d/f");
    }
  }

  @Test
  void aListingOfManyPagesIsWhole() throws Exception {
    io.dftp.ftp.files.FileSystem files = TestServer.inMemory();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2500; i++) {
      String name = String.format("f%05d", i);
      expected.add(name);
      files.makeDirectory(io.dftp.ftp.protocol.FtpPath.of(name)).join();
    }
    try (TestServer big = new TestServer(files, TestServer.config());
        RawClient client = big.loggedIn()) {
      assertThat(lines(client.fetchText("NLST"))).isEqualTo(expected);
      assertThat(client.ask("STAT /")).contains("f00000").endsWith("212 There is more; use LIST.");
    }
  }

  @Test
  void noopStatAndAborAreAnsweredDuringATransfer() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /big", "x".repeat(BIG));
      try (Socket data = client.passive()) {
        client.expect("RETR /big", 150);
        client.expect("NOOP", 200);
        assertThat(client.ask("STAT")).contains("bytes so far");
        client.send("PWD\r\n");
        long begun = System.nanoTime();
        client.send("ABOR\r\n");
        client.expectReply(426);
        client.expectReply(226);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        client.expectReply(257);
        assertThat(millis).isLessThan(1000);
        assertThat(data.getInputStream().readAllBytes().length).isLessThan(BIG);
      }
      client.fetch("LIST");
    }
  }

  @Test
  void aborWithUrgentDataEndsATransfer() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /big", "x".repeat(BIG));
      try (Socket data = client.passive()) {
        client.expect("RETR /big", 150);
        client.sendBytes(new byte[] {(byte) 0xFF, (byte) 0xF4, (byte) 0xFF});
        client.sendUrgent(0xF2);
        client.send("ABOR\r\n");
        client.expectReply(426);
        client.expectReply(226);
        assertThat(data.isConnected()).isTrue();
      }
      client.expect("NOOP", 200);
    }
  }

  @Test
  void aborBeforeTheDataConnectionIs426And226() throws Exception {
    try (RawClient client = binary()) {
      client.expect("EPSV", 229);
      client.expect("LIST", 150);
      client.expect("ABOR", 426);
      client.expectReply(226);
      client.expect("ABOR", 226);
      client.fetch("LIST");
    }
  }

  @Test
  void anAbortedUploadShowsNothingAndLeavesAnOldFile() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /old", "old");
      for (String path : List.of("/new", "/old")) {
        try (Socket data = client.passive()) {
          client.expect("STOR " + path, 150);
          data.getOutputStream().write("begin".getBytes(UTF_8));
          awaitBytes(client, 5);
          client.expect("ABOR", 426);
          client.expectReply(226);
        }
      }
      assertThat(client.fetchText("NLST /")).isEqualTo("/old\r\n");
      assertThat(client.fetchText("RETR /old")).isEqualTo("old");
    }
  }

  @Test
  void aResetDuringAnUploadIs426AndPublishesNothing() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /old", "old");
      Socket data = client.passive();
      client.expect("STOR /old", 150);
      data.getOutputStream().write("new".getBytes(UTF_8));
      awaitBytes(client, 3);
      data.setSoLinger(true, 0);
      data.close();
      client.expectReply(426);

      assertThat(client.fetchText("RETR /old")).isEqualTo("old");
    }
  }

  @Test
  void aClientThatLeavesDuringADownloadIs426() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /big", "x".repeat(BIG));
      Socket data = client.passive();
      client.expect("RETR /big", 150);
      assertThat(data.getInputStream().read()).isEqualTo('x');
      data.close();
      client.expectReply(426);
      client.expect("NOOP", 200);
    }
  }

  @Test
  void quitWaitsForTheTransfer() throws Exception {
    try (RawClient client = binary()) {
      try (Socket data = client.passive()) {
        client.expect("STOR /f", 150);
        client.send("QUIT\r\n");
        data.getOutputStream().write("whole".getBytes(UTF_8));
      }
      client.expectReply(226);
      client.expectReply(221);
      assertThat(client.isClosedByServer()).isTrue();
    }
    try (RawClient client = binary()) {
      assertThat(client.fetchText("RETR /f")).isEqualTo("whole");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 262_144, 262_145, 5_000_000})
  void bytesComeBackAsTheyWere(int size) throws Exception {
    byte[] bytes = new byte[size];
    new java.util.Random(size).nextBytes(bytes);
    try (RawClient client = binary()) {
      try (Socket data = client.passive()) {
        client.expect("STOR /f", 150);
        data.getOutputStream().write(bytes);
      }
      client.expectReply(226);

      assertThat(client.fetch("RETR /f")).isEqualTo(bytes);
    }
  }

  @Test
  void aFullStoreIs552AndTheOldFileStays() throws Exception {
    try (RawClient client = binary()) {
      client.store("STOR /f", "old");
      try (Socket data = client.passive()) {
        client.expect("STOR /f", 150);
        byte[] chunk = new byte[1024 * 1024];
        for (long sent = 0; sent <= TestServer.CAPACITY; sent += chunk.length) {
          data.getOutputStream().write(chunk);
        }
      }
      client.expectReply(552);

      assertThat(client.fetchText("RETR /f")).isEqualTo("old");
    }
  }

  private static byte[] bytesFrom(RawClient client, int port) {
    try (Socket data = client.connect(port, InetAddress.getLoopbackAddress())) {
      return data.getInputStream().readAllBytes();
    } catch (java.io.IOException refusedOrReset) {
      return new byte[0];
    }
  }

  /** Waits until the server has taken so many bytes of the running transfer. */
  private static void awaitBytes(RawClient client, int count) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!client.ask("STAT").contains(": " + count + " bytes so far")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  private static List<String> lines(String text) {
    assertThat(text).endsWith("\r\n");
    return List.of(text.split("\r\n"));
  }
}
