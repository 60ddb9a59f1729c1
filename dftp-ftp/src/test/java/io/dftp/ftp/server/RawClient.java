// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client that sends what a test says, byte by byte, and reads whole replies. */
final class RawClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int CLOSED_WITHIN_MILLIS = 5_000;
  private static final int CHUNK = 64 * 1024;
  private static final Pattern PORT = Pattern.compile("\\(\\|\\|\\|([0-9]+)\\|\\)");

  private Socket socket;
  private InputStream in;

  RawClient(InetSocketAddress server) throws IOException {
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
  }

  /** Connects and takes the banner. */
  static RawClient greeted(InetSocketAddress server) throws IOException {
    RawClient client = new RawClient(server);
    assertThat(client.reply()).startsWith("220 ");
    return client;
  }

  /** Connects and logs in. */
  static RawClient loggedIn(InetSocketAddress server, String user) throws IOException {
    RawClient client = greeted(server);
    client.expect("USER " + user, 331);
    client.expect("PASS p", 230);
    return client;
  }

  /** Goes on under TLS, which the server must expect now. */
  SSLSession beginTls(SSLContext context, String protocol) throws IOException {
    SSLSocket secure = over(socket, context, protocol);
    secure.startHandshake();
    socket = secure;
    in = secure.getInputStream();
    return secure.getSession();
  }

  /** Puts a connection under TLS as a client does that may resume the session of the control. */
  SSLSocket over(Socket plain, SSLContext context, String protocol) throws IOException {
    SSLSocket secure =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    new SamePortSocket(plain, socket.getPort()),
                    "localhost",
                    socket.getPort(),
                    /* autoClose= */ true);
    secure.setEnabledProtocols(new String[] {protocol});
    secure.setUseClientMode(true);
    return secure;
  }

  /** Sends a command and returns the reply to it. */
  String ask(String command) throws IOException {
    send(command + "\r\n");
    return reply();
  }

  /** Sends a command and checks the code of the reply, which it returns. */
  String expect(String command, int code) throws IOException {
    String reply = ask(command);
    assertThat(reply).as(command).startsWith(code + "");
    return reply;
  }

  void expectReply(int code) throws IOException {
    assertThat(reply()).startsWith(code + "");
  }

  void send(String text) throws IOException {
    sendBytes(text.getBytes(UTF_8));
  }

  void sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void sendLatin1(String text) throws IOException {
    sendBytes(text.getBytes(ISO_8859_1));
  }

  void sendUrgent(int b) throws IOException {
    socket.sendUrgentData(b);
  }

  /** Reads one reply with all its lines. */
  String reply() throws IOException {
    StringBuilder all = new StringBuilder();
    String line = line();
    all.append(line);
    if (line.matches("(?s)[0-9]{3}-.*")) {
      String end = line.substring(0, 3) + " ";
      do {
        line = line();
        all.append('\n').append(line);
      } while (!line.startsWith(end));
    } else {
      assertThat(line).matches("(?s)[0-9]{3} .*");
    }
    return all.toString();
  }

  /** Waits until no more comes, because the server is done or the way is full. */
  void awaitQuiet() throws IOException, InterruptedException {
    int before = -1;
    for (int same = 0; same < 20; ) {
      int now = in.available();
      same = now == before ? same + 1 : 0;
      before = now;
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Reads all until the server closes or resets the connection. */
  String rest() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] some = new byte[CHUNK];
    try {
      socket.setSoTimeout(CLOSED_WITHIN_MILLIS);
      for (int size = in.read(some); size >= 0; size = in.read(some)) {
        all.write(some, 0, size);
      }
    } catch (SocketTimeoutException open) {
      throw new AssertionError("the server has not closed the connection", open);
    } catch (IOException reset) {
      // What came before counts.
    }
    return all.toString(UTF_8);
  }

  /** Tells whether the server closes without another byte. */
  boolean isClosedByServer() throws IOException {
    return in.read() < 0;
  }

  /** Opens a passive data connection. */
  Socket passive() throws IOException {
    return connect(passivePort(), socket.getLocalAddress());
  }

  int passivePort() throws IOException {
    Matcher matcher = PORT.matcher(expect("EPSV", 229));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  Socket connect(int port, InetAddress from) throws IOException {
    Socket data = new Socket(socket.getInetAddress(), port, from, 0);
    data.setSoTimeout(TIMEOUT_MILLIS);
    return data;
  }

  /** Downloads or lists, and checks that all is well. */
  byte[] fetch(String command) throws IOException {
    try (Socket data = passive()) {
      expect(command, 150);
      byte[] bytes = data.getInputStream().readAllBytes();
      expectReply(226);
      return bytes;
    }
  }

  String fetchText(String command) throws IOException {
    return new String(fetch(command), UTF_8);
  }

  /** Uploads, and checks that all is well. */
  void store(String command, String text) throws IOException {
    try (Socket data = passive()) {
      expect(command, 150);
      data.getOutputStream().write(text.getBytes(UTF_8));
    }
    expectReply(226);
  }

  /** Closes the connection without a word. */
  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    while (b >= 0 && b != '\n') {
      line.write(b);
      b = in.read();
    }
    if (b < 0) {
      throw new EOFException("The server closed after: " + line.toString(UTF_8));
    }
    String text = line.toString(UTF_8);
    assertThat(text).endsWith("\r");
    return text.substring(0, text.length() - 1);
  }
}
