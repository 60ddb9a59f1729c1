// SPDX-License-Identifier: Apache-2.0
package io.dftp.net;

import com.google.common.hash.Hashing;
import io.dftp.runtime.Metrics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Messages over a {@link Broadcast}: each payload begins with a magic number, the format's version
 * and a hash of the cluster's name, then the operation. What does not is dropped and counted; what
 * belongs to another cluster is dropped quietly. Confined to the event loop.
 */
public final class BroadcastChannel {

  private static final int MAGIC = 0x44465450;
  private static final int VERSION = 1;
  private static final int CLUSTER_OFFSET = 5;

  private final Broadcast broadcast;
  private final MessageCodec codec;
  private final long clusterHash;
  private final Metrics metrics;
  private final Map<Class<?>, BiConsumer<NodeAddress, Message>> handlers = new LinkedHashMap<>();

  /** Creates the channel and begins to listen. */
  public BroadcastChannel(
      Broadcast broadcast, MessageCodec codec, String cluster, Metrics metrics) {
    this.broadcast = broadcast;
    this.codec = codec;
    this.clusterHash = hashOf(cluster);
    this.metrics = metrics;
    broadcast.listen(this::received);
  }

  /** Says whether a payload comes from a channel of that cluster. */
  public static boolean isOfCluster(ByteBuffer payload, String cluster) {
    int start = payload.position();
    return payload.remaining() >= CLUSTER_OFFSET + Long.BYTES
        && payload.getInt(start) == MAGIC
        && payload.getLong(start + CLUSTER_OFFSET) == hashOf(cluster);
  }

  /** Sends the message to everybody of this cluster who listens; it may be heard here, too. */
  public void broadcast(Message message) {
    broadcast.broadcast(encode(message));
  }

  /** Sends the message to one host, to the address under which it was heard. */
  public void send(NodeAddress to, Message message) {
    broadcast.send(to, encode(message));
  }

  /**
   * Names the one who takes messages of that type, with the address under which they were heard.
   */
  public <M extends Message> void on(Class<M> type, BiConsumer<NodeAddress, M> handler) {
    handlers.put(type, (from, message) -> handler.accept(from, type.cast(message)));
  }

  private static long hashOf(String cluster) {
    return Hashing.sha256().hashString(cluster, StandardCharsets.UTF_8).asLong();
  }

  private ByteBuffer encode(Message message) {
    WireWriter writer = new WireWriter(Broadcast.MAX_PAYLOAD_BYTES);
    writer.i32(MAGIC).u8(VERSION).i64(clusterHash).u16(codec.operationOf(message));
    codec.encode(message, writer);
    return writer.toBuffer();
  }

  private void received(NodeAddress from, ByteBuffer payload) {
    try {
      WireReader reader = new WireReader(payload);
      if (reader.i32() != MAGIC || reader.u8() != VERSION) {
        throw new WireFormatException("another protocol or version");
      }
      if (reader.i64() != clusterHash) {
        metrics.count("net.broadcast.othercluster");
        return;
      }
      Message message = codec.decode(reader.u16(), reader.rest());
      BiConsumer<NodeAddress, Message> handler = handlers.get(message.getClass());
      if (handler == null) {
        metrics.count("net.broadcast.unhandled");
      } else {
        handler.accept(from, message);
      }
    } catch (WireFormatException malformed) {
      metrics.count("net.broadcast.malformed");
    }
  }
}
