// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BroadcastChannel;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.Metrics;
import io.dftp.runtime.WallClock;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that prove that their sender knows the secret; what does not prove it is dropped, and
 * nobody is told, so a stranger gets no byte back.
 *
 * <p>Form, by byte offset: 0 magic (4), 4 version (1), 5 reserved (1, zero), 6 hash of the
 * cluster's name (8), 14 key id (8), 22 name of the sender since its start (8, random), 30 number
 * of the datagram among the sender's (8), 38 time of day in milliseconds (8), 46 name of the one
 * host it is for, or 0 (8), 54 payload, then HMAC-SHA-256 of all that, truncated to 16 bytes.
 *
 * <p>A datagram counts for {@link #WINDOW} before and after its time of day, once. So clocks have
 * to agree that far; and a host that has just started takes what was recorded within that time,
 * once, unless it was meant for another host. That is enough for hints where hosts are; who is
 * admitted is decided on connections.
 */
final class SealedDatagrams implements DatagramGuard {

  /** How far a datagram's time of day may lie from this host's. */
  static final Duration WINDOW = Duration.ofSeconds(30);

  static final int HEADER_BYTES = 54;
  static final int TAG_BYTES = 16;
  static final int OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

  private static final int MAGIC = 0x44465453;
  private static final int VERSION = 1;
  private static final int CLUSTER_OFFSET = 6;
  private static final int KEY_ID_OFFSET = 14;
  private static final long EVERYBODY = 0;

  /** Senders that are watched for repetition, and addresses that can be answered. */
  private static final int MAX_SENDERS = 4096;

  private final String cluster;
  private final byte[] keyId;
  private final Mac mac;
  private final long self;
  private final WallClock clock;
  private final LongSupplier nanoClock;
  private final Metrics metrics;
  private final Refusals refusals;
  private final ReplayFilter replays =
      new ReplayFilter(MAX_SENDERS, WINDOW.multipliedBy(2).plusSeconds(1));
  private final Map<NodeAddress, Long> namesByAddress = new LinkedHashMap<>();
  private long number;

  /**
   * Creates it.
   *
   * @param self random, of this start of this host
   * @param nanoClock time that never jumps
   */
  SealedDatagrams(
      String cluster,
      ClusterSecret secret,
      long self,
      WallClock clock,
      LongSupplier nanoClock,
      Metrics metrics,
      Refusals refusals) {
    this.cluster = cluster;
    this.keyId = secret.keyId();
    this.mac = Hmac.keyed(secret.datagramKey());
    this.self = self == EVERYBODY ? 1 : self;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.metrics = metrics;
    this.refusals = refusals;
  }

  /** Says whether a datagram has this form, sound or not. */
  static boolean isSealed(ByteBuffer datagram) {
    return datagram.remaining() >= OVERHEAD_BYTES
        && datagram.getInt(datagram.position()) == MAGIC
        && datagram.get(datagram.position() + 4) == VERSION;
  }

  /** Says whether a datagram of this form names that cluster. */
  static boolean isOfCluster(ByteBuffer datagram, String cluster) {
    return datagram.getLong(datagram.position() + CLUSTER_OFFSET)
        == TransportConfig.clusterHash(cluster);
  }

  @Override
  public int overheadBytes() {
    return OVERHEAD_BYTES;
  }

  @Override
  public @Nullable ByteBuffer wrap(ByteBuffer payload, @Nullable NodeAddress to) {
    Long recipient = to == null ? Long.valueOf(EVERYBODY) : namesByAddress.get(to);
    if (recipient == null) {
      // Nobody was heard there, so nobody there has asked.
      return null;
    }
    ByteBuffer datagram = ByteBuffer.allocate(OVERHEAD_BYTES + payload.remaining());
    datagram.putInt(MAGIC).put((byte) VERSION).put((byte) 0);
    datagram.putLong(TransportConfig.clusterHash(cluster)).put(keyId);
    datagram.putLong(self).putLong(++number).putLong(clock.now().toEpochMilli());
    datagram.putLong(recipient).put(payload.duplicate());
    return datagram.put(tag(datagram.duplicate().flip())).flip();
  }

  @Override
  public @Nullable ByteBuffer unwrap(ByteBuffer datagram, NodeAddress from) {
    if (!isProved(datagram, from)) {
      return null;
    }
    ByteBuffer header = datagram.slice().position(KEY_ID_OFFSET + ClusterSecret.KEY_ID_BYTES);
    long sender = header.getLong();
    long itsNumber = header.getLong();
    long time = header.getLong();
    long recipient = header.getLong();
    if (recipient != EVERYBODY && recipient != self) {
      metrics.count("transport.datagrams.misdirected");
      return null;
    }
    if (!isTimely(time, from) || !isFresh(sender, itsNumber, from)) {
      return null;
    }
    remember(from, sender);
    return header.limit(header.limit() - TAG_BYTES).slice();
  }

  private boolean isProved(ByteBuffer datagram, NodeAddress from) {
    if (!isSealed(datagram)) {
      boolean bare = BroadcastChannel.isOfCluster(datagram, cluster);
      refuse("unauthenticated", from, bare ? SecretDispute.MISSING.reason() : "");
      return false;
    }
    ByteBuffer bytes = datagram.slice();
    byte[] id = new byte[ClusterSecret.KEY_ID_BYTES];
    bytes.position(KEY_ID_OFFSET).get(id);
    if (!Arrays.equals(id, keyId)) {
      boolean ours = isOfCluster(datagram, cluster);
      refuse("unauthenticated", from, ours ? SecretDispute.OTHER.reason() : "");
      return false;
    }
    byte[] tag = new byte[TAG_BYTES];
    int signed = bytes.limit() - TAG_BYTES;
    bytes.position(signed).get(tag);
    if (!MessageDigest.isEqual(tag, tag(bytes.position(0).limit(signed)))) {
      refuse("forged", from, "its datagrams are forged or damaged; look at what runs there");
      return false;
    }
    return true;
  }

  private boolean isTimely(long time, NodeAddress from) {
    long offMillis = time - clock.now().toEpochMilli();
    if (offMillis < -WINDOW.toMillis() || offMillis > WINDOW.toMillis()) {
      refuse(
          "untimely",
          from,
          "its time of day is more than "
              + WINDOW.toSeconds()
              + " s off, or it repeats old datagrams; set the clocks of both hosts");
      return false;
    }
    return true;
  }

  private boolean isFresh(long sender, long itsNumber, NodeAddress from) {
    ReplayFilter.Verdict verdict = replays.judge(sender, itsNumber, nanoClock.getAsLong());
    if (verdict == ReplayFilter.Verdict.REPEATED) {
      refuse("replayed", from, "it repeats datagrams; look at what runs there");
    } else if (verdict == ReplayFilter.Verdict.CROWDED) {
      metrics.count("transport.datagrams.crowded");
    }
    return verdict == ReplayFilter.Verdict.FRESH;
  }

  private void remember(NodeAddress address, long sender) {
    namesByAddress.remove(address);
    if (namesByAddress.size() >= MAX_SENDERS) {
      namesByAddress.remove(namesByAddress.keySet().iterator().next());
    }
    namesByAddress.put(address, sender);
  }

  /** Counts, and tells the operator where there is something to check. */
  private void refuse(String counter, NodeAddress from, String toCheck) {
    metrics.count("transport.datagrams." + counter);
    if (!toCheck.isEmpty()) {
      refusals.tellOfStranger(from.host(), "is not heard: " + toCheck);
    }
  }

  private byte[] tag(ByteBuffer signed) {
    mac.update(signed);
    return Hmac.truncated(mac.doFinal(), TAG_BYTES);
  }
}
