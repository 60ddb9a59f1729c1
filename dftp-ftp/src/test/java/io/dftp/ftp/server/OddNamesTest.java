// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that look like something else are names all the same. */
final class OddNamesTest {
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    client = server.loggedIn();
    client.expect("TYPE I", 200);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "   ", " x", "x ", "  x  y  "})
  void spacesAreANameLikeAnyOther(String name) throws Exception {
    client.store("STOR " + name, "12345");

    assertThat(client.fetchText("RETR " + name)).isEqualTo("12345");
    assertThat(client.ask("SIZE " + name)).isEqualTo("213 5");
    assertThat(client.ask("MDTM " + name)).isEqualTo("213 20261123054321");
    assertThat(client.ask("MLST " + name)).contains("; /" + name + "\n");
    assertThat(client.ask("STAT " + name)).startsWith("213-").contains(" " + name + "\n");
    assertThat(client.fetchText("LIST " + name)).endsWith(" " + name + "\r\n");
    assertThat(client.fetchText("LIST -l " + name)).endsWith(" " + name + "\r\n");
    assertThat(client.fetchText("NLST " + name)).isEqualTo(name + "\r\n");
    assertThat(client.fetchText("NLST")).isEqualTo(name + "\r\n");
    client.expect("MFMT 20010203040506 " + name, 213);
    client.expect("RNFR " + name, 350);
    client.expect("RNTO " + name + " ", 250);
    client.expect("DELE " + name, 550);
    client.expect("DELE " + name + " ", 250);
    client.expect("MKD " + name, 257);
    client.expect("CWD " + name, 250);
    client.expect("CDUP", 250);
    client.expect("RMD " + name, 250);
  }

  @Test
  void aBlankPathThatIsMissingIsMissing() throws Exception {
    client.expect("EPSV", 229);
    for (String command : List.of("RETR", "LIST", "NLST", "MLSD", "STAT", "MLST", "CWD", "DELE")) {
      client.expect(command + "  ", 550);
    }
    client.expect("RETR ", 501);
    client.expect("STAT ", 211);
    client.fetch("LIST -la ");
  }

  @Test
  void aTimeBeforeAPathNeverBeatsTheNameOfAFile() throws Exception {
    client.store("STOR 20240131120000 backup.sql", "the dump");
    client.store("STOR backup.sql", "another");

    assertThat(client.ask("MDTM 20240131120000 backup.sql")).isEqualTo("213 20261123054321");
    assertThat(client.ask("MDTM backup.sql")).isEqualTo("213 20261123054321");

    client.expect("DELE 20240131120000 backup.sql", 250);
    client.expect("MDTM 20240131120000 backup.sql", 213);
    assertThat(client.ask("MDTM backup.sql")).isEqualTo("213 20240131120000");
  }

  @Test
  void optionsOfListingsNeverBeatTheNameOfAFile() throws Exception {
    client.store("STOR ./-la", "12345");
    client.store("STOR other", "12");

    assertThat(client.fetchText("LIST -la")).endsWith(" -la\r\n").doesNotContain("other");
    assertThat(client.fetchText("NLST -la")).isEqualTo("-la\r\n");
    assertThat(client.ask("STAT -la")).startsWith("213-").doesNotContain("other");

    client.expect("RNFR -la", 350);
    client.expect("RNTO -l a", 250);
    assertThat(client.fetchText("NLST -l a")).isEqualTo("-l a\r\n");
    assertThat(client.fetchText("LIST -la")).contains("other");
    assertThat(client.fetchText("NLST -a  -l   other")).isEqualTo("other\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100000101000000",
        "-00010101000000",
        "+20240131120000",
        "202401311200001",
        "20240231120000",
        "20240131120000."
      })
  void timesThatHaveNot14DigitsAre501(String time) throws Exception {
    client.store("STOR f", "x");

    client.expect("MFMT " + time + " f", 501);
    client.expect("MDTM " + time + " f", 501);
    assertThat(client.ask("MDTM f")).isEqualTo("213 20261123054321");
  }

  @Test
  void argumentsAsLongAsALineAreRead() throws Exception {
    client.expect("OPTS MLST " + "a;".repeat(4000), 200);
    client.fetch("LIST" + " -".repeat(4000));
    client.expect("MDTM 20240131120000 " + "-".repeat(8000), 553);
  }

  @Test
  void datesInNamesAreNoTimes() throws Exception {
    client.expect("MDTM 2024 f", 550);
    client.expect("MDTM 20240131 f", 550);
  }

  @Test
  void textsEscapeWhatSteersATerminalAndPathsAreExact() throws Exception {
    String name = "a\u001b[1m\u0085\u009b\u202eb";
    client.expect("MKD " + name, 257);

    assertThat(client.ask("CWD " + name))
        .isEqualTo("250 The directory is now /a\\u001b[1m\\u0085\\u009b\\u202eb.");
    // What a client reads to use it again is the name as it is (RFC 2640).
    assertThat(client.ask("PWD")).startsWith("257 \"/" + name + "\"");
    assertThat(client.ask("MLST"))
        .startsWith("250-Listing /a\\u001b[1m\\u0085\\u009b\\u202eb\n")
        .contains("; /" + name + "\n");
  }
}
