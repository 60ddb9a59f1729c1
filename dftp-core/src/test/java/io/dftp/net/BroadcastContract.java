// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static io.dftp.net.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Broadcast} keeps, on a network that is well. */
public abstract class BroadcastContract {

  /** Three hosts on one channel. Made fresh for each test and closed after it. */
  public interface Network extends AutoCloseable {

    /** Returns the loop of the host, 0 to 2. */
    EventLoop loop(int host);

    /** Returns the broadcast port of the host. */
    Broadcast broadcast(int host);

    /** Runs the task on the loop of the host, and returns when it has run. */
    void on(int host, Runnable task);

    /** Lets the network run until the condition holds; it is asked on the loop of the host. */
    void until(int host, BooleanSupplier condition);

    @Override
    void close();
  }

  private Network network;
  private final List<Inbox> inboxes = new ArrayList<>();

  /** Creates the contract. */
  protected BroadcastContract() {}

  /** Makes a channel of three hosts. */
  protected abstract Network newNetwork();

  @BeforeEach
  void listen() {
    network = newNetwork();
    for (int host = 0; host < 3; host++) {
      Inbox inbox = new Inbox(network, host);
      inboxes.add(inbox);
      int listener = host;
      network.on(host, () -> network.broadcast(listener).listen(inbox));
    }
  }

  @AfterEach
  void close() {
    network.close();
  }

  @Test
  void everybody_else_hears_a_broadcast_whole() {
    network.on(0, () -> network.broadcast(0).broadcast(bytes(Broadcast.MAX_PAYLOAD_BYTES, 1)));

    for (int host = 1; host < 3; host++) {
      Inbox inbox = inboxes.get(host);
      network.until(host, () -> !inbox.payloads.isEmpty());
      assertThat(inbox.payloads.get(0)).isEqualTo(bytes(Broadcast.MAX_PAYLOAD_BYTES, 1));
      assertThat(inbox.alwaysOnLoop).isTrue();
    }
  }

  @Test
  void an_answer_to_the_address_heard_reaches_its_sender_alone() {
    network.on(0, () -> network.broadcast(0).broadcast(bytes(10, 1)));
    for (int host = 1; host < 3; host++) {
      Inbox inbox = inboxes.get(host);
      int answerer = host;
      network.until(host, () -> !inbox.payloads.isEmpty());
      network.on(
          host, () -> network.broadcast(answerer).send(inbox.senders.get(0), bytes(20, answerer)));
    }

    network.until(
        0,
        () ->
            inboxes.get(0).payloads.contains(bytes(20, 1))
                && inboxes.get(0).payloads.contains(bytes(20, 2)));
    for (int host = 1; host < 3; host++) {
      assertThat(inboxes.get(host).payloads).containsOnly(bytes(10, 1));
    }
  }

  @Test
  void sends_the_remaining_bytes_and_leaves_the_buffer_as_it_is() {
    ByteBuffer part = bytes(100, 5).position(10).limit(30);
    network.on(0, () -> network.broadcast(0).broadcast(part));

    network.until(1, () -> !inboxes.get(1).payloads.isEmpty());
    assertThat(inboxes.get(1).payloads.get(0)).isEqualTo(bytes(100, 5).position(10).limit(30));
    assertThat(part.position()).isEqualTo(10);
    assertThat(part.limit()).isEqualTo(30);
  }

  /** Keeps what arrives. */
  private static final class Inbox implements Broadcast.Receiver {
    final List<NodeAddress> senders = new CopyOnWriteArrayList<>();
    final List<ByteBuffer> payloads = new CopyOnWriteArrayList<>();
    private final Network network;
    private final int host;
    boolean alwaysOnLoop = true;

    Inbox(Network network, int host) {
      this.network = network;
      this.host = host;
    }

    @Override
    public void received(NodeAddress from, ByteBuffer payload) {
      alwaysOnLoop &= network.loop(host).inEventLoop();
      senders.add(from);
      payloads.add(payload);
    }
  }
}
