// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import static io.dftp.net.TransportContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.DftpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link BulkTransport} keeps, on a network that is well. */
public abstract class BulkTransportContract {

  private PortNetwork network;
  private final List<Inbox> inboxes = new ArrayList<>();

  /** Creates the contract. */
  protected BulkTransportContract() {}

  /** Makes a network of three hosts. */
  protected abstract PortNetwork newNetwork();

  @BeforeEach
  void listen() {
    network = newNetwork();
    for (int host = 0; host < 3; host++) {
      Inbox inbox = new Inbox(network, host);
      inboxes.add(inbox);
      int listener = host;
      network.on(
          host,
          () -> {
            network.transport(listener).listen((from, payload) -> {});
            network.bulk(listener).listenBulk(inbox);
          });
    }
  }

  @AfterEach
  void close() {
    network.close();
  }

  @Test
  void delivers_header_and_blob_whole_with_the_address_of_the_sender() {
    send(0, 1, bytes(50, 1), bytes(1 << 20, 2));

    network.until(1, () -> inbox(1).arrivals.size() == 1);
    Arrival arrival = inbox(1).arrivals.get(0);
    assertThat(arrival.from).isEqualTo(address(0));
    assertThat(arrival.header).isEqualTo(bytes(50, 1));
    assertThat(arrival.content).isEqualTo(bytes(1 << 20, 2));
    assertThat(inbox(1).alwaysOnLoop).isTrue();
  }

  @Test
  void delivers_the_smallest_and_the_largest() {
    inbox(1).releaseAtOnce = true;
    CompletableFuture<Void> small = send(0, 1, bytes(0, 0), bytes(0, 0));
    CompletableFuture<Void> large =
        send(
            0,
            1,
            bytes(BulkTransport.MAX_HEADER_BYTES, 3),
            bytes(BulkTransport.MAX_CONTENT_BYTES, 4));

    network.until(0, () -> small.isDone() && large.isDone());
    assertThat(small).isCompleted();
    assertThat(large).isCompleted();
    assertThat(inbox(1).arrivals).hasSize(2);
    assertThat(inbox(1).arrivals.get(1).content)
        .isEqualTo(bytes(BulkTransport.MAX_CONTENT_BYTES, 4));
  }

  @Test
  void ends_when_the_receiver_releases_and_not_before() {
    CompletableFuture<Void> sent = send(0, 1, bytes(1, 1), bytes(1000, 1));
    network.until(1, () -> inbox(1).arrivals.size() == 1);
    network.settle();
    assertThat(sent).isNotDone();

    network.on(1, () -> inbox(1).arrivals.get(0).release.run());

    network.until(0, sent::isDone);
    assertThat(sent).isCompleted();
  }

  @Test
  void a_receiver_that_never_releases_gets_one_window_and_no_more() {
    int blob = network.windowBytes() / 4 - 1000;
    List<CompletableFuture<Void>> transfers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      transfers.add(send(0, 1, bytes(10, i), bytes(blob, i)));
    }

    network.until(1, () -> inbox(1).arrivals.size() == 4);
    network.settle();
    assertThat(inbox(1).arrivals).hasSize(4);
    assertThat(transfers).noneMatch(CompletableFuture::isDone);

    network.on(1, () -> inbox(1).arrivals.get(0).release.run());

