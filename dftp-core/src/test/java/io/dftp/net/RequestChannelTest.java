// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedEndpoint;
import io.dftp.sim.SimulatedEventLoop;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A client and a server, with a simulated network between them. */
class RequestChannelTest {

  record Ask(String text) implements Message {}

  record Told(String text) implements Message {}

  record Unserved() implements Message {}

  private static final MessageType<Ask> ASK =
      new MessageType<>(
          60_001, Ask.class, (ask, into) -> into.text(ask.text), from -> new Ask(from.text(100)));
  private static final MessageType<Told> TOLD =
      new MessageType<>(
          60_002,
          Told.class,
          (told, into) -> into.text(told.text),
          from -> new Told(from.text(100)));
  private static final MessageType<Unserved> UNSERVED =
      new MessageType<>(60_003, Unserved.class, (message, into) -> {}, from -> new Unserved());
  private static final MessageCodec CODEC = new MessageCodec(List.of(ASK, TOLD, UNSERVED));

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final NodeAddress CLIENT = new NodeAddress("10.0.0.1", 1);
  private static final NodeAddress SERVER = new NodeAddress("10.0.0.2", 1);

  private final Simulation simulation = new Simulation(1);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final CountingMetrics clientMetrics = new CountingMetrics();
  private final CountingMetrics serverMetrics = new CountingMetrics();
  private final SimulatedEventLoop clientLoop = simulation.newLoop("client");
  private SimulatedEventLoop serverLoop = simulation.newLoop("server");
  private final RequestChannel client = channel(CLIENT, clientLoop, clientMetrics);
  private RequestChannel server = channel(SERVER, serverLoop, serverMetrics);
  private final List<String> handled = new ArrayList<>();

  private RequestChannel channel(
      NodeAddress address, SimulatedEventLoop loop, CountingMetrics metrics) {
    SimulatedEndpoint endpoint = network.endpoint(address, loop);
    return new RequestChannel(loop, endpoint, endpoint, CODEC, metrics);
  }

  private void serveEcho() {
    server.on(
        Ask.class,
        (ask, exchange) -> {
          handled.add(ask.text);
          exchange.reply(new Told(ask.text + "!"));
        });
  }

  private CompletableFuture<Told> ask(String text, Duration timeout) {
    return client.request(SERVER, new Ask(text), Told.class, timeout);
  }

  private CompletableFuture<Answer<Told>> askWithBlob(String text, Duration timeout) {
    return client.request(
        SERVER,
        new Ask(text),
        ByteBuffer.allocate(10),
        Told.class,
        CallContext.withTimeout(clientLoop, timeout));
  }

  private void restartServer() {
    network.crash(SERVER);
    serverLoop = simulation.newLoop("server");
    server = channel(SERVER, serverLoop, serverMetrics);
  }

  @Test
  void aRequestIsAnswered() {
    serveEcho();

    Told told = simulation.await(ask("hello", SECOND), SECOND);

    assertThat(told.text()).isEqualTo("hello!");
    assertThat(simulation.now()).isEqualTo(Duration.ofMillis(2));
  }

  @Test
  void lostMessagesAreSentAgainAndRunOnce() {
    network.setFaults(NetworkFaults.none().withLossRate(0.5).withDuplicationRate(0.3));
    serveEcho();
    List<CompletableFuture<Told>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(ask("q" + i, LONG));
    }

    for (CompletableFuture<Told> answer : answers) {
      simulation.await(answer, LONG);
    }

    assertThat(handled).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void aDuplicatedRequestRunsOnce() {
    network.setFaults(NetworkFaults.none().withDuplicationRate(1));
    serveEcho();

    simulation.await(ask("once", SECOND), SECOND);
    simulation.runFor(SECOND);

    assertThat(handled).containsExactly("once");
    assertThat(clientMetrics.value("net.answers.late")).isPositive();
  }

  @Test
  void silenceEndsAtTheDeadline() {
    network.cut(SERVER, CLIENT);
    serveEcho();

    assertThatThrownBy(() -> simulation.await(ask("anyone", SECOND), LONG))
        .isInstanceOfSatisfying(
            NoAnswerException.class,
            failure -> {
              assertThat(failure.peer()).isEqualTo(SERVER);
              assertThat(failure.outcome()).isEqualTo(Outcome.MAY_HAVE_HAPPENED);
            });
    assertThat(simulation.now()).isEqualTo(SECOND);
    assertThat(handled).containsExactly("anyone");
  }

