// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.runtime.CountingMetrics;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedEndpoint;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastChannelTest {

  record Shout(String text) implements Message {}

  record Unheard() implements Message {}

  private static final MessageCodec CODEC =
      new MessageCodec(
          List.of(
              new MessageType<>(
                  60_001,
                  Shout.class,
                  (shout, into) -> into.text(shout.text),
                  from -> new Shout(from.text(2000))),
              new MessageType<>(
                  60_002, Unheard.class, (message, into) -> {}, from -> new Unheard())));

  private final Simulation simulation = new Simulation(1);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.none());
  private final CountingMetrics metrics = new CountingMetrics();
  private final List<String> heard = new ArrayList<>();
  private final BroadcastChannel first = channel(1, "cluster");
  private final BroadcastChannel second = channel(2, "cluster");
  private final BroadcastChannel stranger = channel(3, "another");

  private static NodeAddress address(int host) {
    return new NodeAddress("10.0.0." + host, 1);
  }

  private SimulatedEndpoint endpoint(int host) {
    return network.endpoint(address(host), simulation.newLoop("host " + host));
  }

  private BroadcastChannel channel(int host, String cluster) {
    BroadcastChannel channel =
        new BroadcastChannel(endpoint(host).broadcast(), CODEC, cluster, metrics);
    channel.on(Shout.class, (from, shout) -> heard.add(from.host() + ">" + host + shout.text));
    return channel;
  }

  @Test
  void everyMemberOfTheClusterHearsABroadcastAndNobodyElse() {
    first.broadcast(new Shout("!"));
    simulation.runFor(Duration.ofSeconds(1));

    assertThat(heard).containsExactlyInAnyOrder("10.0.0.1>1!", "10.0.0.1>2!");
    assertThat(metrics.value("net.broadcast.othercluster")).isEqualTo(1);
    assertThat(metrics.value("net.broadcast.malformed")).isZero();
  }

  @Test
  void aMessageToOneHostIsHeardThereAlone() {
    second.send(address(1), new Shout("?"));
    stranger.send(address(1), new Shout("?"));
    simulation.runFor(Duration.ofSeconds(1));

    assertThat(heard).containsExactly("10.0.0.2>1?");
  }

  @Test
  void whatIsNoMessageIsCountedAndDropped() {
    Broadcast raw = endpoint(4).broadcast();
    raw.send(address(1), ByteBuffer.wrap(new byte[] {1, 2}));
    raw.send(address(1), ByteBuffer.allocate(50));

    second.send(address(1), new Unheard());
    simulation.runFor(Duration.ofSeconds(1));

    assertThat(metrics.value("net.broadcast.malformed")).isEqualTo(2);
    assertThat(metrics.value("net.broadcast.unhandled")).isEqualTo(1);
    assertThat(heard).isEmpty();
  }

  @Test
  void whatDoesNotFitADatagramIsRefused() {
    assertThatThrownBy(() -> first.broadcast(new Shout("x".repeat(1200))))
        .isInstanceOf(BufferOverflowException.class);
  }
}