    network.until(1, () -> inbox(1).arrivals.size() == 5);
    network.settle();
    assertThat(inbox(1).arrivals).hasSize(5);
    assertThat(transfers).filteredOn(CompletableFuture::isDone).hasSize(1);
  }

  @Test
  void a_receiver_that_never_releases_does_not_hold_up_others() {
    for (int i = 0; i < 10; i++) {
      send(0, 1, bytes(10, i), bytes(network.windowBytes() / 2, i));
    }
    inbox(2).releaseAtOnce = true;

    CompletableFuture<Void> other = send(0, 2, bytes(1, 1), bytes(1 << 20, 5));

    network.until(0, other::isDone);
    assertThat(other).isCompleted();
  }

  @Test
  void a_blob_larger_than_the_window_goes_alone() {
    int size = Math.min(network.windowBytes() + 1000, BulkTransport.MAX_CONTENT_BYTES);
    send(0, 1, bytes(1, 1), bytes(size, 1));
    send(0, 1, bytes(1, 2), bytes(size, 2));

    network.until(1, () -> inbox(1).arrivals.size() == 1);
    network.settle();
    assertThat(inbox(1).arrivals).hasSize(1);
    network.on(1, () -> inbox(1).arrivals.get(0).release.run());
    network.until(1, () -> inbox(1).arrivals.size() == 2);
  }

  @Test
  void what_was_called_off_while_it_waited_is_never_sent() {
    int blob = network.windowBytes() - 1000;
    CompletableFuture<Void> first = send(0, 1, bytes(1, 1), bytes(blob, 1));
    CompletableFuture<Void> second = send(0, 1, bytes(1, 2), bytes(blob, 2));
    CompletableFuture<Void> third = send(0, 1, bytes(1, 3), bytes(blob, 3));
    network.until(1, () -> inbox(1).arrivals.size() == 1);

    network.on(0, () -> second.cancel(false));
    network.on(1, () -> inbox(1).arrivals.get(0).release.run());

    network.until(1, () -> inbox(1).arrivals.size() == 2);
    network.until(0, first::isDone);
    assertThat(inbox(1).arrivals.get(1).content).isEqualTo(bytes(blob, 3));
    assertThat(third).isNotDone();
  }

  @Test
  void calling_off_at_any_moment_leaves_the_window_usable() {
    inbox(1).releaseAtOnce = true;
    int blob = network.windowBytes() / 2;
    for (int i = 0; i < 20; i++) {
      CompletableFuture<Void> transfer = send(0, 1, bytes(1, i), bytes(blob, i));
      network.on(0, () -> transfer.cancel(false));
    }
    CompletableFuture<Void> last = send(0, 1, bytes(1, 99), bytes(blob, 99));

    network.until(0, last::isDone);
    assertThat(last).isCompleted();
  }

  @Test
  void fails_when_nobody_listens_there() {
    CompletableFuture<Void> lost = sendTo(0, network.deadAddress(), bytes(1, 1), bytes(10, 1));

    network.until(0, lost::isDone);
    assertFailed(lost);
  }

  @Test
  void fails_when_the_receiver_crashes() {
    CompletableFuture<Void> held = send(0, 1, bytes(1, 1), bytes(1000, 1));
    network.until(1, () -> inbox(1).arrivals.size() == 1);

    network.crash(1);

    network.until(0, held::isDone);
    assertFailed(held);
  }

  @Test
  void delivers_to_oneself_but_never_from_within_the_call() {
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    network.on(
        0,
        () -> {
          sent.add(network.bulk(0).sendBulk(address(0), bytes(3, 1), bytes(5000, 2)));
          assertThat(inbox(0).arrivals).isEmpty();
        });

    network.until(0, () -> inbox(0).arrivals.size() == 1);
    assertThat(inbox(0).arrivals.get(0).from).isEqualTo(address(0));
    assertThat(inbox(0).arrivals.get(0).content).isEqualTo(bytes(5000, 2));
    assertThat(sent.get(0)).isNotDone();
    network.on(0, () -> inbox(0).arrivals.get(0).release.run());
    network.until(0, sent.get(0)::isDone);
    assertThat(sent.get(0)).isCompleted();
  }

  @Test
  void carries_blobs_both_ways_at_once() {
    inbox(0).releaseAtOnce = true;
    inbox(1).releaseAtOnce = true;
    List<CompletableFuture<Void>> there = new ArrayList<>();
    List<CompletableFuture<Void>> back = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      there.add(send(0, 1, bytes(1, i), bytes(300_000 + i, i)));
      back.add(send(1, 0, bytes(1, i), bytes(300_000 + i, -i)));
    }

    network.until(0, () -> there.stream().allMatch(CompletableFuture::isDone));
    network.until(1, () -> back.stream().allMatch(CompletableFuture::isDone));
    assertThat(there).allMatch(transfer -> !transfer.isCompletedExceptionally());
    assertThat(back).allMatch(transfer -> !transfer.isCompletedExceptionally());
    List<ByteBuffer> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      expected.add(bytes(300_000 + i, -i));
    }
    assertThat(inbox(0).arrivals)
        .extracting(arrival -> arrival.content)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static void assertFailed(CompletableFuture<Void> transfer) {
    assertThat(transfer.handle((done, failure) -> failure).join())
        .isInstanceOf(DftpException.class);
  }

  private CompletableFuture<Void> send(int from, int to, ByteBuffer header, ByteBuffer content) {
    return sendTo(from, address(to), header, content);
  }

  private CompletableFuture<Void> sendTo(
      int from, NodeAddress to, ByteBuffer header, ByteBuffer content) {
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    network.on(from, () -> sent.add(network.bulk(from).sendBulk(to, header, content)));
    return sent.get(0);
  }

  private NodeAddress address(int host) {
    return network.transport(host).localAddress();
  }

  private Inbox inbox(int host) {
    return inboxes.get(host);
  }

  private record Arrival(
      NodeAddress from, ByteBuffer header, ByteBuffer content, Runnable release) {}

  /** Keeps what arrives. */
  private static final class Inbox implements BulkTransport.Receiver {
    final List<Arrival> arrivals = new ArrayList<>();
    private final PortNetwork network;
    private final int host;
    boolean releaseAtOnce;
    boolean alwaysOnLoop = true;

    Inbox(PortNetwork network, int host) {
      this.network = network;
      this.host = host;
    }

    @Override
    public void received(
        NodeAddress from, ByteBuffer header, ByteBuffer content, Runnable release) {
      alwaysOnLoop &= network.loop(host).inEventLoop();
      arrivals.add(new Arrival(from, header, content, release));
      if (releaseAtOnce) {
        release.run();
      }
    }
  }
}
