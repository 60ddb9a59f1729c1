// SPDX-License-Identifier: Apache-2.0
package io.dftp.bully;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.bully.BullyMessage.Claim;
import io.dftp.bully.BullyMessage.ClaimAck;
import io.dftp.bully.BullyMessage.Coordinator;
import io.dftp.bully.BullyMessage.Election;
import io.dftp.bully.BullyMessage.FeedbackHigher;
import io.dftp.bully.BullyMessage.FeedbackLeaderAlive;
import io.dftp.bully.BullyMessage.Heartbeat;
import io.dftp.bully.BullyMessage.Probe;
import io.dftp.bully.BullyMessage.ProbeAnswer;
import io.dftp.bully.BullyMessage.ProbeRequest;
import io.dftp.bully.BullyMessage.Refusal;
import io.dftp.bully.BullyMessage.Resign;
import io.dftp.bully.BullyMessage.Takeover;
import io.dftp.bully.BullyMessage.WhoIs;
import io.dftp.discovery.Uid;
import io.dftp.net.Broadcast;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each message comes back as it was; other bytes are refused without harm. */
class BullyMessageCodecProperties {

  /** What surrounds a message in a broadcast: magic, version, cluster, operation. */
  private static final int HEADER_BYTES = 15;

  @Property(tries = 300)
  void aMessageComesBackAsItWas(@ForAll("messages") BullyMessage message) throws Exception {
    assertThat(decode(typeOf(message), encode(message))).isEqualTo(message);
  }

  @Property(tries = 300)
  void aCutMessageIsRefused(@ForAll("messages") BullyMessage message, @ForAll int cut) {
    byte[] whole = encode(message);
    byte[] part = Arrays.copyOf(whole, Math.floorMod(cut, whole.length));

    assertThatThrownBy(() -> decode(typeOf(message), part)).isInstanceOf(WireFormatException.class);
  }

  @Property(tries = 500)
  void garbageIsReadOrRefusedButNothingElse(@ForAll byte[] bytes) {
    for (MessageType<? extends BullyMessage> type : BullyMessageCodec.types()) {
      try {
        assertThat(decode(type, bytes)).isInstanceOf(type.type());
      } catch (WireFormatException | IllegalArgumentException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
  }

  @Example
  void everyMessageHasANumberOfThisProtocol() {
    assertThat(BullyMessageCodec.types())
        .extracting(type -> (Object) type.type())
        .containsExactlyInAnyOrder((Object[]) BullyMessage.class.getPermittedSubclasses());
    assertThat(BullyMessageCodec.types())
        .extracting(MessageType::operation)
        .doesNotHaveDuplicates()
        .allMatch(operation -> operation >= 300 && operation <= 399);
  }

  @Example
  void theLongestMessageFitsIntoABroadcast() {
    Contender longest =
        new Contender(
            new Uid(-1, -1),
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            new NodeAddress("h".repeat(255), 65_535),
            "n".repeat(Contender.MAX_NAME_BYTES));
    Epoch epoch = new Epoch(Epoch.MAX_COUNT, new Uid(-1, -1), Long.MAX_VALUE);

    assertThat(encode(new FeedbackLeaderAlive(longest, longest, epoch, new Uid(-1, -1))))
        .hasSizeLessThanOrEqualTo(Broadcast.MAX_PAYLOAD_BYTES - HEADER_BYTES);
  }

  @Provide
  Arbitrary<BullyMessage> messages() {
    Arbitrary<Uid> uids =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Uid::new);
    Arbitrary<Epoch> epochs =
        Combinators.combine(
                Arbitraries.longs().between(0, Epoch.MAX_COUNT), uids, Arbitraries.longs())
            .as(Epoch::new);
    Arbitrary<Contender> contenders =
        Combinators.combine(
                uids,
                Arbitraries.longs(),
                Arbitraries.longs(),
                Arbitraries.integers().between(1, 65_535),
                Arbitraries.strings().ofMaxLength(16))
            .as(
                (uid, priority, incarnation, port, name) ->
                    new Contender(
                        uid, priority, incarnation, new NodeAddress("10.1.2.3", port), name));
    Arbitrary<Integer> attempts = Arbitraries.integers().between(0, 65_535);
    return Combinators.combine(contenders, contenders, epochs, epochs, uids, attempts)
        .flatAs(
            (sender, other, epoch, later, uid, attempt) ->
                Arbitraries.of(
                    List.<BullyMessage>of(
                        new WhoIs(sender),
                        new Election(sender, attempt),
                        new FeedbackHigher(sender),
                        new FeedbackLeaderAlive(sender, other, epoch, uid),
                        new Claim(sender, epoch, attempt),
                        new ClaimAck(sender, epoch),
                        new Refusal(sender, epoch, later),
                        new Coordinator(sender, epoch, uid),
                        new Heartbeat(sender, epoch, uid),
                        new Takeover(sender, epoch),
                        new Resign(sender, epoch, uid),
                        new ProbeRequest(sender, uid, epoch),
                        new Probe(sender, other.address()),
                        new ProbeAnswer(sender, epoch, uid, other.address()))));
  }

  private static MessageType<? extends BullyMessage> typeOf(BullyMessage message) {
    return BullyMessageCodec.types().stream()
        .filter(type -> type.type().isInstance(message))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] encode(BullyMessage message) {
    WireWriter writer = new WireWriter(2_000);
    encodeAs(typeOf(message), message, writer);
    return writer.toBytes();
  }

  private static <M extends BullyMessage> void encodeAs(
      MessageType<M> type, BullyMessage message, WireWriter writer) {
    type.encoder().encode(type.type().cast(message), writer);
  }

  private static BullyMessage decode(MessageType<? extends BullyMessage> type, byte[] bytes)
      throws WireFormatException {
    return type.decoder().decode(new WireReader(ByteBuffer.wrap(bytes)));
  }
}
