// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.CallContext;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.SimulatedProcess;
import io.dftp.sim.Simulation;
import io.dftp.store.StoreMessage.MapPage;
import io.dftp.store.StoreMessage.MapPageTaken;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a host holds of copies of maps that have not arrived whole. */
class StateCollectorTest {

  private static final int PAGE = 16_000;
  private static final NodeAddress RECEIVER = new NodeAddress("10.0.0.1", 4000);
  private static final NodeAddress SENDER = new NodeAddress("10.0.0.2", 4000);
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final List<Row> ROWS =
      List.of(
          new Row("a", new Dot(5, 1), Bytes.utf8("1")),
          new Row("b", new Dot(5, 2), Bytes.utf8("2")));

  private final Simulation simulation = new Simulation(71);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final SimulatedHost<RequestChannel> receiver =
      new SimulatedHost<>(network, RECEIVER, this::receiving);
  private final SimulatedHost<RequestChannel> sender =
      new SimulatedHost<>(network, SENDER, StateCollectorTest::channel);

  StateCollectorTest() {
    receiver.start();
    sender.start();
  }

  private RequestChannel receiving(SimulatedProcess process) {
    RequestChannel channel = channel(process);
    WatchedDisk disk =
        new WatchedDisk(
            process.store(), process.loop(), RECEIVER, StoreConfig.defaults(), process.metrics());
    StoreEnvironment env =
        new StoreEnvironment(
            process.loop(),
            channel,
            mock(Placement.class),
            disk,
            disk,
            process.workers(),
            StoreConfig.defaults(),
            process.metrics(),
            new ByteBudget(1 << 20),
            new ByteBudget(1 << 20));
    // Room for three pages, more or less.
    StateCollector collector =
        new StateCollector(
            env,
            new MapTable(env, new OperationNames(process.loop().random(), process.metrics())),
            (map, from, copy, news) -> {},
            3 * PAGE + PAGE / 2);
    channel.on(MapPage.class, collector::take);
    return channel;
  }

  private static RequestChannel channel(SimulatedProcess process) {
    return process.newChannel(new MessageCodec(StoreMessageCodec.types()));
  }

  @Test
  void everyPageCountsAndNotOnlyTheFirstOfACopy() {
    await(send(1, 0));
    await(send(2, 0));
    await(send(2, 1));

    assertThatThrownBy(() -> await(send(1, 1))).hasMessageContaining("too many copies");

    // The refused copy is thrown away, so that the other one can end.
    await(send(2, 2));
  }

  @Test
  void aSingleCopyMayBeLargerThanTheRoomForSeveral() {
    for (int page = 0; page < 6; page++) {
      assertThat(await(send(1, page)).joined()).isEqualTo(MapStanding.ABSENT);
    }
  }

  @Test
  void whatNeverBecomesWholeIsForgotten() {
    await(send(1, 0));
    await(send(1, 1));
    await(send(1, 2));
    simulation.runFor(Duration.ofSeconds(61));

    await(send(2, 0));
    await(send(2, 1));
    await(send(2, 2));
  }

  /** Rows that are missing in it would look like removed ones. */
  @Test
  void aCopyThatDoesNotMatchItsDigestIsNotJoined() {
    assertThatThrownBy(() -> await(sendWhole(List.of(ROWS.get(0)), 0)))
        .hasMessageContaining("digest");
    assertThat(receiver.disk().durableRows()).isEmpty();

    assertThat(await(sendWhole(ROWS, 0)).joined().summary().exists()).isTrue();
    assertThat(receiver.disk().durableRows()).containsKey(MapKeys.head(new ObjectId(0, 9)));
  }

  @Test
  void aCopyWhosePagesDoNotFollowOneAnotherIsNotJoined() {
    await(sendWhole(List.of(ROWS.get(0)), 3));

    assertThatThrownBy(() -> await(sendPage(List.of(ROWS.get(1)), 2, 3)))
        .hasMessageContaining("out of order");
    assertThat(receiver.disk().durableRows()).isEmpty();
  }

  /** Sends the first page of a copy of both rows, or all of it. */
  private CompletableFuture<MapPageTaken> sendWhole(List<Row> rows, int pages) {
    return sendPage(rows, 0, Math.max(1, pages));
  }

  private CompletableFuture<MapPageTaken> sendPage(List<Row> rows, int page, int pages) {
    WireWriter into = new WireWriter(2 * PAGE);
    if (page == 0) {
      MapState whole = new MapState();
      whole.union(ROWS.stream().map(StampedRow::of).toList());
      new MapHead(
              CausalContext.EMPTY.plus(ROWS.stream().map(Row::dot).toList()),
              whole.digest(),
              new Verdicts(),
              Optional.empty())
          .write(into);
      StoreWire.writeChanges(List.of(), into);
    }
    StoreWire.writeRows(rows, into);
    CallContext context = CallContext.withTimeout(sender.process().loop(), SOON);
    return sender
        .program()
        .request(
            RECEIVER,
            new MapPage(new ObjectId(0, 9), 9, page, pages),
            into.toBuffer(),
            MapPageTaken.class,
            context)
        .thenApply(answer -> answer.message());
  }

  private CompletableFuture<MapPageTaken> send(long transfer, int page) {
    WireWriter into = new WireWriter(2 * PAGE);
    if (page == 0) {
      MapHead.EMPTY.write(into);
      StoreWire.writeChanges(List.of(), into);
    }
    Row row = new Row("n" + page, new Dot(transfer, page + 1), Bytes.wrap(new byte[PAGE]));
    StoreWire.writeRows(List.of(row), into);
    ByteBuffer content = into.toBuffer();
    CallContext context = CallContext.withTimeout(sender.process().loop(), SOON);
    return sender
        .program()
        .request(
            RECEIVER,
            new MapPage(new ObjectId(0, transfer), transfer, page, 10),
            content,
            MapPageTaken.class,
            context)
        .thenApply(answer -> answer.message());
  }

  private <T> T await(CompletableFuture<T> result) {
    return simulation.await(result, SOON.multipliedBy(2));
  }
}
