// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.Message;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.runtime.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  private static final NodeAddress HOST = new NodeAddress("10.0.0.1", 80);
  private static final OperationId OPERATION = new OperationId(-7, 9, 2);
  private static final Term TERM = new Term(4, HOST);
  private static final MapStanding STANDING = new MapStanding(SUMMARY, true, Optional.of(TERM));
  private static final Arc ARC = new Arc(Identifier.of(3), Identifier.of(9));
  private static final Promises.Segment SEGMENT =
      new Promises.Segment(
          ARC,
          new Promise(
              TERM,
              true,
              List.of(new Holder(HOST, 8)),
              List.of(new NodeAddress("10.0.0.2", 80)),
              List.of(
                  new Promise.Earlier(new Term(3, HOST), false, List.of(new Holder(HOST, 8))))));

  static Stream<Message> messages() {
    return Stream.of(
        new StoreMessage.MapGet(MAP, "na\u00efve"),
        new StoreMessage.MapScan(MAP, "p", "", 5),
        new StoreMessage.MapRows(Bytes.utf8("body")),
        new StoreMessage.MapElsewhere(Optional.of(HOST)),
        new StoreMessage.MapUnknown(),
        new StoreMessage.MapStandingOf(MAP, "name", List.of(OPERATION.dot(0))),
        new StoreMessage.AuditAsk(),
        new StoreMessage.AuditTold(new AuditMark(1, 2, 3, 4)),
        new StoreMessage.ContentsEnded(List.of(MAP)),
        new StoreMessage.ContentsNoted(),
        new StoreMessage.MapTry(MAP, Bytes.utf8("body")),
        new StoreMessage.MapVoid(MAP, OPERATION, 3, true),
        new StoreMessage.MapTried(Bytes.utf8("body")),
        new StoreMessage.MapPrepare(
            MAP, TERM, true, SUMMARY, List.of(OPERATION), Bytes.utf8("changes")),
        new StoreMessage.MapPrepared(true),
        new StoreMessage.TermRefused(SEGMENT),
        new StoreMessage.MapCommit(MAP, TERM, List.of(OPERATION)),
        new StoreMessage.MapCompare(List.of(MAP, new ObjectId(5, 6))),
        new StoreMessage.MapStandings(List.of(STANDING, MapStanding.ABSENT), 7),
        new StoreMessage.MapSend(MAP),
        new StoreMessage.MapSent(),
        new StoreMessage.MapPage(MAP, -9, 1, 2),
        new StoreMessage.MapPageTaken(STANDING),
        new StoreMessage.MapCovered(MAP, Bytes.utf8("context")),
        new StoreMessage.MapCovers(true),
        new ArcMessage.ArcAsk(ARC, SEGMENT.promise(), List.of(12L)),
        new ArcMessage.ArcPromised(Bytes.utf8("before"), true, List.of(12L), 5),
        new ArcMessage.ArcLook(ARC),
        new ArcMessage.ArcLooked(true),
        new ArcMessage.ArcLease(ARC, TERM),
        new ArcMessage.ArcLeased(List.of(SEGMENT)),
        new ArcMessage.ArcReturn(TERM),
        new ArcMessage.ArcOwner(ARC),
        new ArcMessage.ArcOwned(true),
        new ArcMessage.ArcSettled(ARC, SEGMENT.promise()),
        new ArcMessage.ArcMaps(ARC, List.of(MAP)),
        new ArcMessage.ArcMapList(List.of(MAP)),
        new ArcMessage.HolderAsk(),
        new ArcMessage.HolderFit(false, 6),
        new ArcMessage.ArcDeputy(ARC, true),
        new ArcMessage.ArcDeputyTaken(),
        new StoreMessage.BlobPut(BLOB, HASH),
        new StoreMessage.BlobStored(true),
        new StoreMessage.BlobGet(BLOB),
        new StoreMessage.BlobContent(false, Bytes.EMPTY),
        new StoreMessage.BlobPresence(List.of(BLOB), true),
        new StoreMessage.BlobsPresent(List.of(true, false)),
        new StoreMessage.BlobDamage(List.of(BLOB)),
        new StoreMessage.BlobSend(BLOB, new NodeAddress("10.0.0.1", 80)),
        new StoreMessage.BlobSent());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageSurvivesTheWire(Message message) throws WireFormatException {
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
            Stream.of(StoreMessage.class, ArcMessage.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .map(Class::getName)
                .toList())
        .containsExactlyInAnyOrderElementsOf(
            messages().map(message -> message.getClass().getName()).toList());
  }

  @Test
  void theLargestQuestionsAndAnswersFitIntoOneMessage() {
    MessageCodec codec = new MessageCodec(StoreMessageCodec.types());
    List<MapStanding> standings = java.util.Collections.nCopies(StoreMessage.MAX_ASKED, STANDING);
    List<BlobId> blobs = java.util.Collections.nCopies(StoreMessage.MAX_ASKED, BLOB);

    assertThat(codec.toBytes(new StoreMessage.MapStandings(standings, 7), 65_000).size())
        .isPositive();
    assertThat(codec.toBytes(new StoreMessage.BlobPresence(blobs, false), 65_000).size())
        .isPositive();
  }
}
