// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.transport.ClusterSecret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody sees who listens between the nodes of a ring. */
@Timeout(240)
class EncryptedRingTest {

  private static final String NAME = "a-name-that-nobody-else-knows.txt";
  private static final String WORDS = "What is written here is for nobody else. ";

  /** Where nodes find each other; somebody listens there. */
  private static final String ON_THE_WAY = "127.0.0.9";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noNameAndNoContentIsSeenBetweenNodesThatEncrypt(boolean encrypts) throws Exception {
    ClusterSecret secret = ClusterSecret.of("sixteen bytes or more".getBytes(UTF_8));
    byte[] content = WORDS.repeat(10_000).getBytes(UTF_8);
    try (Listener first = new Listener();
        Listener second = new Listener();
        Listener third = new Listener();
        NodeGroup nodes = new NodeGroup(folder)) {
      for (Listener each : List.of(first, second, third)) {
        nodes.start(
            1,
            config ->
                config
                    .secret(encrypts ? secret : secret.withoutEncryption())
                    .advertise(ON_THE_WAY)
                    .ringPort(each.port()));
      }
      nodes.await(0, status -> status.hosts().size() == 3 && status.isSettled());

      nodes.upload(1, "/" + NAME, content);

      assertThat(nodes.download(2, "/" + NAME)).isEqualTo(content);
      String heard = first.heard() + second.heard() + third.heard();
      assertThat(heard.length()).as("the block came by").isGreaterThan(content.length);
      assertThat(heard.contains(NAME)).isNotEqualTo(encrypts);
      assertThat(heard.contains(WORDS)).isNotEqualTo(encrypts);
    }
  }

  /** Passes on all that is said between a node and those who dial it, and keeps it. */
  private static final class Listener implements AutoCloseable {
    private final ServerSocket server = new ServerSocket();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    Listener() throws IOException {
      server.bind(new InetSocketAddress(ON_THE_WAY, 0));
      start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    String heard() {
      synchronized (heard) {
        return heard.toString(UTF_8);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket each : sockets) {
        each.close();
      }
    }

    private void accept() throws IOException {
      while (true) {
        Socket from = server.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), port());
        sockets.add(from);
        sockets.add(to);
        start(() -> pass(from, to));
        start(() -> pass(to, from));
      }
    }

    private void pass(Socket from, Socket to) throws IOException {
      try (to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[65_536];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          synchronized (heard) {
            heard.write(buffer, 0, read);
          }
          out.write(buffer, 0, read);
        }
      }
    }

    private static void start(Task task) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  task.run();
                } catch (SocketException closed) {
                  return;
                } catch (IOException failure) {
                  throw new AssertionError(failure);
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    private interface Task {
      void run() throws IOException;
    }
  }
}
