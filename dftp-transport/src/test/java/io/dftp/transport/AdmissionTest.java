// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.net.NodeAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** Admission as hosts with a secret do it: they encrypt all that they say. */
class AdmissionTest extends AdmissionContract {

  /**
   * A handshake as the host answers it; connections, unlike datagrams, come from where they say.
   */
  private static final int HANDSHAKE_BYTES = 2048;

  @Override
  ClusterSecret used(ClusterSecret secret) {
    return secret;
  }

  @Override
  String whyNotAgain() {
    return "does not get through the handshake of TLS";
  }

  @Override
  int flippedEvery() {
    return 83;
  }

  @Override
  Socket asHost(Socket accepted) throws IOException {
    return TlsStranger.handshake(accepted, false);
  }

  @Override
  boolean isReadableOnTheWay() {
    return false;
  }

  @Test
  void who_stands_between_two_hosts_and_ends_tls_towards_both_is_admitted_by_none()
      throws IOException {
    try (Wiretap relay =
        new Wiretap(
            host,
            bytes -> bytes,
            dialler -> TlsStranger.handshake(dialler, false),
            dialled -> TlsStranger.handshake(dialled, true))) {
      network.on(1, () -> network.transport(1).send(relay.address(), bytes(7)));
      network.until(
          1,
          () -> network.metrics.get(1).value("transport.dials.failed") == 1 || !messages.isEmpty());

      assertThat(messages).isEmpty();
      assertThat(refusalOf(0)).startsWith("a host at 127.0.0.1 gave no proof");
      assertThat(relay.heard()).as("the challenge was passed on").isNotEmpty();
    }
    assertThat(network.metrics.get(1).value("transport.messages.sent")).isZero();
  }

