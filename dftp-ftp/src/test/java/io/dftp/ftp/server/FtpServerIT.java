// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.LocalFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real client against a local folder. */
final class FtpServerIT {
  private static final int SIZE = 20_000_000;

  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final byte[] bytes = new byte[SIZE];

  @TempDir Path folder;
  private TestServer server;
  private FTPClient client;

  @BeforeEach
  void connect() throws Exception {
    new Random(SIZE).nextBytes(bytes);
    server = new TestServer(new LocalFolder(folder, workers, false), TestServer.config());
    client = new FTPClient();
    client.setControlEncoding("UTF-8");
    client.connect(server.address().getAddress(), server.address().getPort());
    assertThat(client.login("u", "p")).isTrue();
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
  }

  @AfterEach
  void disconnect() throws Exception {
    client.disconnect();
    server.close();
    workers.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesGoInAndOut(boolean passive) throws Exception {
    if (!passive) {
      client.enterLocalActiveMode();
    }
    assertThat(client.storeFile("f", new ByteArrayInputStream(bytes))).isTrue();

    assertThat(fetch("f")).isEqualTo(bytes);
    assertThat(Files.readAllBytes(folder.resolve("f"))).isEqualTo(bytes);
    assertThat(client.getSize("f")).isEqualTo("" + SIZE);
    assertThat(client.listFiles()).extracting(FTPFile::getName).containsExactly("f");
  }

  @Test
  void pasvWorksBesideEpsv() throws Exception {
    client.setUseEPSVwithIPv4(true);
    assertThat(client.storeFile("f", new ByteArrayInputStream(bytes))).isTrue();
    client.setUseEPSVwithIPv4(false);

    assertThat(fetch("f")).isEqualTo(bytes);
  }

  @Test
  void transfersAreResumedInBothDirections() throws Exception {
    byte[] head = Arrays.copyOf(bytes, 7_000_000);
    byte[] tail = Arrays.copyOfRange(bytes, head.length, SIZE);
    assertThat(client.storeFile("f", new ByteArrayInputStream(head))).isTrue();
    client.setRestartOffset(head.length);
    assertThat(client.storeFile("f", new ByteArrayInputStream(tail))).isTrue();
    assertThat(fetch("f")).isEqualTo(bytes);

    client.setRestartOffset(head.length);
    assertThat(fetch("f")).isEqualTo(tail);
    assertThat(client.storeFile("g", new ByteArrayInputStream(head))).isTrue();
    assertThat(client.appendFile("g", new ByteArrayInputStream(tail))).isTrue();
    assertThat(fetch("g")).isEqualTo(bytes);
  }

  @Test
  void machineListingsAreUnderstood() throws Exception {
    assertThat(client.makeDirectory("d")).isTrue();
    assertThat(client.storeFile("d/a b.txt", new ByteArrayInputStream("text".getBytes(UTF_8))))
        .isTrue();
    assertThat(client.setModificationTime("d/a b.txt", "20010203040506")).isTrue();

    FTPFile[] found = client.mlistDir("d");

    assertThat(found).hasSize(1);
    assertThat(found[0].getName()).isEqualTo("a b.txt");
    assertThat(found[0].getSize()).isEqualTo(4);
    assertThat(found[0].getTimestampInstant()).isEqualTo("2001-02-03T04:05:06Z");
    assertThat(client.mlistFile("d").isDirectory()).isTrue();
    assertThat(client.listNames("d")).containsExactly("d/a b.txt");
  }

  @Test
  void treesAreBuiltMovedAndRemoved() throws Exception {
    assertThat(client.makeDirectory("d")).isTrue();
    assertThat(client.changeWorkingDirectory("d")).isTrue();
    assertThat(client.printWorkingDirectory()).isEqualTo("/d");
    assertThat(client.storeFile("f", new ByteArrayInputStream(new byte[1]))).isTrue();
    assertThat(client.changeToParentDirectory()).isTrue();
    assertThat(client.rename("d", "e")).isTrue();
    assertThat(client.removeDirectory("e")).isFalse();
    assertThat(client.deleteFile("e/f")).isTrue();
    assertThat(client.removeDirectory("e")).isTrue();
    assertThat(client.listFiles()).isEmpty();
  }

  @Test
  void asciiConvertsLines() throws Exception {
    client.setFileType(FTP.ASCII_FILE_TYPE);
    byte[] text = "one\r\ntwo\r\n".getBytes(US_ASCII);
    assertThat(client.storeFile("f", new ByteArrayInputStream(text))).isTrue();

    assertThat(Files.readString(folder.resolve("f"))).isEqualTo("one\ntwo\n");
    client.setFileType(FTP.BINARY_FILE_TYPE);
    assertThat(fetch("f")).asString(US_ASCII).isEqualTo("one\ntwo\n");
  }

  @Test
  void noopAndAborWorkInsideATransfer() throws Exception {
    assertThat(client.storeFile("f", new ByteArrayInputStream(bytes))).isTrue();

    try (InputStream in = client.retrieveFileStream("f")) {
      assertThat(in.read()).isNotNegative();
      assertThat(client.sendNoOp()).isTrue();
      assertThat(client.abor()).isEqualTo(426);
      assertThat(client.getReply()).isEqualTo(226);
    }
    assertThat(fetch("f")).isEqualTo(bytes);
  }

  private byte[] fetch(String path) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(client.retrieveFile(path, out)).as(client.getReplyString()).isTrue();
    return out.toByteArray();
  }
}
