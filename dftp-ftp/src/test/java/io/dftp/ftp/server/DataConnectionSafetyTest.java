// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileSink;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data connections go to and come from the client alone, and none waits for ever. */
final class DataConnectionSafetyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PORT 8,8,8,8,4,4",
        "PORT 127,0,0,2,8,0",
        "PORT 127,0,0,1,0,22",
        "PORT 127,0,0,1,3,255",
        "EPRT |1|8.8.8.8|2048|",
        "EPRT |1|127.0.0.1|1023|",
        "EPRT |2|::1|2048|",
      })
  void portsElsewhereAreRefused(String command) throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.loggedIn()) {
      client.expect(command, 504);
      client.expect("LIST", 425);
    }
  }

  @Test
  void aStrangerGetsNothingAndTheClientIsStillWaitedFor() throws Exception {
    InetAddress stranger = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    try (TestServer server = new TestServer();
        RawClient client = server.loggedIn()) {
      client.store("STOR /f", "secret");
      int port = client.passivePort();
      for (int i = 0; i < 3; i++) {
        try (Socket thief = client.connect(port, stranger)) {
          assertThat(endsWithoutData(thief)).isTrue();
        }
      }
      client.expect("RETR /f", 150);
      try (Socket thief = client.connect(port, stranger);
          Socket data = client.connect(port, InetAddress.getLoopbackAddress())) {
        assertThat(endsWithoutData(thief)).isTrue();
        assertThat(data.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("secret");
      }
      client.expectReply(226);
    }
  }

  @Test
  void nobodyConnectingIs425AfterATime() throws Exception {
    try (TestServer server = new TestServer(TestServer.inMemory(), impatient());
        RawClient client = server.loggedIn()) {
      client.expect("EPSV", 229);
      client.expect("STOR /f", 150);
      client.expectReply(425);
      client.expect("MLST /f", 550);
    }
  }

  @Test
  void aDownloadThatNobodyTakesIsBrokenOff() throws Exception {
    FileSystem files = TestServer.inMemory();
    FileSink sink = files.openWrite(FtpPath.of("/f"), WriteMode.replace()).get();
    sink.write(ByteBuffer.allocate(32 * 1024 * 1024)).get();
    sink.commit().get();
    try (TestServer server = new TestServer(files, impatient());
        RawClient client = server.loggedIn()) {
      client.expect("TYPE I", 200);
      try (Socket data = client.passive()) {
        client.expect("RETR /f", 150);
        client.expectReply(426);
        assertThat(data.isConnected()).isTrue();
      }
    }
  }

  @Test
  void anUploadThatStallsIsBrokenOff() throws Exception {
    try (TestServer server = new TestServer(TestServer.inMemory(), impatient());
        RawClient client = server.loggedIn();
        Socket data = client.passive()) {
      client.expect("STOR /f", 150);
      data.getOutputStream().write(1);
      client.expectReply(426);
      assertThat(data.getInputStream().read()).isNegative();
    }
  }

  @Test
  void clientsThatNeverConnectHoldUpNobody() throws Exception {
    RawClient[] waiting = new RawClient[40];
    try (TestServer server = new TestServer()) {
      for (int i = 0; i < waiting.length; i++) {
        waiting[i] = server.loggedIn();
        waiting[i].expect("EPSV", 229);
        waiting[i].expect("LIST", 150);
      }
      try (RawClient client = server.loggedIn()) {
        client.store("STOR /f", "x");
        client.fetch("LIST");
      }
    } finally {
      for (RawClient client : waiting) {
        if (client != null) {
          client.close();
        }
      }
    }
  }

  @Test
  void passivePortsStayInTheirRangeAndRunOutCleanly() throws Exception {
    int first;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      first = free.getLocalPort();
    }
    PortRange one = new PortRange(first, first);
    try (TestServer server =
            new TestServer(TestServer.inMemory(), TestServer.config().withPassivePorts(one));
        RawClient client = server.loggedIn();
        RawClient other = server.loggedIn()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.passivePort()).isEqualTo(first);
      }
      other.expect("EPSV", 425);
      client.hangUp();
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (other.ask("EPSV").startsWith("425")) {
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
    }
  }

  private static FtpServerConfig impatient() {
    Duration soon = Duration.ofMillis(300);
    Duration minute = Duration.ofMinutes(1);
    return TestServer.config()
        .withTimes(new TimeLimits(minute, minute, soon, soon, Duration.ZERO, soon));
  }

  private static boolean endsWithoutData(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
