// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.runtime.DftpException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the network does to order: each fault, and the strictness beyond a real network. */
class SimulatedNetworkTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final NodeAddress A = new NodeAddress("10.0.0.1", 1);
  private static final NodeAddress B = new NodeAddress("10.0.0.2", 1);
  private static final NodeAddress C = new NodeAddress("10.0.0.3", 1);

  private final Simulation simulation = new Simulation(1);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final List<String> heard = new ArrayList<>();
  private final List<Runnable> releases = new ArrayList<>();
  private final SimulatedEndpoint a = endpoint(A);
  private SimulatedEndpoint b = endpoint(B);
  private final SimulatedEndpoint c = endpoint(C);

  private SimulatedEndpoint endpoint(NodeAddress address) {
    SimulatedEndpoint endpoint = network.endpoint(address, simulation.newLoop(address.toString()));
    endpoint.listen(
        new Transport.Receiver() {
          @Override
          public void received(NodeAddress from, ByteBuffer payload) {
            heard.add(name(from) + name(address) + payload.get(0));
          }

          @Override
          public void connectionLost(NodeAddress peer) {
            heard.add(name(address) + " lost " + name(peer));
          }
        });
    endpoint.listenBulk(
        (from, header, content, release) -> {
          heard.add(name(from) + name(address) + " blob " + content.remaining());
          releases.add(release);
        });
    endpoint
        .broadcast()
        .listen((from, payload) -> heard.add(name(from) + name(address) + "*" + payload.get(0)));
    return endpoint;
  }

  private static String name(NodeAddress address) {
    return address.equals(A) ? "a" : address.equals(B) ? "b" : "c";
  }

  private static ByteBuffer number(int value) {
    return ByteBuffer.wrap(new byte[] {(byte) value});
  }

  @Test
  void losesItsShare() {
    network.setFaults(NetworkFaults.none().withLossRate(0.25));
    for (int i = 0; i < 1000; i++) {
      a.send(B, number(i));
    }

    simulation.runFor(SECOND);

    assertThat(heard).hasSizeBetween(700, 800);
  }

  @Test
  void repeatsItsShare() {
    network.setFaults(NetworkFaults.none().withDuplicationRate(0.25));
    for (int i = 0; i < 1000; i++) {
      a.send(B, number(i));
    }

    simulation.runFor(SECOND);

    assertThat(heard).hasSizeBetween(1200, 1300);
  }

  @Test
  void letsMessagesOvertakeEachOther() {
    network.setFaults(NetworkFaults.none().withDelay(Duration.ofMillis(1), Duration.ofMillis(10)));
    for (int i = 0; i < 20; i++) {
      a.send(B, number(i));
    }

    simulation.runFor(SECOND);

    assertThat(heard).hasSize(20).isNotEqualTo(heard.stream().sorted().toList());
  }

  @Test
  void onlyMembersOfAGroupReachEachOther() {
    network.partition(List.of(List.of(A), List.of(B, C)));
    a.send(B, number(1));
    b.send(C, number(2));
    a.broadcast().broadcast(number(3));
    simulation.runFor(SECOND);
    assertThat(heard).containsExactlyInAnyOrder("bc2", "aa*3");

    network.heal();
    a.send(B, number(4));
    simulation.runFor(SECOND);

    assertThat(heard).contains("ab4");
  }

  @Test
  void aCutHasOneDirection() {
    network.cut(A, B);

    a.send(B, number(1));
    b.send(A, number(2));
    simulation.runFor(SECOND);

    assertThat(heard).containsExactly("ba2");
  }

  @Test
  void aBlobAcrossACutFailsInTheEnd() {
    CompletableFuture<Void> there = a.sendBulk(B, number(1), number(1));
    simulation.runFor(SECOND);
    network.cut(B, A);
    releases.get(0).run();
    CompletableFuture<Void> later = a.sendBulk(B, number(1), number(1));

    simulation.runFor(Duration.ofSeconds(20));

    assertThat(there).isCompletedExceptionally();
    assertThat(later).isCompletedExceptionally();
  }

  @Test
  void aHeldBlobFailsWhenItsConnectionIsCut() {
    CompletableFuture<Void> held = a.sendBulk(B, number(1), number(1));
    simulation.runFor(SECOND);

    network.partition(List.of(List.of(A), List.of(B)));
    simulation.runFor(Duration.ofSeconds(20));

    assertThat(held).isCompletedExceptionally();
  }

  @Test
  void someTransfersBreakAndSayThatTheyMayHaveHappened() {
    network.setFaults(NetworkFaults.none().withTransferFailureRate(0.5));
    List<CompletableFuture<Void>> transfers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      transfers.add(a.sendBulk(B, number(1), number(i)));
      simulation.runFor(SECOND);
      releases.forEach(Runnable::run);
      releases.clear();
    }
    simulation.runFor(SECOND);

    long failed = transfers.stream().filter(CompletableFuture::isCompletedExceptionally).count();
    assertThat(failed).isBetween(25L, 75L);
    assertThat(transfers).allMatch(CompletableFuture::isDone);
    assertThat(heard.size()).isGreaterThan((int) (100 - failed));
  }

  @Test
  void peersAreToldOfACrash() {
    a.send(B, number(1));
    simulation.runFor(SECOND);

    network.crash(B);
    simulation.runFor(SECOND);
    a.send(B, number(2));
    simulation.runFor(SECOND);

    assertThat(heard).containsExactly("ab1", "a lost b", "a lost b");
  }

  @Test
  void aNewProcessHearsWhatWasSentToTheOldOne() {
    network.setFaults(NetworkFaults.none().withLossHintRate(0));
    a.send(B, number(1));
    network.crash(B);
    b = endpoint(B);

    simulation.runFor(SECOND);

    assertThat(heard).containsExactly("ab1");
  }

  @Test
  void aPausedHostHearsLate() {
    b.loop().pause();
    a.send(B, number(1));
    simulation.runFor(SECOND);
    assertThat(heard).isEmpty();

    b.loop().resume();
    simulation.runFor(SECOND);

    assertThat(heard).containsExactly("ab1");
  }

  @Test
  void bytesThatChangeAfterTheyWereSentEndTheRun() {
    ByteBuffer bytes = number(1);
    a.send(B, bytes);
    bytes.put(0, (byte) 2);

    assertThatThrownBy(() -> simulation.runFor(SECOND))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("bytes changed");
  }

  @Test
  void releasingTwiceIsRefused() {
    a.sendBulk(B, number(1), number(1));
    simulation.runFor(SECOND);
    releases.get(0).run();

    assertThatThrownBy(() -> releases.get(0).run()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anotherProcessMayNotSendHere() {
    b.loop().execute(() -> a.send(C, number(1)));

    assertThatThrownBy(() -> simulation.runFor(SECOND)).hasMessageContaining("outside its event");
  }

  @Test
  void boundsAreChecked() {
    assertThatThrownBy(() -> a.send(B, ByteBuffer.allocate(Transport.MAX_MESSAGE_BYTES + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> a.broadcast().broadcast(ByteBuffer.allocate(1201)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> a.sendBulk(B, ByteBuffer.allocate(16 * 1024 + 1), number(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> a.sendBulk(B, number(1), ByteBuffer.allocate((8 << 20) + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> network.endpoint(A, simulation.newLoop("second")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBlobCalledOffTooLateFillsTheWindowUntilItsRelease() {
    CompletableFuture<Void> first = a.sendBulk(B, number(1), ByteBuffer.allocate(3 << 20));
    simulation.runFor(SECOND);
    first.cancel(false);
    CompletableFuture<Void> second = a.sendBulk(B, number(1), ByteBuffer.allocate(3 << 20));
    simulation.runFor(SECOND);
    assertThat(heard).hasSize(1);

    releases.get(0).run();
    simulation.runFor(SECOND);

    assertThat(heard).hasSize(2);
    assertThat(second).isNotDone();
  }

  @Test
  void aTransferToNobodyFails() {
    network.crash(B);

    assertThatThrownBy(() -> simulation.await(a.sendBulk(B, number(1), number(1)), SECOND))
        .isInstanceOf(DftpException.class);
    assertThat(c.localAddress()).isEqualTo(C);
  }
}
