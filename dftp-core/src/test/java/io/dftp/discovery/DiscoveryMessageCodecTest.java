// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.discovery.DiscoveryMessage.Announce;
import io.dftp.discovery.DiscoveryMessage.Discover;
import io.dftp.discovery.DiscoveryMessage.EntryPoint;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each message comes back as it was, and an answer is never longer than its question. */
class DiscoveryMessageCodecTest {

  private static final NodeAddress LONGEST = new NodeAddress("h".repeat(255), 65_535);
  private static final String NAME = "n".repeat(HostInfo.MAX_NAME_BYTES);
  private static final HostInfo HOST =
      new HostInfo(new Uid(-1, 2), 3, 4, LONGEST, new Uid(5, 6), 7, NAME);
  private static final List<DiscoveryMessage> MESSAGES =
      List.of(
          new Discover(new Starter(new Uid(1, -2), 9, LONGEST, NAME)),
          new EntryPoint(HOST),
          new Announce(HOST));

  @Test
  void aMessageComesBackAsItWas() throws WireFormatException {
    for (DiscoveryMessage message : MESSAGES) {
      assertThat(decode(typeOf(message), encode(message))).isEqualTo(message);
    }
  }

  @Test
  void aCutMessageIsRefused() {
    for (DiscoveryMessage message : MESSAGES) {
      byte[] whole = encode(message);
      for (int length = 0; length < whole.length; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> decode(typeOf(message), part))
            .isInstanceOf(WireFormatException.class);
      }
    }
  }

  @Test
  void theLongestAnswerIsNotLongerThanTheShortestQuestion() {
    byte[] question = encode(new Discover(new Starter(Uid.NONE, 0, new NodeAddress("h", 1), "")));

    assertThat(encode(new EntryPoint(HOST))).hasSizeLessThanOrEqualTo(question.length);
  }

  @Test
  void everyMessageHasANumberOfThisProtocol() {
    assertThat(DiscoveryMessageCodec.types())
        .extracting(type -> (Object) type.type())
        .containsExactlyInAnyOrder((Object[]) DiscoveryMessage.class.getPermittedSubclasses());
    assertThat(DiscoveryMessageCodec.types())
        .extracting(MessageType::operation)
        .containsExactly(100, 101, 102);
  }

  @Test
  void aHostOfNoRingSizeIsRefused() {
    assertThatThrownBy(
            () -> new HostInfo(Uid.NONE, 1, 1, new NodeAddress("h", 1), Uid.NONE, 0, "n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ringHosts");
  }

  private static MessageType<? extends DiscoveryMessage> typeOf(DiscoveryMessage message) {
    return DiscoveryMessageCodec.types().stream()
        .filter(type -> type.type().isInstance(message))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] encode(DiscoveryMessage message) {
    WireWriter writer = new WireWriter(1_200);
    encodeAs(typeOf(message), message, writer);
    return writer.toBytes();
  }

  private static <M extends DiscoveryMessage> void encodeAs(
      MessageType<M> type, DiscoveryMessage message, WireWriter writer) {
    type.encoder().encode(type.type().cast(message), writer);
  }

  private static DiscoveryMessage decode(MessageType<? extends DiscoveryMessage> type, byte[] bytes)
      throws WireFormatException {
    return type.decoder().decode(new WireReader(ByteBuffer.wrap(bytes)));
  }
}
