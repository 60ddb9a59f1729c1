// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.files.FileSource;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that close a data connection before the server is through with it. */
final class EarlyLeaversTest {

  /** A file whose chunks come when the test hands them over. */
  private static final class HandedOver implements FileSource {
    private final BlockingQueue<CompletableFuture<Optional<ByteBuffer>>> asked =
        new LinkedBlockingQueue<>();

    @Override
    public FileInfo info() {
      return new FileInfo("f", FileInfo.Kind.FILE, 5, TestServer.NOW, "id");
    }

    @Override
    public CompletableFuture<Optional<ByteBuffer>> next() {
      CompletableFuture<Optional<ByteBuffer>> chunk = new CompletableFuture<>();
      asked.add(chunk);
      return chunk;
    }

    @Override
    public void close() {}

    void handOver(String text) throws InterruptedException {
      taken().complete(Optional.of(ByteBuffer.wrap(text.getBytes(UTF_8))));
    }

    void end() throws InterruptedException {
      taken().complete(Optional.empty());
    }

    private CompletableFuture<Optional<ByteBuffer>> taken() throws InterruptedException {
      CompletableFuture<Optional<ByteBuffer>> next = asked.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("the server asks for more").isNotNull();
      return next;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDownloadOfWhichTcpHasTakenAllIs226(boolean reset) throws Exception {
    HeldFiles files = new HeldFiles(TestServer.inMemory());
    HandedOver source = new HandedOver();
    files.opened.complete(source);
    try (TestServer server = new TestServer(files, TestServer.config());
        RawClient client = server.loggedIn()) {
      client.expect("TYPE I", 200);
      Socket data = client.passive();
      client.expect("RETR /f", 150);
      source.handOver("12345");
      assertThat(data.getInputStream().readNBytes(5)).asString(UTF_8).isEqualTo("12345");
      leave(data, reset);
      awaitThatTheServerHasSeenIt(client);

      source.end();

      client.expectReply(226);
      client.expect("NOOP", 200);
    }
  }

  @Test
  void aDownloadOfWhichMoreWouldFollowIs426() throws Exception {
    HeldFiles files = new HeldFiles(TestServer.inMemory());
    HandedOver source = new HandedOver();
    files.opened.complete(source);
    try (TestServer server = new TestServer(files, TestServer.config());
        RawClient client = server.loggedIn()) {
      client.expect("TYPE I", 200);
      Socket data = client.passive();
      client.expect("RETR /f", 150);
      source.handOver("123");
      assertThat(data.getInputStream().readNBytes(3)).asString(UTF_8).isEqualTo("123");
      leave(data, true);
      awaitThatTheServerHasSeenIt(client);

      source.handOver("45");

      client.expectReply(426);
      client.expect("NOOP", 200);
    }
  }

  @Test
  void aSmallDownloadThatIsClosedHalfReadIs226() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.loggedIn()) {
      client.store("STOR /f", "x".repeat(10_000));
      for (int i = 0; i < 50; i++) {
        Socket data = client.passive();
        client.expect("RETR /f", 150);
        assertThat(data.getInputStream().read()).isEqualTo('x');
        leave(data, i % 2 == 0);
        client.expectReply(226);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RETR /f", "LIST", "NLST", "MLSD"})
  void aConnectionWhoseClientHasGoneIsNotUsed(String command) throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.loggedIn()) {
      client.store("STOR /f", "x");
      for (int i = 0; i < 20; i++) {
        leave(client.passive(), i % 2 == 0);
        client.expect(command, 425);
      }
      client.expect(command, 425);
      client.fetch(command);
    }
  }

  @Test
  void anUploadMayBeOverBeforeItsCommand() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.loggedIn()) {
      try (Socket data = client.passive()) {
        data.getOutputStream().write("early".getBytes(UTF_8));
      }
      client.expect("STOR /f", 150);
      client.expectReply(226);
      assertThat(client.fetchText("RETR /f")).isEqualTo("early");
    }
  }

  @Test
  void aDownloaderMayCloseItsOwnSideDuringTheTransfer() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.loggedIn()) {
      client.store("STOR /f", "text");
      for (String command : List.of("RETR /f", "LIST")) {
        int port = client.passivePort();
        client.expect(command, 150);
        try (Socket data = client.connect(port, InetAddress.getLoopbackAddress())) {
          data.shutdownOutput();
          assertThat(data.getInputStream().readAllBytes()).isNotEmpty();
        }
        client.expectReply(226);
      }
    }
  }

  private static void leave(Socket data, boolean reset) throws Exception {
    if (reset) {
      data.setSoLinger(true, 0);
    }
    data.close();
  }

  /** One event loop serves both connections: what came before is seen before the last answer. */
  private static void awaitThatTheServerHasSeenIt(RawClient client) throws Exception {
    for (int i = 0; i < 5; i++) {
      client.expect("NOOP", 200);
    }
  }
}
