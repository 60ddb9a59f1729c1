// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileError;
import io.dftp.ftp.files.FileSource;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands that are sent before the replies to those before them have come. */
final class PipelinedCommandsTest {
  private FileSystem inner;
  private HeldFiles files;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    inner = TestServer.inMemory();
    inner.openWrite(FtpPath.of("/f"), WriteMode.replace()).get().commit().get();
    files = new HeldFiles(inner);
    server = new TestServer(files, TestServer.config().withThreads(1));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void nothingIsAnsweredBeforeTheTransferIsAnnounced() throws Exception {
    try (RawClient client = server.loggedIn()) {
      int port = client.passivePort();
      client.send("RETR /f\r\nNOOP\r\nSTAT\r\nPWD\r\nNOOP\r\n");
      awaitAnotherSession();
      files.opened.complete(opened());

      client.expectReply(150);
      client.expectReply(200);
      assertThat(client.reply()).startsWith("211-").contains("0 bytes so far");
      // The second NOOP does not pass the PWD, which waits for the transfer.
      try (Socket data = client.connect(port, java.net.InetAddress.getLoopbackAddress())) {
        assertThat(data.getInputStream().read()).isNegative();
      }
      client.expectReply(226);
      client.expectReply(257);
      client.expectReply(200);
    }
  }

  @Test
  void noopDoesNotPassACommandThatWaits() throws Exception {
    files.opened.complete(opened());
    try (RawClient client = server.loggedIn()) {
      int port = client.passivePort();
      client.expect("RETR /f", 150);
      client.expect("NOOP", 200);
      client.send("PWD\r\nNOOP\r\n");
      awaitAnotherSession();
      try (Socket data = client.connect(port, java.net.InetAddress.getLoopbackAddress())) {
        assertThat(data.getInputStream().read()).isNegative();
      }
      client.expectReply(226);
      client.expectReply(257);
      client.expectReply(200);
    }
  }

  @Test
  void whatWaitsForATransferThatIsRefusedIsAnsweredAfterIt() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("EPSV", 229);
      client.send("RETR /f\r\nNOOP\r\nPWD\r\n");
      awaitAnotherSession();
      files.opened.completeExceptionally(new FileError(FileError.Kind.NO_HOLDER, "Not now."));

      client.expectReply(450);
      client.expectReply(200);
      client.expectReply(257);
    }
  }

  @Test
  void aborPassesWhatWaitsAlsoBeforeTheTransferIsAnnounced() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("EPSV", 229);
      client.send("RETR /f\r\nNOOP\r\nABOR\r\n");
      client.expectReply(426);
      client.expectReply(226);
      client.expectReply(200);
    }
  }

  @Test
  void aWholeConversationInOneSegmentAborts() throws Exception {
    files.opened.complete(opened());
    try (RawClient client = server.loggedIn()) {
      client.send("EPSV\r\nRETR /f\r\nABOR\r\nPWD\r\n");
      client.expectReply(229);
      client.expectReply(150);
      client.expectReply(426);
      client.expectReply(226);
      client.expectReply(257);
    }
  }

  private FileSource opened() throws Exception {
    return inner.openRead(FtpPath.of("/f"), 0).get();
  }

  /** What was sent before has been read when another session of the one loop was served. */
  private void awaitAnotherSession() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.loggedIn().close();
    }
  }
}
