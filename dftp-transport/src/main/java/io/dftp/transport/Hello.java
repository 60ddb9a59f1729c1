// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How a side of a connection introduces itself.
 *
 * @param minVersion the oldest version of the protocol it speaks
 * @param maxVersion the newest one
 * @param features a bit for each feature: the lower half those it offers, the upper half those
 *     without which it does not want to talk
 * @param cluster hash of the cluster's name
 * @param uid the host's
 * @param incarnation grows with each start of the host
 * @param maxPayloadBytes the longest payload of a frame it takes
 * @param windowBytes how many bytes of blobs it lets a peer have under way
 * @param address under which its messages are known
 * @param lane what the connection is for
 */
record Hello(
    int minVersion,
    int maxVersion,
    long features,
    long cluster,
    Bytes uid,
    long incarnation,
    int maxPayloadBytes,
    int windowBytes,
    NodeAddress address,
    Lane lane) {

  static final int VERSION = 2;

  /** The longest form on the wire, with room for what later versions append. */
  static final int MAX_BYTES = 1024;

  private static final int MAGIC = 0x44465450;

  /** The features this version knows, as bits of the lower half; none yet. */
  private static final long KNOWN_FEATURES = 0;

  ByteBuffer encode() {
    return new WireWriter(MAX_BYTES)
        .i32(MAGIC)
        .u16(minVersion)
        .u16(maxVersion)
        .i64(features)
        .i64(cluster)
        .raw(uid.array())
        .i64(incarnation)
        .i32(maxPayloadBytes)
        .i32(windowBytes)
        .address(address)
        .u8(lane.code)
        .toBuffer();
  }

  /** Reads it; what later versions append is skipped. */
  static Hello decode(ByteBuffer bytes) throws WireFormatException {
    WireReader reader = new WireReader(bytes);
    if (reader.i32() != MAGIC) {
      throw new WireFormatException("another protocol");
    }
    Hello hello =
        new Hello(
            reader.u16(),
            reader.u16(),
            reader.i64(),
            reader.i64(),
            Bytes.wrap(reader.raw(TransportConfig.UID_BYTES)),
            reader.i64(),
            reader.i32(),
            reader.i32(),
            reader.address(),
            Lane.ofCode(reader.u8()));
    if (hello.maxPayloadBytes < TransportConfig.MIN_PAYLOAD_BYTES || hello.windowBytes < 1) {
      throw new WireFormatException("limits that nothing fits in");
    }
    return hello;
  }

  /** Returns why this side does not talk to one that introduces itself so; null when it does. */
  @Nullable String refusalOf(Hello peer) {
    if (peer.minVersion > maxVersion || peer.maxVersion < minVersion) {
      return "it speaks versions %d to %d, this host %d to %d"
          .formatted(peer.minVersion, peer.maxVersion, minVersion, maxVersion);
    }
    if (peer.cluster != cluster) {
      return "it belongs to another cluster";
    }
    if (((peer.features >>> 32) & ~KNOWN_FEATURES) != 0) {
      return "it requires features that this host does not know: "
          + Long.toHexString(peer.features >>> 32);
    }
    return null;
  }
}
