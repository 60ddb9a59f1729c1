// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Transport} keeps, on a network that is well. */
public abstract class TransportContract {

  private PortNetwork network;
  private final List<Inbox> inboxes = new ArrayList<>();

  /** Creates the contract. */
  protected TransportContract() {}

  /** Makes a network of three hosts. */
  protected abstract PortNetwork newNetwork();

  @BeforeEach
  void listen() {
    network = newNetwork();
    for (int host = 0; host < 3; host++) {
      Inbox inbox = new Inbox(network, host);
      inboxes.add(inbox);
      int listener = host;
      network.on(host, () -> network.transport(listener).listen(inbox));
    }
  }

  @AfterEach
  void close() {
    network.close();
  }

  @Test
  void delivers_a_message_with_the_address_of_its_sender() {
    send(0, 1, bytes(100, 7));

    network.until(1, () -> inbox(1).messages.size() == 1);
    assertThat(inbox(1).messages).containsExactly(bytes(100, 7));
    assertThat(inbox(1).senders).containsExactly(address(0));
  }

  @Test
  void delivers_an_answer_to_the_address_of_the_sender() {
    send(0, 1, bytes(10, 1));
    network.until(1, () -> inbox(1).messages.size() == 1);

    network.on(1, () -> network.transport(1).send(inbox(1).senders.get(0), bytes(20, 2)));

    network.until(0, () -> inbox(0).messages.size() == 1);
    assertThat(inbox(0).messages).containsExactly(bytes(20, 2));
    assertThat(inbox(0).senders).containsExactly(address(1));
  }

  @Test
  void delivers_the_shortest_and_the_longest_message() {
    send(0, 1, bytes(0, 0));
    send(0, 1, bytes(Transport.MAX_MESSAGE_BYTES, 3));

    network.until(1, () -> inbox(1).messages.size() == 2);
    assertThat(inbox(1).messages)
        .containsExactlyInAnyOrder(bytes(0, 0), bytes(Transport.MAX_MESSAGE_BYTES, 3));
  }

  @Test
  void sends_the_remaining_bytes_and_leaves_the_buffer_as_it_is() {
    ByteBuffer part = bytes(100, 5).position(10).limit(30);
    send(0, 1, part);

    network.until(1, () -> inbox(1).messages.size() == 1);
    assertThat(inbox(1).messages.get(0)).isEqualTo(bytes(100, 5).position(10).limit(30));
    assertThat(part.position()).isEqualTo(10);
    assertThat(part.limit()).isEqualTo(30);
  }

  @Test
  void delivers_to_oneself_but_never_from_within_the_call() {
    network.on(
        0,
        () -> {
          network.transport(0).send(address(0), bytes(5, 9));
          assertThat(inbox(0).messages).isEmpty();
        });

    network.until(0, () -> inbox(0).messages.size() == 1);
    assertThat(inbox(0).messages).containsExactly(bytes(5, 9));
    assertThat(inbox(0).senders).containsExactly(address(0));
  }

  @Test
  void delivers_on_the_loop_of_the_receiver() {
    send(0, 1, bytes(1, 1));
    send(1, 1, bytes(1, 1));

    network.until(1, () -> inbox(1).messages.size() == 2);
    assertThat(inbox(1).alwaysOnLoop).isTrue();
  }

  @Test
  void carries_many_messages_of_all_pairs_at_once() {
    for (int round = 0; round < 100; round++) {
      for (int from = 0; from < 3; from++) {
        for (int to = 0; to < 3; to++) {
          send(from, to, bytes(100 + round, round));
        }
      }
    }

    for (int host = 0; host < 3; host++) {
      Inbox inbox = inbox(host);
      network.until(host, () -> inbox.messages.size() == 300);
      List<ByteBuffer> expected = new ArrayList<>();
      IntStream.range(0, 300)
          .forEach(message -> expected.add(bytes(100 + message / 3, message / 3)));
      assertThat(inbox.messages).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void a_dead_address_costs_nothing_but_the_message() {
    network.on(0, () -> network.transport(0).send(network.deadAddress(), bytes(10, 1)));
    send(0, 1, bytes(10, 2));

    network.until(1, () -> inbox(1).messages.size() == 1);
    network.settle();
    assertThat(inbox(1).messages).containsExactly(bytes(10, 2));
  }

  @Test
  void a_crashed_host_does_not_disturb_the_others() {
    send(0, 2, bytes(1, 1));
    network.until(2, () -> inbox(2).messages.size() == 1);
    network.crash(2);

    send(0, 2, bytes(1, 2));
    send(0, 1, bytes(1, 3));

    network.until(1, () -> inbox(1).messages.size() == 1);
    network.settle();
    assertThat(inbox(2).messages).hasSize(1);
  }

  private void send(int from, int to, ByteBuffer payload) {
    NodeAddress address = address(to);
    network.on(from, () -> network.transport(from).send(address, payload));
  }

  private NodeAddress address(int host) {
    return network.transport(host).localAddress();
  }

  private Inbox inbox(int host) {
    return inboxes.get(host);
  }

  /** Returns a buffer of pseudo-random content. */
  static ByteBuffer bytes(int length, int seed) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return ByteBuffer.wrap(content);
  }

  /** Keeps what arrives. */
  private static final class Inbox implements Transport.Receiver {
    final List<NodeAddress> senders = new CopyOnWriteArrayList<>();
    final List<ByteBuffer> messages = new CopyOnWriteArrayList<>();
    private final PortNetwork network;
    private final int host;
    boolean alwaysOnLoop = true;

    Inbox(PortNetwork network, int host) {
      this.network = network;
      this.host = host;
    }

    @Override
    public void received(NodeAddress from, ByteBuffer payload) {
      alwaysOnLoop &= network.loop(host).inEventLoop();
      senders.add(from);
      messages.add(payload);
    }
  }
}
