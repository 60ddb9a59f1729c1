// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.tls.SessionReuse;
import io.dftp.ftp.tls.TestIdentity;
import io.dftp.ftp.tls.TlsConfig;
import io.dftp.ftp.tls.TlsIdentity;
import io.dftp.ftp.tls.TlsMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FTP under TLS, byte by byte (RFC 4217, RFC 2228). */
class TlsConversationTest {

  private static final int ALERT = 21;

  @TempDir static Path folder;
  private static TlsIdentity identity;

  private final FileSystem files = TestServer.inMemory();
  private SSLContext client;
  private TestServer server;

  @BeforeAll
  static void makeIdentity() throws Exception {
    identity = TestIdentity.in(folder);
  }

  @BeforeEach
  void start() {
    client = clientContext();
    server = serving(TlsMode.ALLOW, SessionReuse.ACCEPT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void filesGoInAndOut(String protocol) throws Exception {
    byte[] bytes = new byte[20_000_000];
    new Random(1).nextBytes(bytes);
    try (RawClient ftp = privateSession(protocol)) {
      store(ftp, protocol, "STOR f", bytes);

      assertThat(fetch(ftp, protocol, "RETR f")).isEqualTo(bytes);
      assertThat(new String(fetch(ftp, protocol, "NLST"), UTF_8)).isEqualTo("f\r\n");
      ftp.expect("MKD /empty", 257);
      assertThat(fetch(ftp, protocol, "LIST /empty")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theServerIsTheServerAlsoWhereItConnects(String protocol) throws Exception {
    try (RawClient ftp = privateSession(protocol);
        ServerSocket mine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ftp.expect("EPRT |1|127.0.0.1|" + mine.getLocalPort() + "|", 200);
      ftp.expect("STOR f", 150);
      try (SSLSocket data = ftp.over(mine.accept(), client, protocol)) {
        data.getOutputStream().write("bytes".getBytes(UTF_8));
      }
      ftp.expectReply(226);
      assertThat(fetch(ftp, protocol, "RETR f")).asString(UTF_8).isEqualTo("bytes");
    }
  }

  @Test
  void aClientMayGreetBeforeItsCommand() throws Exception {
    try (RawClient ftp = privateSession("TLSv1.3")) {
      store(ftp, "TLSv1.3", "STOR f", "bytes".getBytes(UTF_8));
      SamePortSocket plain = new SamePortSocket(ftp.passive(), 0);
      SSLSocket data = ftp.over(plain, client, "TLSv1.3");
      CompletableFuture<byte[]> read =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  data.startHandshake();
                  return data.getInputStream().readAllBytes();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!plain.hasWritten()) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.onSpinWait();
      }
      ftp.expect("RETR f", 150);
      assertThat(read.get(5, TimeUnit.SECONDS)).asString(UTF_8).isEqualTo("bytes");
      ftp.expectReply(226);
      data.close();
    }
  }

  @Test
  void aDataConnectionWhoseClientHasGoneIsNotUsed() throws Exception {
    try (RawClient ftp = privateSession("TLSv1.3")) {
      store(ftp, "TLSv1.3", "STOR f", "bytes".getBytes(UTF_8));
      ftp.passive().close();
      ftp.expect("RETR f", 150);
      assertThat(ftp.reply()).matches("(425|426|522) .*");
    }
  }

  @Test
  void featuresAreTold() throws Exception {
    try (RawClient ftp = server.greeted()) {
      assertThat(ftp.expect("FEAT", 211)).contains("\n AUTH TLS\n", "\n PBSZ\n", "\n PROT\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"AUTH GSSAPI,504", "AUTH,501", "PBSZ 0,503", "PROT P,503", "CCC,533", "ADAT x,502"})
  void inClear(String command, int code) throws Exception {
    try (RawClient ftp = server.greeted()) {
      ftp.expect(command, code);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AUTH TLS,503",
    "PROT P,503",
    "PBSZ x,501",
    "PBSZ 0,200",
    "CCC,534",
    "REIN,502",
    "PWD,530"
  })
  void underTls(String command, int code) throws Exception {
    try (RawClient ftp = secured("TLSv1.3", "AUTH tls")) {
      ftp.expect(command, code);
    }
  }

  @ParameterizedTest
  @CsvSource({"PROT C,200", "PROT P,200", "PROT S,536", "PROT E,536", "PROT X,504"})
  void levels(String command, int code) throws Exception {
    try (RawClient ftp = secured("TLSv1.3", "AUTH SSL")) {
      ftp.expect("PBSZ 0", 200);
      ftp.expect(command, code);
    }
  }

  @Test
  void whatWasSaidInClearIsForgotten() throws Exception {
    try (RawClient ftp = server.loggedIn()) {
      ftp.expect("AUTH TLS", 234);
      ftp.beginTls(client, "TLSv1.3");
      ftp.expect("PWD", 530);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AUTH TLS\r\nUSER u\r\n", "AUTH TLS\r\nUS", "AUTH TLS\r\nNOOP\r\nNOOP\r\n"})
  void whatComesInClearBehindAuthIsNeverDone(String text) throws Exception {
    try (RawClient ftp = server.greeted()) {
      ftp.send(text);
      assertThat(ftp.rest()).doesNotContain("331").doesNotContain("200");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anUploadThatSomebodyCutsIsNotWhole(String protocol) throws Exception {
    try (RawClient ftp = privateSession(protocol)) {
      store(ftp, protocol, "STOR f", "before".getBytes(UTF_8));
      Socket plain = ftp.passive();
      SSLSocket data = ftp.over(plain, client, protocol);
      ftp.expect("STOR f", 150);
      data.getOutputStream().write("half of it".getBytes(UTF_8));
      plain.shutdownOutput();
      ftp.expectReply(426);
      assertThat(fetch(ftp, protocol, "RETR f")).asString(UTF_8).isEqualTo("before");
      assertThat(ftp.ask("SITE PART f")).isEqualTo("213 10");
    }
  }

  @Test
  void aDownloadThatIsBrokenOffDoesNotLookWhole() throws Exception {
    try (RawClient ftp = privateSession("TLSv1.2")) {
      store(ftp, "TLSv1.2", "STOR f", new byte[20_000_000]);
      Socket plain = ftp.passive();
      SSLSocket data = ftp.over(plain, client, "TLSv1.2");
      ftp.expect("RETR f", 150);
      data.startHandshake();
      ftp.expect("ABOR", 426);
      ftp.expectReply(226);
      assertThat(recordTypes(plain)).doesNotContain(ALERT);
    }
    try (RawClient ftp = privateSession("TLSv1.2")) {
      Socket plain = ftp.passive();
      SSLSocket data = ftp.over(plain, client, "TLSv1.2");
      ftp.expect("RETR f", 150);
      data.startHandshake();
      assertThat(recordTypes(plain)).contains(ALERT);
    }
  }

  @Test
  void clientsThatSpeakNoTlsForDataAreRefused() throws Exception {
    try (RawClient ftp = privateSession("TLSv1.3");
        Socket data = ftp.passive()) {
      ftp.expect("STOR f", 150);
      data.getOutputStream().write("in clear".getBytes(UTF_8));
      ftp.expectReply(522);
      ftp.expect("SIZE f", 550);
    }
  }

  @Test
  void whereItIsRequiredNothingGoesInClear() throws Exception {
    server.close();
    server = serving(TlsMode.REQUIRE, SessionReuse.ACCEPT);
    try (RawClient ftp = server.greeted()) {
      ftp.expect("USER u", 530);
      ftp.expect("PASS p", 530);
      ftp.expect("AUTH TLS", 234);
      ftp.beginTls(client, "TLSv1.3");
      ftp.expect("USER u", 331);
      ftp.expect("PASS p", 230);
      ftp.expect("EPSV", 229);
      ftp.expect("STOR f", 521);
      ftp.expect("LIST", 521);
      ftp.expect("PBSZ 0", 200);
      ftp.expect("PROT C", 534);
      ftp.expect("PROT P", 200);
      store(ftp, "TLSv1.3", "STOR f", new byte[10]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aDataConnectionHasToResumeWhereThatIsRequired(String protocol) throws Exception {
    server.close();
    server = serving(TlsMode.ALLOW, SessionReuse.REQUIRE);
    try (RawClient ftp = privateSession(protocol)) {
      ftp.expect("MKD d", 257);
      for (int i = 0; i < 4; i++) {
        // With a download the client also gets the ticket for the next connection.
        assertThat(fetch(ftp, protocol, "NLST")).isNotEmpty();
      }
      SSLContext mine = client;
      client = clientContext();
      SSLSocket stranger = ftp.over(ftp.passive(), client, protocol);
      ftp.expect("STOR g", 150);
      try {
        stranger.getOutputStream().write(1);
        stranger.close();
      } catch (IOException refused) {
        // The server may close before the client is done.
      }
      ftp.expectReply(522);
      client = mine;
      store(ftp, protocol, "STOR g", new byte[10]);
    }
  }

  @Test
  void aDataConnectionDoesNotResumeWhereThatIsOff() throws Exception {
    server.close();
    server = serving(TlsMode.ALLOW, SessionReuse.OFF);
    try (RawClient ftp = privateSession("TLSv1.2")) {
      ftp.expect("MKD d", 257);
      SSLSocket first = ftp.over(ftp.passive(), client, "TLSv1.2");
      ftp.expect("NLST", 150);
      first.startHandshake();
      byte[] session = first.getSession().getId();
      first.getInputStream().readAllBytes();
      ftp.expectReply(226);
      SSLSocket second = ftp.over(ftp.passive(), client, "TLSv1.2");
      ftp.expect("NLST", 150);
      second.startHandshake();
      assertThat(second.getSession().getId()).isNotEqualTo(session);
      second.getInputStream().readAllBytes();
      ftp.expectReply(226);
    }
  }

  @Test
  void whoDoesNotGreetForDataIsGivenUpByAbor() throws Exception {
    try (RawClient ftp = privateSession("TLSv1.3");
        Socket data = ftp.passive()) {
      ftp.expect("STOR f", 150);
      ftp.expect("ABOR", 426);
      ftp.expectReply(226);
      data.setSoTimeout(5000);
      assertThat(data.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whoFillsTheRepliesCannotPutCommandsBehindAuth() throws Exception {
    try (RawClient ftp = server.greeted()) {
      StringBuilder many = new StringBuilder();
      // Their replies are more than the system keeps for a client that does not read.
      for (int i = 0; i < 40_000; i++) {
        many.append("HELP\r\n");
      }
      Thread sending =
          new Thread(
              () -> {
                try {
                  ftp.send(many + "AUTH TLS\r\nUSER u\r\nPASS p\r\nPWD\r\n");
                } catch (IOException closed) {
                  // The server may close before all is sent.
                }
              });
      sending.start();
      ftp.awaitQuiet();
      String all = ftp.rest();
      sending.join();
      assertThat(all).doesNotContain("331").doesNotContain("230 ").doesNotContain("257 ");
    }
  }

  @Test
  void anotherSessionIsNotResumed() throws Exception {
    server.close();
    server = serving(TlsMode.ALLOW, SessionReuse.REQUIRE);
    try (RawClient first = privateSession("TLSv1.2");
        RawClient second = server.greeted()) {
      second.expect("AUTH TLS", 234);
      SSLContext other = clientContext();
      second.beginTls(other, "TLSv1.2");
      SSLSocket data = first.over(first.passive(), other, "TLSv1.2");
      first.expect("STOR f", 150);
      try {
        data.getOutputStream().write(1);
        data.close();
      } catch (IOException refused) {
        // The server may close before the client is done.
      }
      first.expectReply(522);
    }
  }

  @Test
  void aPortMayBeUnderTlsFromTheFirstByte() throws Exception {
    server.close();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    InetSocketAddress implicit = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    server =
        new TestServer(
            files,
            TestServer.config()
                .withTls(TlsConfig.of(TlsMode.REQUIRE, () -> identity))
                .withImplicitTls(implicit));
    try (RawClient ftp = new RawClient(implicit)) {
      ftp.beginTls(client, "TLSv1.3");
      ftp.expectReply(220);
      ftp.expect("USER u", 331);
      ftp.expect("PASS p", 230);
      ftp.expect("PBSZ 0", 200);
      ftp.expect("PROT P", 200);
      store(ftp, "TLSv1.3", "STOR f", new byte[10]);
      ftp.expect("QUIT", 221);
    }
  }

  /** Returns the types of the records that come until the end, the last one perhaps in part. */
  private static Set<Integer> recordTypes(Socket plain) throws IOException {
    Set<Integer> types = new HashSet<>();
    InputStream in = plain.getInputStream();
    for (byte[] head = in.readNBytes(5); head.length == 5; head = in.readNBytes(5)) {
      types.add((int) head[0]);
      in.readNBytes(((head[3] & 0xFF) << 8) | (head[4] & 0xFF));
    }
    return types;
  }

  private TestServer serving(TlsMode mode, SessionReuse reuse) {
    try {
      return new TestServer(
          files, TestServer.config().withTls(TlsConfig.of(mode, () -> identity).withReuse(reuse)));
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private static SSLContext clientContext() {
    try {
      return TestIdentity.clientOf(identity);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private RawClient secured(String protocol, String auth) throws Exception {
    RawClient ftp = server.greeted();
    ftp.expect(auth, 234);
    assertThat(ftp.beginTls(client, protocol).getProtocol()).isEqualTo(protocol);
    return ftp;
  }

  private RawClient privateSession(String protocol) throws Exception {
    RawClient ftp = secured(protocol, "AUTH TLS");
    ftp.expect("USER u", 331);
    ftp.expect("PASS p", 230);
    ftp.expect("TYPE I", 200);
    ftp.expect("PBSZ 0", 200);
    ftp.expect("PROT P", 200);
    return ftp;
  }

  private void store(RawClient ftp, String protocol, String command, byte[] bytes)
      throws Exception {
    try (SSLSocket data = ftp.over(ftp.passive(), client, protocol)) {
      ftp.expect(command, 150);
      data.getOutputStream().write(bytes);
    }
    ftp.expectReply(226);
  }

  private byte[] fetch(RawClient ftp, String protocol, String command) throws Exception {
    try (SSLSocket data = ftp.over(ftp.passive(), client, protocol)) {
      ftp.expect(command, 150);
      byte[] bytes = data.getInputStream().readAllBytes();
      ftp.expectReply(226);
      return bytes;
    }
  }
}
