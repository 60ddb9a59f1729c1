// SPDX-License-Identifier: Apache-2.0
package io.dftp.chord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.chord.ChordMessage.Target;
import io.dftp.id.Identifier;
import io.dftp.net.Message;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChordMessageCodecTest {

  private static final RingMember ONE = member(1);
  private static final RingMember TWO = member(2);
  private static final Target TARGET = Target.of(ONE);

  private static final List<ChordMessage> MESSAGES =
      List.of(
          new ChordMessage.AskState(TARGET),
          new ChordMessage.AskLife(TARGET),
          new ChordMessage.NotifyYou(TARGET, TWO, null),
          new ChordMessage.NotifyYou(TARGET, TWO, ONE),
          new ChordMessage.NudgeYou(TARGET),
          new ChordMessage.FollowYou(TARGET, TWO),
          new ChordMessage.Farewell(TARGET, TWO, null),
          new ChordMessage.Farewell(TARGET, TWO, ONE),
          new ChordMessage.AskOwner(TARGET, Identifier.of(9)),
          new ChordMessage.WhoAreYou(),
          new ChordMessage.State(null, List.of()),
          new ChordMessage.State(ONE, List.of(TWO, ONE)),
          new ChordMessage.Alive(),
          new ChordMessage.Busy(),
          new ChordMessage.NotMember(),
          new ChordMessage.HandedOver(null, null),
          new ChordMessage.HandedOver(TWO, ONE),
          new ChordMessage.AskFingers(ChordMessage.Target.of(TWO)),
          new ChordMessage.Fingers(List.of(ONE, TWO)),
          new ChordMessage.Surroundings(TWO, List.of(ONE), List.of(), List.of(TWO)),
          new ChordMessage.Surroundings(null, List.of(), List.of(TWO, ONE), List.of()),
          new ChordMessage.FindOwner(
              TARGET, Identifier.of(9), true, 0, new NodeAddress("10.0.0.2", 7), Long.MIN_VALUE),
          new ChordMessage.FindOwner(
              TARGET, Identifier.of(0), false, 255, new NodeAddress("::1", 65535), 3),
          new ChordMessage.OwnerFound(-1, 255, ONE, TWO, List.of(TWO, ONE)),
          new ChordMessage.OwnerFound(4, 0, ONE, ONE, List.of()),
          new ChordMessage.Astray(5, 7, TWO, null),
          new ChordMessage.Astray(6, 0, TWO, ONE),
          new ChordMessage.Positions(List.of(ONE, TWO)));

  @Test
  void everyMessageHasATypeInTheTwoHundreds() {
    assertThat(ChordMessageCodec.types())
        .allSatisfy(type -> assertThat(type.operation()).isBetween(200, 299));
    assertThat(ChordMessageCodec.types().stream().<Class<?>>map(MessageType::type).toList())
        .containsExactlyInAnyOrderElementsOf(
            leaves(ChordMessage.class).distinct().<Class<?>>map(leaf -> leaf).toList());
  }

  @Test
  void everyMessageComesBackFromItsBytes() throws WireFormatException {
    for (ChordMessage message : MESSAGES) {
      WireWriter bytes = new WireWriter(65_536);
      assertThat(roundTrip(typeOf(message), message, bytes)).isEqualTo(message);
    }
    assertThat(MESSAGES.stream().map(Object::getClass).distinct())
        .hasSameSizeAs(ChordMessageCodec.types());
  }

  @Test
  void aListLongerThanAllowedIsRefused() {
    List<RingMember> tooMany =
        IntStream.rangeClosed(0, ChordMessageCodec.MAX_LIST)
            .mapToObj(ChordMessageCodecTest::member)
            .toList();
    ChordMessage message = new ChordMessage.State(null, tooMany);

    assertThatThrownBy(() -> roundTrip(typeOf(message), message, new WireWriter(65_536)))
        .isInstanceOf(WireFormatException.class);
  }

  private static MessageType<?> typeOf(ChordMessage message) {
    return ChordMessageCodec.types().stream()
        .filter(type -> type.type().isInstance(message))
        .findFirst()
        .orElseThrow();
  }

  private static <M extends Message> Message roundTrip(
      MessageType<M> type, ChordMessage message, WireWriter bytes) throws WireFormatException {
    type.encoder().encode(type.type().cast(message), bytes);
    return type.decoder().decode(new WireReader(bytes.toBuffer()));
  }

  private static Stream<Class<?>> leaves(Class<?> family) {
    Class<?>[] permitted = family.getPermittedSubclasses();
    return permitted == null
        ? Stream.of(family)
        : Arrays.stream(permitted).flatMap(ChordMessageCodecTest::leaves);
  }

  private static RingMember member(int id) {
    return new RingMember(Identifier.of(id), 7, new NodeAddress("10.0.0.1", 1 + id));
  }
}
