// SPDX-License-Identifier: Apache-2.0
package io.dftp.discovery;

import io.dftp.discovery.DiscoveryMessage.Announce;
import io.dftp.discovery.DiscoveryMessage.Discover;
import io.dftp.discovery.DiscoveryMessage.EntryPoint;
import io.dftp.net.MessageType;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.List;

/** The numbers, 100 to 102, and the forms in bytes of {@link DiscoveryMessage}s. */
public final class DiscoveryMessageCodec {

  /**
   * The length of a DISCOVER, which is padded: an answer is never longer, so that nobody can use
   * the answers to flood a third host.
   */
  static final int DISCOVER_BYTES = 512;

  private static final List<MessageType<? extends DiscoveryMessage>> TYPES =
      List.of(
          new MessageType<>(
              100, Discover.class, DiscoveryMessageCodec::writePadded, DiscoveryMessageCodec::read),
          new MessageType<>(
              101,
              EntryPoint.class,
              (message, into) -> message.host().write(into),
              from -> new EntryPoint(HostInfo.read(from))),
          new MessageType<>(
              102,
              Announce.class,
              (message, into) -> message.host().write(into),
              from -> new Announce(HostInfo.read(from))));

  private DiscoveryMessageCodec() {}

  /** Returns all message types of the protocol. */
  public static List<MessageType<? extends DiscoveryMessage>> types() {
    return TYPES;
  }

  private static void writePadded(Discover message, WireWriter into) {
    int start = into.size();
    message.starter().write(into);
    into.raw(new byte[DISCOVER_BYTES - (into.size() - start)]);
  }

  private static Discover read(WireReader from) throws WireFormatException {
    if (from.remaining() < DISCOVER_BYTES) {
      throw new WireFormatException("a DISCOVER that is not padded");
    }
    return new Discover(Starter.read(from));
  }
}
