// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoreMessageCodecTest {

  private static final ObjectId MAP = new ObjectId(1, -2);
  private static final BlobId BLOB = new BlobId(MAP, 7);
  private static final Bytes HASH = Bytes.wrap(new byte[32]);
  private static final MapSummary SUMMARY =
      new MapSummary(true, Bytes.wrap(new byte[16]), new RowDigest(1, 2, 3, 4));

  static Stream<StoreMessage> messages() {
    return Stream.of(
        new StoreMessage.MapGet(MAP, "na\u00efve"),
        new StoreMessage.MapScan(MAP, "p", "", 5),
        new StoreMessage.MapRows(Bytes.utf8("body")),
        new StoreMessage.MapMutate(MAP, new ObjectId(3, 4), Bytes.EMPTY),
        new StoreMessage.MapOutcome(Bytes.utf8("body")),
        new StoreMessage.MapDelta(MAP, MapSummary.ABSENT, SUMMARY, Bytes.utf8("delta")),
        new StoreMessage.MapDeltaTaken(true),
        new StoreMessage.MapCompare(List.of(MAP, new ObjectId(5, 6))),
        new StoreMessage.MapSummaries(List.of(SUMMARY, MapSummary.ABSENT)),
        new StoreMessage.MapSend(MAP),
        new StoreMessage.MapSent(),
        new StoreMessage.MapPage(MAP, -9, 1, 2),
        new StoreMessage.MapPageTaken(SUMMARY),
        new StoreMessage.BlobPut(BLOB, HASH),
        new StoreMessage.BlobStored(),
        new StoreMessage.BlobGet(BLOB),
        new StoreMessage.BlobContent(false, Bytes.EMPTY),
        new StoreMessage.BlobPresence(List.of(BLOB), true),
        new StoreMessage.BlobsPresent(List.of(true, false)),
        new StoreMessage.BlobSend(BLOB, new NodeAddress("10.0.0.1", 80)),
        new StoreMessage.BlobSent());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageSurvivesTheWire(StoreMessage message) throws WireFormatException {
    MessageCodec codec = new MessageCodec(StoreMessageCodec.types());

    assertThat(codec.fromBytes(codec.toBytes(message, 60_000))).isEqualTo(message);
  }

  @Test
  void everyMessageHasANumberOfTheStore() {
    assertThat(StoreMessageCodec.types())
        .allMatch(type -> type.operation() >= 400 && type.operation() <= 499)
        .map(MessageType::type)
        .map(Class::getName)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(StoreMessage.class.getPermittedSubclasses()).map(Class::getName).toList())
        .containsExactlyInAnyOrderElementsOf(
            messages().map(message -> message.getClass().getName()).toList());
  }

  @Test
  void theLargestQuestionsAndAnswersFitIntoOneMessage() {
    MessageCodec codec = new MessageCodec(StoreMessageCodec.types());
    List<MapSummary> summaries = java.util.Collections.nCopies(StoreMessage.MAX_ASKED, SUMMARY);
    List<BlobId> blobs = java.util.Collections.nCopies(StoreMessage.MAX_ASKED, BLOB);

    assertThat(codec.toBytes(new StoreMessage.MapSummaries(summaries), 65_000).size()).isPositive();
    assertThat(codec.toBytes(new StoreMessage.BlobPresence(blobs, false), 65_000).size())
        .isPositive();
  }
}
