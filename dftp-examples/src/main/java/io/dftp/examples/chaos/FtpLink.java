// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import io.dftp.examples.chaos.Answer.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;

/**
 * One FTP session that turns whatever happens into an {@link Answer}. Once it is broken it stays
 * so. Used by one thread.
 */
final class FtpLink implements AutoCloseable {

  private static final Duration CONNECTS_IN = Duration.ofSeconds(3);
  private static final long DIES_IN_MILLIS = 200;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final FTPClient client = new FTPClient();
  private final Node node;
  private final int incarnation;
  private boolean broken;

  private FtpLink(Node node) {
    this.node = node;
    this.incarnation = node.incarnation();
  }

  /**
   * Logs in.
   *
   * @param patience longer than any node is paused
   */
  static FtpLink open(Node node, Duration patience) throws IOException {
    FtpLink link = new FtpLink(node);
    try {
      link.login(patience);
    } catch (IOException e) {
      link.close();
      throw e;
    }
    return link;
  }

  private void login(Duration patience) throws IOException {
    client.setControlEncoding(StandardCharsets.UTF_8.name());
    client.setConnectTimeout((int) CONNECTS_IN.toMillis());
    client.setDefaultTimeout((int) patience.toMillis());
    client.setDataTimeout(patience);
    client.setBufferSize(BUFFER_BYTES);
    client.connect("127.0.0.1", node.ftpPort());
    client.setSoTimeout((int) patience.toMillis());
    if (!client.login(Node.USER, Node.PASSWORD) || !client.setFileType(FTP.BINARY_FILE_TYPE)) {
      throw new IOException("no login: " + client.getReplyString());
    }
    client.enterLocalPassiveMode();
  }

  Node node() {
    return node;
  }

  boolean isBroken() {
    return broken;
  }

  /** One exchange with the server. */
  private interface Exchange {
    Answer run() throws IOException;
  }

  /**
   * What was read.
   *
   * @param bytes all of the file if the answer is that it is done
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them, and they are large.
  record Read(Answer answer, byte[] bytes) {}

  /**
   * What was listed.
   *
   * @param names with the length of each file, and -1 for directories
   */
  record Listing(Answer answer, Map<String, Long> names) {}

  Answer store(String path, byte[] bytes) {
    return ask(() -> send(client.storeFileStream(path), bytes));
  }

  Answer append(String path, byte[] bytes) {
    return ask(() -> send(client.appendFileStream(path), bytes));
  }

  private Answer send(OutputStream stream, byte[] bytes) throws IOException {
    if (stream == null) {
      return reply();
    }
    try (stream) {
      stream.write(bytes);
    } catch (IOException closedByServer) {
      // The reply says why.
      client.completePendingCommand();
      return reply();
    }
    client.completePendingCommand();
    return reply();
  }

  Answer delete(String path) {
    return ask(() -> command(client.dele(path)));
  }

  Answer make(String path) {
    return ask(() -> command(client.mkd(path)));
  }

  Answer remove(String path) {
    return ask(() -> command(client.rmd(path)));
  }

  Answer move(String from, String to) {
    return ask(
        () ->
            FTPReply.isPositiveIntermediate(client.rnfr(from))
                ? command(client.rnto(to))
                : reply());
  }

  private Answer command(int code) {
    return Answer.reply(code, client.getReplyString());
  }

  private Answer reply() {
    return Answer.reply(client.getReplyCode(), client.getReplyString());
  }

  Read read(String path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Answer answer =
        ask(
            () -> {
              InputStream stream = client.retrieveFileStream(path);
              if (stream == null) {
                return reply();
              }
              try (stream) {
                stream.transferTo(bytes);
              }
              client.completePendingCommand();
              return reply();
            });
    return new Read(answer, bytes.toByteArray());
  }

  Listing list(String directory) {
    Map<String, Long> names = new TreeMap<>();
    Answer answer =
        ask(
            () -> {
              for (FTPFile entry : client.mlistDir(directory)) {
                if (entry.isFile()) {
                  names.put(entry.getName(), entry.getSize());
                } else if (!entry.getName().equals(".") && !entry.getName().equals("..")) {
                  names.put(entry.getName(), -1L);
                }
              }
              return reply();
            });
    return new Listing(answer, names);
  }

  private Answer ask(Exchange exchange) {
    try {
      Answer answer = exchange.run();
      broken |= answer.kind() == Kind.UNKNOWN;
      return answer;
    } catch (IOException e) {
      broken = true;
      return Answer.none(e.toString(), !isNodeGone());
    }
  }

  /** A process that was killed takes a moment to be gone; its connections end before. */
  private boolean isNodeGone() {
    try {
      TimeUnit.MILLISECONDS.sleep(DIES_IN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !node.isAlive() || node.incarnation() != incarnation;
  }

  @Override
  public void close() {
    try {
      client.disconnect();
    } catch (IOException alreadyGone) {
      broken = true;
    }
  }
}
