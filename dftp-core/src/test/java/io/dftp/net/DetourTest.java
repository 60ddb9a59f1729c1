// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.CountingMetrics;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedEndpoint;
import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client and a server that do not hear each other, and a third host that hears both. */
class DetourTest {

  record Ask(String body) implements Message {}

  private static final MessageType<Ask> ASK =
      new MessageType<>(
          60_011,
          Ask.class,
          (ask, into) -> into.text(ask.body),
          from -> new Ask(from.text(65_535)));
  private static final MessageCodec CODEC = new MessageCodec(List.of(ASK));

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final NodeAddress CLIENT = new NodeAddress("10.0.0.1", 1);
  private static final NodeAddress SERVER = new NodeAddress("10.0.0.2", 1);
  private static final NodeAddress THIRD = new NodeAddress("10.0.0.3", 1);

  private Simulation simulation = new Simulation(1);
  private SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final CountingMetrics metrics = new CountingMetrics();

  private RequestChannel channel(NodeAddress address) {
    SimulatedEventLoop loop = simulation.newLoop(address.toString());
    SimulatedEndpoint endpoint = network.endpoint(address, loop);
    return new RequestChannel(loop, endpoint, endpoint, CODEC, metrics);
  }

  private RequestChannel cutClient() {
    RequestChannel client = channel(CLIENT);
    RequestChannel server = channel(SERVER);
    channel(THIRD);
    server.on(
        Ask.class,
        (ask, exchange) -> {
          assertThat(exchange.from()).isEqualTo(CLIENT);
          exchange.reply(ask, exchange.content().duplicate());
        });
    network.cut(CLIENT, SERVER);
    network.cut(SERVER, CLIENT);
    return client;
  }

  /** In bytes, and as values. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRequestAndItsAnswerGoThroughTheThird(boolean traced) {
    simulation = traced ? new Simulation(1) : Simulation.untraced(1);
    network = new SimulatedNetwork(simulation, NetworkFaults.none());
    RequestChannel client = cutClient();

    client.detour(SERVER, THIRD);
    Ask answer = simulation.await(client.request(SERVER, new Ask("7"), Ask.class, SECOND), SECOND);

    assertThat(answer.body()).isEqualTo("7");
    assertThat(simulation.now()).isEqualTo(Duration.ofMillis(4));
  }

  @Test
  void whatWasSentBeforeIsSentAgainTheOtherWay() {
    RequestChannel client = cutClient();
    CompletableFuture<Ask> answer = client.request(SERVER, new Ask(""), Ask.class, SECOND);
    simulation.runFor(Duration.ofMillis(100));

    client.detour(SERVER, THIRD);

    assertThat(simulation.await(answer, SECOND)).isNotNull();
  }

  @Test
  void theLongestMessageStillFits() {
    RequestChannel client = cutClient();
    client.detour(SERVER, THIRD);

    Ask answer =
        simulation.await(
            client.request(SERVER, new Ask("x".repeat(61 * 1024)), Ask.class, SECOND), SECOND);

    assertThat(answer.body()).hasSize(61 * 1024);
  }

  @Test
  void blobsGoThroughTheThirdBothWays() {
    RequestChannel client = cutClient();
    client.detour(SERVER, THIRD);
    ByteBuffer blob = ByteBuffer.allocate(1024 * 1024);

    Answer<Ask> answer =
        simulation.await(
            client.request(
                SERVER,
                new Ask(""),
                blob,
                Ask.class,
                CallContext.withTimeout(client.loop(), SECOND)),
            SECOND);

    assertThat(answer.content().remaining()).isEqualTo(1024 * 1024);
  }

  @Test
  void aStraightQuestionTakesNoOtherWay() {
    RequestChannel client = cutClient();
    client.detour(SERVER, THIRD);
    CallContext context = CallContext.withTimeout(client.loop(), SECOND);

    CompletableFuture<Ask> answer = client.requestStraight(SERVER, new Ask(""), Ask.class, context);

    assertThatThrownBy(() -> simulation.await(answer, Duration.ofSeconds(2)))
        .isInstanceOf(NoAnswerException.class);
  }

  /** So that nothing goes in a circle, and nobody speaks for others. */
  @Test
  void nobodyPassesOnWhatAnotherHasPassedOn() {
    cutClient();
    SimulatedEventLoop loop = simulation.newLoop("fourth");
    SimulatedEndpoint fourth = network.endpoint(new NodeAddress("10.0.0.4", 1), loop);
    fourth.listen((from, payload) -> {});
    ByteBuffer inner = Envelope.encode(Envelope.Kind.ONE_WAY, 1, 0, CODEC, new Ask(""));

    loop.execute(
        () -> {
          fourth.send(THIRD, Envelope.encodeForward(CLIENT, SERVER, inner));
          fourth.send(
              THIRD,
              Envelope.encodeForward(
                  fourth.localAddress(),
                  SERVER,
                  Envelope.encodeForward(fourth.localAddress(), SERVER, inner)));
        });
    simulation.runFor(SECOND);

    assertThat(metrics.value("net.messages.malformed")).isEqualTo(2);
    assertThat(metrics.value("net.messages.forwarded")).isZero();
  }
}
