// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said on the control connection, byte for byte. */
final class ControlConversationTest {
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SYST,215",
    "FEAT,211",
    "NOOP,200",
    "HELP,214",
    "HELP RETR,214",
    "HELP SITE,214",
    "HELP SITE X,214",
    "HELP RETR x,214",
    "HELP XYZZY,501",
    "OPTS UTF8 ON,200",
    "OPTS MLST size;,200",
    "CLNT x,200",
    "STAT,211",
    "ACCT x,202",
    "ABOR,226",
    "SITE HELP,214",
    "SITE HELP X,214",
    "REIN,220",
    "QUIT,221",
    "PWD,530",
    "TYPE I,530",
    "PASV,530",
    "RETR x,530",
    "PASS p,503",
    "AUTH TLS,502",
    "PBSZ 0,503",
    "PROT P,503",
    "CCC,533",
    "XYZZY,500",
    "STAT /,530",
  })
  void beforeLoginSomeCommandsWork(String command, int code) throws Exception {
    try (RawClient client = server.greeted()) {
      client.expect(command, code);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MODE S,200",
    "MODE B,504",
    "MODE Z,504",
    "MODE Q,501",
    "STRU F,200",
    "STRU R,504",
    "STRU X,501",
    "TYPE I,200",
    "TYPE L 8,200",
    "TYPE A N,200",
    "TYPE E,504",
    "TYPE A T,504",
    "TYPE X,501",
    "OPTS FOO,501",
    "OPTS,501",
    "SITE EXEC ls,504",
    "SITE CHMOD 600 f,504",
    "SMNT /,502",
    "LPRT 1,502",
    "LPSV,502",
    "SPSV,502",
    "MFCT x,502",
    "ALLO 10,202",
    "ALLO x,501",
    "REST 5,350",
    "REST 99999999999999999999,350",
    "REST -1,501",
    "REST x,501",
    "MLST /,250",
    "MLST /no,550",
    "SIZE /no,550",
    "MDTM /no,550",
    "RNFR /no,550",
    "RNTO /x,503",
    "DELE /no,550",
    "RMD /no,550",
    "RMD /,550",
    "DELE /,550",
    "CWD /no,550",
    "CWD,501",
    "CDUP,250",
    "XCUP,250",
    "XPWD,257",
    "XMKD /x,257",
    "XCWD /,250",
    "XRMD /no,550",
    "RETR /no,425",
    "MLSD /,425",
    "MFMT 20010203040506 /no,550",
    "MFMT 2001 /,501",
    "MFF modify=20010203040506; /no,550",
    "MFF modify=2001; /,501",
    "MFF modify=20010203040506;,501",
    "MFF create=20010203040506; /,504",
    "MFF modify=20010203040506;create=20010203040506; /,504",
    "LANG,200",
    "LANG en-GB,200",
    "LANG es,504",
    "LANG /,501",
    "HOST example.org,502",
    "EPSV 2,522",
    "EPSV 9,522",
    "EPSV x,501",
    "EPSV 1,229",
    "PASV,227",
    "PORT 1,501",
    "EPRT |1|localhost|2000|,501",
    "EPRT |3|127.0.0.1|2000|,522",
    "EPRT |99|127.0.0.1|2000|,522",
    "EPRT ||||,501",
    "EPRT |x|127.0.0.1|2000|,501",
    "STAT /,212",
    "STAT /no,550",
    "STAT -la /,212",
    "NOOP x,200",
  })
  void afterLoginEachCommandAnswersItsCode(String command, int code) throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect(command, code);
      client.expect("NOOP", 200);
    }
  }

  @Test
  void featuresAreListedWithExactlyOneSpace() throws Exception {
    try (RawClient client = server.greeted()) {
      List<String> lines = List.of(client.ask("FEAT").split("\n"));

      assertThat(lines).startsWith("211-Features:").endsWith("211 End");
      assertThat(lines.subList(1, lines.size() - 1))
          .containsExactly(
              " EPRT",
              " EPSV",
              " LANG EN*",
              " MDTM",
              " MFF modify;",
              " MFMT",
              " MLST type*;size*;modify*;perm*;unique*;",
              " REST STREAM",
              " SIZE",
              " TVFS",
              " UTF8");
    }
  }

  @Test
  void optsMlstChoosesFactsForFeatAndMlst() throws Exception {
    try (RawClient client = server.loggedIn()) {
      assertThat(client.ask("OPTS MLST size;nonsense;type;")).isEqualTo("200 MLST OPTS type;size;");
      assertThat(client.ask("FEAT")).contains(" MLST type*;size*;modify;perm;unique;");
      assertThat(client.ask("MLST /")).isEqualTo("250-Listing /\n type=dir; /\n250 End");
      assertThat(client.ask("OPTS MLST")).isEqualTo("200 MLST OPTS");
      assertThat(client.ask("MLST")).isEqualTo("250-Listing /\n  /\n250 End");
    }
  }

  /**
   * RFC 3659 section 7.9: each fact ends with a semicolon and nothing else stands between them, or
   * it is a syntax error; facts that are unknown are no error and left out.
   */
  @ParameterizedTest
  @CsvSource({
    "OPTS MLST bad,501",
    "OPTS MLST type ;,501",
    "OPTS MLST type; size;,501",
    "OPTS MLST ;,501",
    "OPTS MLST size;;type;,501",
    "OPTS MLST size;bad,501",
    "OPTS MLST size=1;,501",
    "OPTS MLST bad;,200",
    "OPTS MLST bad;size;,200",
    "OPTS MLST type;size,200",
  })
  void optsMlstIsRefusedWhereItsListIsMalformedOnly(String command, int code) throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("OPTS MLST modify;", 200);
      client.expect(command, code);

      boolean kept = client.ask("FEAT").contains(" MLST type;size;modify*;perm;unique;");
      assertThat(kept).isEqualTo(code == 501);
    }
  }

  @Test
  void statTellsAFileFromADirectory() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.store("STOR /f", "12345");
      client.expect("MKD /d", 257);
      client.store("STOR /d/f", "12345");

      assertThat(client.ask("STAT /f")).matches("(?s)213-[^\n]*\n -rw.* f\n213 End");
      client.expect("STAT /d", 212);
      client.expect("STAT -l /d", 212);
    }
  }

  @Test
  void commandsMayComeInOneSegmentOrByteByByte() throws Exception {
    try (RawClient client = server.greeted()) {
      client.send("NOOP\nSYST\r\nnoop\r\n");
      client.expectReply(200);
      client.expectReply(215);
      client.expectReply(200);
      for (byte b : "SYST\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
        client.sendBytes(new byte[] {b});
      }
      client.expectReply(215);
    }
  }

  @Test
  void badLinesAreAnsweredAndTheSessionGoesOn() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("A".repeat(20_000), 500);
      client.expect("", 500);
      client.sendLatin1("RETR \u00e4\r\n");
      client.expectReply(501);
      client.expect("MKD a\u0000b", 553);
      client.expect("MKD " + "n".repeat(256), 553);
      client.expect("NOOP", 200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00ff\u00f4\u00ffABOR\r\n",
        "\u00ff\u00f4\u00ff\u00f2ABOR\r\n",
        "\u00f2ABOR\r\n",
        "\u00ff\u00fb\u0001ABOR\r\n",
      })
  void aborIsKnownBehindTelnetBytes(String bytes) throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.sendLatin1(bytes);
      client.expectReply(226);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1", "POST / HTTP/1.1", "PUT /x HTTP/1.0"})
  void httpIsCutOffWithoutAWord(String line) throws Exception {
    try (RawClient client = server.greeted()) {
      client.send(line + "\r\nHost: x\r\n\r\nUSER u\r\n");

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void passAfterLoginChangesNothing() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("PASS x", 503);
      client.expect("PWD", 257);
    }
  }

  @Test
  void userAgainIsANewLogin() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("MKD /d", 257);
      client.expect("CWD /d", 250);
      client.expect("USER r", 331);
      client.expect("PWD", 530);
      client.expect("PASS p", 230);
      assertThat(client.ask("PWD")).startsWith("257 \"/\" ");
      client.expect("MKD /e", 553);
    }
  }

  @Test
  void anUnknownUserIsAskedAndRefusedLikeAKnownOne() throws Exception {
    try (RawClient known = server.greeted();
        RawClient unknown = server.greeted()) {
      assertThat(unknown.ask("USER nobody")).isEqualTo(known.ask("USER u"));
      assertThat(unknown.ask("PASS p")).isEqualTo(known.ask("PASS x")).startsWith("530 ");
    }
  }

  @Test
  void quotesInPathsAreDoubled() throws Exception {
    try (RawClient client = server.loggedIn()) {
      assertThat(client.ask("MKD q\"uo\"te")).startsWith("257 \"/q\"\"uo\"\"te\" ");
      client.expect("CWD q\"uo\"te", 250);
      assertThat(client.ask("PWD")).startsWith("257 \"/q\"\"uo\"\"te\" ");
    }
  }

  @Test
  void pathsStopAtTheRootOfTheUser() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("MKD /home", 257);
      client.expect("MKD /home/in", 257);
      client.expect("MKD /out", 257);
    }
    try (RawClient client = server.loggedIn("h")) {
      client.expect("CWD ../../../in", 250);
      assertThat(client.ask("PWD")).startsWith("257 \"/in\" ");
      client.expect("CWD /../out", 550);
      client.expect("RMD /", 550);
      client.expect("RNFR /", 550);
      client.expect("RNFR /in", 350);
      client.expect("RNTO /moved", 250);
    }
    try (RawClient client = server.loggedIn()) {
      client.expect("CWD /home/moved", 250);
    }
  }

  @Test
  void epsvAllHoldsForTheRestOfTheSession() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("EPSV ALL", 200);
      client.expect("PASV", 503);
      client.expect("PORT 127,0,0,1,8,0", 503);
      client.expect("EPRT |1|127.0.0.1|2048|", 503);
      client.fetch("LIST");
      client.expect("PASV", 503);
    }
  }

  @Test
  void directoriesAreMadeRenamedAndRemoved() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.expect("MKD /a", 257);
      client.expect("MKD /a", 550);
      client.expect("MKD /a/b", 257);
      client.expect("RMD /a", 550);
      client.expect("RNFR /a/b", 350);
      client.expect("RNTO /c", 250);
      client.expect("RNTO /d", 503);
      client.expect("RMD /a", 250);
      client.expect("CWD c", 250);
      client.expect("CDUP", 250);
      client.expect("RMD c", 250);
    }
  }

  @Test
  void rightsAreChecked() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.store("STOR /f", "x");
    }
    try (RawClient reader = server.loggedIn("r")) {
      for (String command :
          List.of(
              "DELE /f",
              "MKD /x",
              "RMD /x",
              "RNFR /f",
              "STOR /f",
              "APPE /f",
              "MFMT 20010203040506 /f",
              "MDTM 20010203040506 /f")) {
        reader.expect(command, 553);
      }
      assertThat(reader.ask("MLST /f")).contains("perm=r;");
    }
    try (RawClient writer = server.loggedIn("w")) {
      for (String command : List.of("RETR /f", "LIST", "MLSD", "SIZE /f", "MDTM /f", "MLST /f")) {
        writer.expect(command, 550);
      }
      writer.store("STOR /g", "x");
    }
  }

  @Test
  void timesAreSetAndTold() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.store("STOR /a b", "x");

      assertThat(client.ask("MFMT 20010203040506 a b")).isEqualTo("213 Modify=20010203040506; a b");
      assertThat(client.ask("MDTM a b")).isEqualTo("213 20010203040506");
      assertThat(client.ask("MFF Modify=20020304050607; a b"))
          .isEqualTo("213 Modify=20020304050607; a b");
      assertThat(client.ask("MDTM a b")).isEqualTo("213 20020304050607");
      client.expect("MDTM 20020203040506 a b", 213);
      assertThat(client.ask("MLST a b")).contains("modify=20020203040506;");
    }
  }

  @Test
  void sizeIsThatOfTheTransfer() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.store("STOR /f", "a\nb\n");
      client.expect("MKD /d", 257);

      client.expect("SIZE /f", 550);
      client.expect("TYPE I", 200);
      assertThat(client.ask("SIZE /f")).isEqualTo("213 4");
      client.expect("SIZE /d", 550);
    }
  }

  @Test
  void quitClosesAfterItsReply() throws Exception {
    try (RawClient client = server.loggedIn()) {
      client.send("QUIT\r\nNOOP\r\n");
      client.expectReply(221);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aTakenPortIsAClearFailure() {
    FtpServerConfig config = FtpServerConfig.at(server.address());
    FtpServer second =
        new FtpServer(
            config,
            TestServer.inMemory(),
            (name, password) -> new java.util.concurrent.CompletableFuture<>(),
            java.time.InstantSource.system());

    assertThat(second.start())
        .failsWithin(java.time.Duration.ofSeconds(10))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(ServerBindException.class)
        .withMessageContaining(":" + server.address().getPort());
    second.close();
  }

  @Test
  void closingTheServerEndsSessionsAndFreesThePort() throws Exception {
    try (RawClient client = server.loggedIn()) {
      server.close();

      assertThat(client.isClosedByServer()).isTrue();
    }
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> new Socket(server.address().getAddress(), server.address().getPort()).close())
        .isInstanceOf(java.net.ConnectException.class);
  }
}