  @Test
  void a_host_that_answers_in_clear_gets_nothing() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      NodeAddress address = new NodeAddress("127.0.0.1", server.getLocalPort());
      network.on(1, () -> network.transport(1).send(address, bytes(3)));
      try (Socket socket = server.accept()) {
        socket.setSoTimeout(20_000);
        InputStream in = socket.getInputStream();
        byte[] begin = in.readNBytes(5);
        in.readNBytes(ByteBuffer.wrap(begin, 3, 2).getShort());
        socket
            .getOutputStream()
            .write(
                FrameProperties.frame(
                    FrameType.ANSWER, 0, ByteBuffer.allocate(Challenge.NONCE_BYTES)));

        assertThat(in.readAllBytes()).isEmpty();
      }
    }
    network.until(1, () -> network.metrics.get(1).value("transport.dials.failed") == 1);
    assertThat(network.metrics.get(1).value("transport.messages.sent")).isZero();
  }

  @Test
  void a_dialler_of_a_version_that_does_not_encrypt_is_refused_and_both_sides_say_so() {
    NettyTransport old = other(secret.withoutEncryption());

    sendInVain(old);

    assertThat(old.lastRefusal())
        .startsWith(host + " refused: this host does not encrypt what it says, that one does")
        .contains("the same version");
    assertThat(refusalOf(0))
        .startsWith("a host at 127.0.0.1 was refused: it does not encrypt what it says")
        .contains("the same version");
  }

  @Test
  void a_host_that_was_told_not_to_encrypt_is_not_talked_to_and_both_sides_say_so() {
    NettyTransport clear = other(secret.withoutEncryption());

    network.on(1, () -> network.transport(1).send(clear.localAddress(), bytes(3)));
    network.until(1, () -> network.metrics.get(1).value("transport.dials.failed") == 1);

    assertThat(refusalOf(1))
        .startsWith(
            clear.localAddress() + " refused: this host encrypts what it says, that one does not");
    assertThat(clear.lastRefusal())
        .startsWith(
            "a host at 127.0.0.1 was refused: it encrypts what it says, this host does not");
    assertThat(network.metrics.get(1).value("transport.messages.sent")).isZero();
  }

  @Test
  void of_a_host_that_ends_the_connection_before_tls_it_is_said_that_it_may_be_older()
      throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      NodeAddress address = new NodeAddress("127.0.0.1", server.getLocalPort());
      network.on(1, () -> network.transport(1).send(address, bytes(3)));
      try (Socket socket = server.accept()) {
        // As a version does that knows frames alone.
        socket.getInputStream().readNBytes(Frame.HEADER_BYTES);
      }
      network.until(1, () -> network.metrics.get(1).value("transport.dials.failed") == 1);

      assertThat(refusalOf(1)).startsWith(address.toString()).contains("older version");
    }
  }

  @Test
  void older_versions_of_tls_are_refused() throws IOException {
    try (SSLSocket socket = TlsStranger.unshaken(new Socket(host.host(), host.port()), true)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});

      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
    network.until(0, () -> metrics.value("transport.handshakes.refused") == 1);
  }

  @Test
  void who_shows_no_certificate_is_refused() throws Exception {
    SSLContext without = withoutCertificate();
    try (Socket plain = new Socket(host.host(), host.port());
        SSLSocket socket =
            (SSLSocket) without.getSocketFactory().createSocket(plain, "127.0.0.1", 1, true)) {
      socket.setSoTimeout(20_000);
      say(socket, challenge(secret));

      assertThat(answerOf(socket)).isEmpty();
    }
    network.until(0, () -> metrics.value("transport.handshakes.refused") == 1);
  }

  @Test
  void nothing_but_the_proof_is_read_under_tls() throws IOException {
    Hello hello = TcpNetwork.config(5).hello(STRANGER, Lane.CONTROL);
    byte[] introduction = FrameProperties.frame(FrameType.HELLO, 0, hello.encode());
    byte[] message = FrameProperties.frame(FrameType.MESSAGE, 0, bytes(66));
    byte[] right = challenge(secret);
    byte[] guessed = new byte[FrameSeal.TAG_BYTES];

    assertThat(new String(under(introduction), UTF_8)).contains("secret missing");
    assertThat(new String(under(challenge(TcpNetwork.secret(9))), UTF_8))
        .contains("another secret");
    assertThat(under(message)).isEmpty();
    assertThat(under(inClear(secret))).as("a challenge that binds to no certificate").isEmpty();
    assertThat(under(FrameProperties.join(List.of(right, introduction, guessed, message))))
        .hasSizeLessThanOrEqualTo(right.length);
    assertThat(under(new byte[200])).isEmpty();

    network.until(
        0,
        () ->
            metrics.value("transport.handshakes.refused") == 3
                && metrics.value("transport.frames.malformed") == 3);
    assertThat(refusalOf(0)).isNotEmpty();
    assertThat(messages).isEmpty();
  }

  @Test
  void strangers_get_no_more_bytes_than_they_send_or_a_handshake_has() throws IOException {
    Hello hello = TcpNetwork.config(5).hello(STRANGER, Lane.CONTROL);
    byte[] introduction = FrameProperties.frame(FrameType.HELLO, 0, hello.encode());
    byte[] older = inClear(secret);

    assertThat(talk(introduction)).hasSizeLessThanOrEqualTo(introduction.length);
    assertThat(new String(talk(introduction), UTF_8)).contains("secret missing");
    assertThat(talk(older)).hasSizeLessThanOrEqualTo(older.length);
    assertThat(new String(talk(older), UTF_8)).contains("encrypts").contains("same version");
    assertThat(talk(FrameProperties.frame(FrameType.MESSAGE, 0, bytes(1)))).isEmpty();
    assertThat(talk(new byte[200])).isEmpty();
    byte[] recorded = record(bytes(7));
    byte[] clientHello = Arrays.copyOf(recorded, 5 + ByteBuffer.wrap(recorded, 3, 2).getShort());
    try (Socket socket = new Socket(host.host(), host.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(clientHello);
      int first = socket.getInputStream().read(new byte[2 * HANDSHAKE_BYTES]);
      socket.shutdownOutput();
      int rest = socket.getInputStream().readAllBytes().length;

      assertThat(first + rest).isBetween(1, HANDSHAKE_BYTES);
    }
    assertThat(messages).containsExactly(bytes(7));
  }

  private String refusalOf(int each) {
    return ((NettyTransport) network.transport(each)).lastRefusal();
  }

  /** Sends the bytes under TLS; returns what the host answered until it closed. */
  private byte[] under(byte[] bytes) throws IOException {
    try (SSLSocket socket = TlsStranger.handshake(new Socket(host.host(), host.port()), true)) {
      say(socket, bytes);
      return answerOf(socket);
    }
  }

  private static void say(SSLSocket socket, byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException | SSLException closed) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  private static byte[] answerOf(SSLSocket socket) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(answer);
    } catch (SocketException | SSLException closed) {
      assertThat(socket.isConnected()).isTrue();
    }
    return answer.toByteArray();
  }

  private static byte[] challenge(ClusterSecret secret) {
    return challenge(secret, new byte[2 * EphemeralCertificate.FINGERPRINT_BYTES]);
  }

  private static byte[] inClear(ClusterSecret secret) {
    return challenge(secret, new byte[0]);
  }

  private static byte[] challenge(ClusterSecret secret, byte[] fingerprints) {
    Challenge fresh = Challenge.fresh(secret, fingerprints, new Random(1));
    return FrameProperties.frame(FrameType.CHALLENGE, 0, ByteBuffer.wrap(fresh.bytes()));
  }

  private static SSLContext withoutCertificate() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    return context;
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
