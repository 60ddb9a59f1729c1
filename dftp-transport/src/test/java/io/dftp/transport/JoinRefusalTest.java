// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.chord.ChordConfig;
import io.dftp.chord.ChordMessageCodec;
import io.dftp.chord.ChordNode;
import io.dftp.chord.VirtualNodes;
import io.dftp.failure.FailureConfig;
import io.dftp.failure.FailureMessage;
import io.dftp.failure.PeerMonitor;
import io.dftp.id.KeyHasher;
import io.dftp.net.MessageCodec;
import io.dftp.net.MessageType;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.CancelledException;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.SingleThreadEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who cannot join over TCP is told why: nobody there is another thing than a refusal. */
class JoinRefusalTest {

  private static final Duration JOIN_WITHIN = Duration.ofSeconds(3);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void whoIsOfAnotherClusterIsToldSo() throws Exception {
    Host member = new Host("mine", 1);
    member.loop.execute(member.node::create);
    Host stranger = new Host("theirs", 2);

    assertThatThrownBy(() -> stranger.join(member.transport.localAddress()))
        .hasCauseInstanceOf(CancelledException.class)
        .hasMessageContaining("not joined in time")
        .hasMessageContaining(
            member.transport.localAddress() + " refused: it belongs to another cluster");
  }

  @Test
  void whoFindsNobodyIsToldSo() throws Exception {
    Host gone = new Host("mine", 1);
    gone.transport.close();
    Host late = new Host("mine", 2);

    assertThatThrownBy(() -> late.join(gone.transport.localAddress()))
        .hasCauseInstanceOf(CancelledException.class)
        .hasMessageContaining("not joined in time")
        .hasMessageContaining(gone.transport.localAddress() + " cannot be reached")
        .hasMessageNotContaining("refused");
  }

  @Test
  void whoCallsFromAnotherThreadIsToldSo() throws Exception {
    Host host = new Host("mine", 1);

    assertThatThrownBy(host.node::create)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("confined to its event loop");
    assertThatThrownBy(
            () -> host.transport.send(host.transport.localAddress(), ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("confined to its event loop");
  }

  /** One position over TCP. */
  private final class Host {
    private final SingleThreadEventLoop loop;
    private final NettyTransport transport;
    private final ChordNode node;

    Host(String cluster, int number) throws IOException {
      CountingMetrics metrics = new CountingMetrics();
      loop = new SingleThreadEventLoop("host-" + number, new Random(number));
      opened.add(loop);
      transport =
          NettyTransport.start(
              TransportConfig.loopback(cluster, TcpNetwork.config(number).uid(), 1), loop, metrics);
      opened.add(transport);
      node = loop.call(() -> CompletableFuture.completedFuture(position(number, metrics))).join();
      // Any thread may close, and more than once.
      opened.add(node);
      opened.add(node);
    }

    private ChordNode position(int number, CountingMetrics metrics) {
      List<MessageType<?>> types = new ArrayList<>(ChordMessageCodec.types());
      types.addAll(FailureMessage.types());
      RequestChannel channel =
          new RequestChannel(loop, transport, transport, new MessageCodec(types), metrics);
      PeerMonitor monitor = new PeerMonitor(channel, FailureConfig.lan(), metrics);
      return new VirtualNodes(channel, monitor, ChordConfig.lan(), metrics)
          .add(KeyHasher.hash("host " + number), 1);
    }

    void join(NodeAddress contact) throws Exception {
      loop.call(() -> node.join(List.of(contact), CallContext.withTimeout(loop, JOIN_WITHIN)))
          .get(20, TimeUnit.SECONDS);
    }
  }
}
