// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Admission where hosts seal what they say and do not encrypt it. */
class UnencryptedAdmissionTest extends AdmissionContract {

  @Override
  ClusterSecret used(ClusterSecret secret) {
    return secret.withoutEncryption();
  }

  @Override
  String whyNotAgain() {
    return "gave no proof of the cluster secret";
  }

  @Override
  int flippedEvery() {
    return 1;
  }

  @Override
  Socket asHost(Socket accepted) {
    return accepted;
  }

  @Override
  boolean isReadableOnTheWay() {
    return true;
  }

  @Test
  void hosts_beyond_loopback_have_to_encrypt() {
    TransportConfig loopback = TcpNetwork.config(5).withSecret(secret);

    for (String host : List.of("127.0.0.2", "localhost", "::1", "0:0:0:0:0:0:0:1")) {
      assertThat(loopback.withHosts(host, "somewhere").secret().encrypts()).isFalse();
    }
    for (String host : List.of("0.0.0.0", "192.0.2.1", "::", "127.0.0.1.example")) {
      assertThatThrownBy(() -> loopback.withHosts(host, "somewhere")).hasMessageContaining(host);
    }
  }

  @Test
  void strangers_get_no_more_bytes_than_they_send() throws IOException {
    Hello hello = TcpNetwork.config(5).hello(STRANGER, Lane.CONTROL);
    byte[] introduction = FrameProperties.frame(FrameType.HELLO, 0, hello.encode());
    byte[] wrong = challenge(TcpNetwork.secret(9));
    byte[] right = challenge(secret);

    assertThat(talk(introduction)).hasSizeLessThanOrEqualTo(introduction.length);
    assertThat(new String(talk(introduction), UTF_8)).contains("secret missing");
    assertThat(talk(wrong)).hasSizeLessThanOrEqualTo(wrong.length);
    assertThat(new String(talk(wrong), UTF_8)).contains("another secret");
    assertThat(talk(right)).hasSizeLessThanOrEqualTo(right.length);
    assertThat(talk(FrameProperties.frame(FrameType.MESSAGE, 0, bytes(1)))).isEmpty();
    assertThat(talk(new byte[200])).isEmpty();
    assertThat(talk(FrameProperties.join(List.of(right, introduction))))
        .hasSizeLessThanOrEqualTo(right.length + introduction.length);
    assertThat(messages).isEmpty();
  }

  @Test
  void the_answer_to_a_challenge_is_never_the_same() throws IOException {
    byte[] challenge = challenge(secret);

    assertThat(talk(challenge)).isNotEqualTo(talk(challenge)).isNotEmpty();
  }

  private static byte[] challenge(ClusterSecret secret) {
    Challenge fresh = Challenge.fresh(secret, new byte[0], new Random(1));
    return FrameProperties.frame(FrameType.CHALLENGE, 0, ByteBuffer.wrap(fresh.bytes()));
  }
}
