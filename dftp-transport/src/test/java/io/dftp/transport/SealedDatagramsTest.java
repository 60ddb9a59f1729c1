// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.CountingMetrics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What of hostile and of honest datagrams gets through. A talks to B, C is a third host. */
class SealedDatagramsTest {

  private static final NodeAddress A = new NodeAddress("10.0.0.1", 1);
  private static final NodeAddress B = new NodeAddress("10.0.0.2", 2);
  private static final NodeAddress EVIL = new NodeAddress("10.6.6.6", 6);

  private final CountingMetrics metrics = new CountingMetrics();
  private final Refusals refusals = new Refusals("test", true, () -> 0L);
  private long nowSeconds = 1_000_000;
  private final SealedDatagrams a = host(1, TcpNetwork.secret(1), "test");
  private final SealedDatagrams b = host(2, TcpNetwork.secret(1), "test");
  private final SealedDatagrams c = host(3, TcpNetwork.secret(1), "test");

  @Test
  void a_datagram_gets_through_whole_and_once() {
    ByteBuffer sent = wrap(a, bytes(1200));

    assertThat(sent.remaining()).isEqualTo(1200 + a.overheadBytes());
    assertThat(b.unwrap(sent.duplicate(), A)).isEqualTo(bytes(1200));
    assertThat(b.unwrap(sent.duplicate(), A)).isNull();
    assertThat(b.unwrap(sent.duplicate(), EVIL)).isNull();
    assertThat(counted()).isEqualTo(Map.of("transport.datagrams.replayed", 2L));
    assertThat(refusals.last()).contains("10.6.6.6").contains("repeats");
  }

  @Test
  void every_flipped_bit_is_found() {
    ByteBuffer sent = wrap(a, bytes(100));
    for (int bit = 0; bit < sent.remaining() * 8; bit++) {
      byte[] flipped = new byte[sent.remaining()];
      sent.duplicate().get(flipped);
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));

      assertThat(b.unwrap(ByteBuffer.wrap(flipped), A)).as("bit %d", bit).isNull();
    }
    assertThat(b.unwrap(sent, A)).isEqualTo(bytes(100));
  }

  @Test
  void every_other_length_is_found() {
    ByteBuffer sent = wrap(a, bytes(50));
    for (int length = 0; length < sent.remaining(); length++) {
      assertThat(b.unwrap(sent.duplicate().limit(length), A)).as("length %d", length).isNull();
    }
    ByteBuffer longer = ByteBuffer.allocate(sent.remaining() + 1).put(sent.duplicate()).rewind();
    assertThat(b.unwrap(longer, A)).isNull();
  }

  @Test
  void another_secret_is_refused_and_told_only_within_the_cluster() {
    SealedDatagrams neighbour = host(4, TcpNetwork.secret(2), "other");
    assertThat(b.unwrap(wrap(neighbour, bytes(9)), EVIL)).isNull();
    assertThat(refusals.last()).isEmpty();

    SealedDatagrams wrong = host(5, TcpNetwork.secret(2), "test");
    assertThat(b.unwrap(wrap(wrong, bytes(9)), EVIL)).isNull();
    assertThat(refusals.last()).contains("10.6.6.6").contains("--secret-file");
    assertThat(counted()).isEqualTo(Map.of("transport.datagrams.unauthenticated", 2L));
  }

  @Test
  void a_host_without_a_secret_tells_what_to_check_and_does_not_listen() {
    OpenDatagrams open = new OpenDatagrams("test", metrics, refusals);

    assertThat(open.unwrap(wrap(a, bytes(9)), A)).isNull();
    assertThat(refusals.last()).contains("10.0.0.1").contains("this host has none");
    assertThat(open.unwrap(bytes(200), A)).isEqualTo(bytes(200));
  }

  @Test
  void an_answer_is_for_the_one_that_asked() {
    b.unwrap(wrap(a, bytes(1)), A);

    ByteBuffer answer = Objects.requireNonNull(b.wrap(bytes(2), A));
    assertThat(c.unwrap(answer.duplicate(), B)).isNull();
    assertThat(a.unwrap(answer.duplicate(), B)).isEqualTo(bytes(2));
    assertThat(counted()).isEqualTo(Map.of("transport.datagrams.misdirected", 1L));
  }

  @Test
  void nobody_is_answered_who_was_not_heard() {
    assertThat(b.wrap(bytes(2), EVIL)).isNull();
    b.unwrap(ByteBuffer.wrap(new byte[300]), EVIL);
    assertThat(b.wrap(bytes(2), EVIL)).isNull();
  }

  @Test
  void what_was_recorded_is_refused_also_after_its_sender_was_forgotten() {
    ByteBuffer first = wrap(a, bytes(1));
    assertThat(b.unwrap(first.duplicate(), A)).isNotNull();
    for (int second = 0; second < 200; second++) {
      nowSeconds++;
      assertThat(b.unwrap(first.duplicate(), A)).as("after %d s", second).isNull();
    }
    assertThat(metrics.value("transport.datagrams.untimely")).isPositive();
  }

  @Test
  void a_restarted_host_takes_what_is_thirty_seconds_old_and_no_older() {
    ByteBuffer recorded = wrap(a, bytes(1));
    nowSeconds += SealedDatagrams.WINDOW.toSeconds();
    assertThat(host(6, TcpNetwork.secret(1), "test").unwrap(recorded.duplicate(), A)).isNotNull();
    nowSeconds++;
    assertThat(host(7, TcpNetwork.secret(1), "test").unwrap(recorded.duplicate(), A)).isNull();
    assertThat(refusals.last()).contains("set the clocks");
  }

  @Test
  void more_senders_than_can_be_watched_are_not_heard_until_others_are_forgotten() {
    ReplayFilter filter = new ReplayFilter(2, Duration.ofSeconds(60));

    assertThat(filter.judge(1, 1, seconds(0))).isEqualTo(ReplayFilter.Verdict.FRESH);
    assertThat(filter.judge(2, 1, seconds(1))).isEqualTo(ReplayFilter.Verdict.FRESH);
    assertThat(filter.judge(3, 1, seconds(2))).isEqualTo(ReplayFilter.Verdict.CROWDED);
    assertThat(filter.judge(1, 1, seconds(3))).isEqualTo(ReplayFilter.Verdict.REPEATED);
    assertThat(filter.judge(3, 1, seconds(61))).isEqualTo(ReplayFilter.Verdict.FRESH);
  }

  private SealedDatagrams host(long name, ClusterSecret secret, String cluster) {
    return new SealedDatagrams(
        cluster,
        secret,
        name,
        () -> Instant.ofEpochSecond(nowSeconds),
        () -> seconds(nowSeconds),
        metrics,
        refusals);
  }

  private static ByteBuffer wrap(SealedDatagrams host, ByteBuffer payload) {
    return Objects.requireNonNull(host.wrap(payload, null));
  }

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }

  private Map<String, Long> counted() {
    return metrics.snapshot();
  }

  private static ByteBuffer bytes(int length) {
    return TcpNetwork.bytes(length, length);
  }
}