  @Test
  void callingOffReachesTheServer() {
    List<CallContext> contexts = new ArrayList<>();
    server.on(Ask.class, (ask, exchange) -> contexts.add(exchange.context()));
    CallContext context = CallContext.withTimeout(clientLoop, LONG);
    CompletableFuture<Told> answer = client.request(SERVER, new Ask("slow"), Told.class, context);
    simulation.runFor(Duration.ofMillis(10));
    assertThat(contexts).singleElement().matches(one -> !one.isCancelled());

    context.cancel();
    simulation.runFor(Duration.ofMillis(10));

    assertThat(contexts).singleElement().matches(CallContext::isCancelled);
    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void theServersContextEndsWithTheCallersDeadline() {
    network.cut(CLIENT, SERVER);
    List<CallContext> contexts = new ArrayList<>();
    server.on(Ask.class, (ask, exchange) -> contexts.add(exchange.context()));
    ask("slow", SECOND);
    simulation.runFor(Duration.ofMillis(500));
    network.heal();
    simulation.runFor(Duration.ofMillis(400));

    assertThat(contexts.get(0).remaining()).isLessThanOrEqualTo(Duration.ofMillis(200));
    simulation.runFor(Duration.ofMillis(300));
    assertThat(contexts.get(0).isCancelled()).isTrue();
  }

  @Test
  void contentTravelsBothWays() {
    server.on(
        Ask.class,
        (ask, exchange) -> {
          ByteBuffer doubled = ByteBuffer.allocate(2 * exchange.content().remaining());
          doubled.put(exchange.content().duplicate()).put(exchange.content().duplicate()).flip();
          exchange.reply(new Told("doubled"), doubled);
        });
    CallContext context = CallContext.withTimeout(clientLoop, SECOND);

    Answer<Told> answer =
        simulation.await(
            client.request(
                SERVER,
                new Ask("double"),
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                Told.class,
                context),
            SECOND);

    assertThat(answer.message().text()).isEqualTo("doubled");
    assertThat(answer.content()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 1, 2, 3}));
  }

  @Test
  void aLostAnswerToARequestWithABlobIsAskedForAgain() {
    serveEcho();
    List<CompletableFuture<Answer<Told>>> answers = new ArrayList<>();
    network.setFaults(NetworkFaults.none().withLossRate(0.5));
    for (int i = 0; i < 50; i++) {
      answers.add(askWithBlob("q" + i, LONG));
    }

    for (CompletableFuture<Answer<Told>> answer : answers) {
      simulation.await(answer, LONG);
    }

    assertThat(handled).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void aRequestWithABlobFailsWhenItsServerHasForgottenIt() {
    server.on(
        Ask.class,
        (ask, exchange) -> {
          network.setFaults(NetworkFaults.none().withLossHintRate(0).withLossRate(1));
          exchange.reply(new Told("lost"));
        });
    CompletableFuture<Answer<Told>> answer = askWithBlob("x", LONG);
    simulation.runFor(Duration.ofMillis(10));
    restartServer();
    network.setFaults(NetworkFaults.none());

    assertThatThrownBy(() -> simulation.await(answer, LONG))
        .isInstanceOfSatisfying(
            DftpException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.MAY_HAVE_HAPPENED));
    assertThat(simulation.now()).isLessThan(SECOND);
  }

  @Test
  void aSlowBlobIsNotSentTwice() {
    server.on(
        Ask.class,
        (ask, exchange) -> {
          handled.add(ask.text);
          exchange.reply(new Told("here"), ByteBuffer.allocate(1000));
        });
    network.setFaults(NetworkFaults.none().withDelay(Duration.ofSeconds(2), Duration.ZERO));

    Answer<Told> answer =
        simulation.await(
            client.request(
                SERVER,
                new Ask("slow"),
                ByteBuffer.allocate(0),
                Told.class,
                CallContext.withTimeout(clientLoop, LONG)),
            LONG);

    assertThat(answer.content().remaining()).isEqualTo(1000);
    assertThat(handled).containsExactly("slow");
  }

  @Test
  void anAnswerBeforeTheEndOfTheTransferCounts() {
    network.setFaults(NetworkFaults.none().withDelay(Duration.ofMillis(1), Duration.ofMillis(50)));
    serveEcho();

    for (int i = 0; i < 50; i++) {
      assertThat(simulation.await(askWithBlob("q", LONG), LONG).message().text()).isEqualTo("q!");
    }
  }

  @Test
  void callingOffStopsABlobThatWaitsInTheWindow() {
    network.setFaults(NetworkFaults.none().withDelay(Duration.ofMillis(100), Duration.ZERO));
    server.on(
        Ask.class,
        (ask, exchange) -> exchange.reply(new Told(ask.text), ByteBuffer.allocate(3 << 20)));
    List<CallContext> contexts = new ArrayList<>();
    List<CompletableFuture<Answer<Told>>> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      CallContext context = CallContext.withTimeout(clientLoop, LONG);
      contexts.add(context);
      answers.add(
          client.request(SERVER, new Ask("q" + i), ByteBuffer.allocate(0), Told.class, context));
    }
    simulation.runFor(Duration.ofMillis(50));

    contexts.get(1).cancel();

    // The first takes 225 ms on the way; the last follows when its window is free, at 325 ms.
    simulation.await(answers.get(2), Duration.ofMillis(450));
    assertThatThrownBy(() -> simulation.await(answers.get(1), SECOND))
        .isInstanceOf(NoAnswerException.class);
  }

  @Test
  void aRequestThatIsTooLongIsRefusedAtOnceAndForgotten() {
    MessageCodec codec =
        new MessageCodec(
            List.of(
                new MessageType<>(
                    60_001,
                    Ask.class,
                    (ask, into) -> into.raw(new byte[70_000]),
                    from -> new Ask("x"))));
    SimulatedEventLoop loop = simulation.newLoop("sender");
    SimulatedEndpoint endpoint = network.endpoint(new NodeAddress("10.0.0.3", 1), loop);
    RequestChannel sender = new RequestChannel(loop, endpoint, endpoint, codec, clientMetrics);

    assertThatThrownBy(() -> sender.request(SERVER, new Ask("x"), Told.class, SECOND))
        .isInstanceOf(java.nio.BufferOverflowException.class);
    sender.close();
  }

  @Test
  void aHandlersFailureTravelsBackWithItsOutcome() {
    server.on(
        Ask.class,
        (ask, exchange) -> {
          throw new DftpException(Outcome.ASK_ELSEWHERE, "not mine");
        });

    assertThatThrownBy(() -> simulation.await(ask("x", SECOND), SECOND))
        .isInstanceOfSatisfying(
            RemoteFailureException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.ASK_ELSEWHERE))
        .hasMessageContaining("not mine");
  }

  @Test
  void anUnreachablePeerIsGivenUpBeforeTheDeadline() {
    network.crash(SERVER);

    assertThatThrownBy(() -> simulation.await(ask("x", LONG), LONG))
        .isInstanceOf(NoAnswerException.class)
        .hasMessageContaining("cannot be reached");
    assertThat(simulation.now()).isLessThan(SECOND);
  }

  /** A peer that counts as gone by one request is not worth the others. */
  @Test
  void aRequestCalledOffByTheEndOfAnotherIsNotSentAgain() {
    serveEcho();
    network.crash(SERVER);
    CallContext context = CallContext.withTimeout(clientLoop, LONG);
    List<CompletableFuture<Told>> second = new ArrayList<>();
    client.onConnectionLost(
        peer -> {
          if (second.isEmpty()) {
            second.add(client.request(SERVER, new Ask("second"), Told.class, context));
          }
        });
    CompletableFuture<Told> first =
        ask("first", LONG).whenComplete((told, failure) -> context.cancel());
    simulation.runUntil(first::isDone, LONG);

    restartServer();
    simulation.runFor(LONG.multipliedBy(2));

    assertThat(second).singleElement().matches(CompletableFuture::isCompletedExceptionally);
    assertThat(serverMetrics.value("net.requests.expired")).isZero();
  }

  @Test
  void aRequestWhoseContextWasClosedEndsAtItsDeadline() {
    network.crash(SERVER);
    network.setFaults(NetworkFaults.none().withLossHintRate(0));
    CallContext context = CallContext.withTimeout(clientLoop, SECOND);
    CompletableFuture<Told> asked = client.request(SERVER, new Ask("x"), Told.class, context);
    context.close();

    simulation.runFor(SECOND.multipliedBy(2));

    assertThat(asked).isCompletedExceptionally();
  }

  @Test
  void oneLostConnectionDoesNotFailARequest() {
    server.on(Ask.class, (ask, exchange) -> handled.add(ask.text));
    CompletableFuture<Told> answer = ask("x", LONG);
    simulation.runFor(Duration.ofMillis(10));
    restartServer();
    serveEcho();

    assertThat(simulation.await(answer, LONG).text()).isEqualTo("x!");
    assertThat(simulation.now()).isLessThan(Duration.ofMillis(100));
    assertThat(handled).containsExactly("x", "x");
  }

  @Test
  void malformedAndUnknownMessagesAreCounted() {
    serveEcho();
    SimulatedEventLoop strangerLoop = simulation.newLoop("stranger");
    SimulatedEndpoint stranger = network.endpoint(new NodeAddress("10.0.0.3", 1), strangerLoop);
    stranger.listen((from, payload) -> {});
    stranger.listenBulk((from, header, content, release) -> release.run());

    stranger.send(SERVER, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    stranger.send(SERVER, head(60_999, 1).toBuffer());
    stranger.send(SERVER, head(60_003, 1).toBuffer());
    stranger.send(SERVER, head(60_001, 9).toBuffer());
    CompletableFuture<Void> sent =
        stranger.sendBulk(SERVER, head(60_999, 1).toBuffer(), ByteBuffer.allocate(10));
    simulation.await(sent, SECOND);

    assertThat(serverMetrics.value("net.messages.malformed")).isEqualTo(5);
    assertThat(handled).isEmpty();
  }

  @Test
  void anExpiredRequestIsNotRun() {
    serveEcho();
    SimulatedEndpoint stranger =
        network.endpoint(new NodeAddress("10.0.0.3", 1), simulation.newLoop("stranger"));
    stranger.listen((from, payload) -> {});
    WireWriter expired = new WireWriter(100).u16(60_001).u8(1).i64(7).i32(0).text("late");

    stranger.send(SERVER, expired.toBuffer());
    simulation.runFor(SECOND);

    assertThat(handled).isEmpty();
    assertThat(serverMetrics.value("net.requests.expired")).isEqualTo(1);
  }

  @Test
  void onlyTheOneAskedMayAnswer() {
    List<Long> ids = new ArrayList<>();
    NodeAddress observed = new NodeAddress("10.0.0.3", 1);
    SimulatedEndpoint observer = network.endpoint(observed, simulation.newLoop("observer"));
    observer.listen((from, payload) -> ids.add(payload.getLong(3)));
    CompletableFuture<Told> answer =
        client.request(observed, new Ask("secret"), Told.class, SECOND);
    simulation.runFor(Duration.ofMillis(10));
    SimulatedEndpoint stranger =
        network.endpoint(new NodeAddress("10.0.0.4", 1), simulation.newLoop("stranger"));
    stranger.listen((from, payload) -> {});

    stranger.send(
        CLIENT, new WireWriter(100).u16(60_002).u8(2).i64(ids.get(0)).i32(0).text("x").toBuffer());
    simulation.runFor(Duration.ofMillis(10));

    assertThat(answer).isNotDone();
    assertThat(clientMetrics.value("net.answers.late")).isEqualTo(1);
  }

  @Test
  void anAnswerOfAnotherTypeFailsTheRequest() {
    server.on(Ask.class, (ask, exchange) -> exchange.reply(new Unserved()));

    assertThatThrownBy(() -> simulation.await(ask("x", SECOND), SECOND))
        .isInstanceOf(DftpException.class)
        .hasMessageContaining("Unserved");
  }

  @Test
  void closingFailsWhatWaits() {
    CompletableFuture<Told> answer = ask("x", LONG);

    client.close();

    assertThat(answer).isCompletedExceptionally();
    assertThatThrownBy(() -> simulation.await(ask("y", LONG), SECOND))
        .isInstanceOfSatisfying(
            DftpException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.DID_NOT_HAPPEN));
  }

  @Test
  void aRequestThatIsNotAnsweredIsClosedAtTheServer() {
    server.on(
        Ask.class,
        (ask, exchange) ->
            exchange
                .context()
                .onCancelled(
                    () ->
                        exchange.fail(
                            new CancelledException(Outcome.DID_NOT_HAPPEN, "called off"))));
    CompletableFuture<Told> answer = ask("x", SECOND);

    simulation.runFor(Duration.ofSeconds(2));

    assertThat(answer).isCompletedExceptionally();
  }

  private static WireWriter head(int operation, int kind) {
    return new WireWriter(100).u16(operation).u8(kind).i64(7).i32(1000);
  }
}
