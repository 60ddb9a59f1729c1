// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import com.google.common.collect.ImmutableList;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DurableCell;
import java.util.List;

/**
 * What a host remembers of its ring from one start to the next.
 *
 * @param starts how often it has started; the upper part of the incarnation of its positions
 * @param wasMember whether it has ever been part of a ring
 * @param peers the hosts that were near it last, at most {@link #MAX_PEERS}
 */
record PeerRecord(long starts, boolean wasMember, List<NodeAddress> peers) {

  static final int MAX_PEERS = 32;

  private static final int FORMAT = 1;

  PeerRecord {
    peers = ImmutableList.copyOf(peers.subList(0, Math.min(MAX_PEERS, peers.size())));
  }

  /** Reads what a cell holds; a cell never written holds a host that never started. */
  static PeerRecord read(byte[] value) throws WireFormatException {
    if (value.length == 0) {
      return new PeerRecord(0, false, List.of());
    }
    WireReader reader = new WireReader(Bytes.wrap(value).toBuffer());
    int format = reader.u8();
    if (format != FORMAT) {
      throw new WireFormatException("the record of peers has format " + format);
    }
    return new PeerRecord(reader.i64(), reader.bool(), reader.list(MAX_PEERS, WireReader::address));
  }

  byte[] toBytes() {
    return new WireWriter(DurableCell.MAX_BYTES)
        .u8(FORMAT)
        .i64(starts)
        .bool(wasMember)
        .list(peers, (peer, writer) -> writer.address(peer))
        .toBytes();
  }

  PeerRecord withPeers(List<NodeAddress> now) {
    return new PeerRecord(starts, true, now);
  }
}
