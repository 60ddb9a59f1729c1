// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.chord.RingMember;
import io.dftp.chord.RingView;
import io.dftp.id.Identifier;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.Metrics;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sends a short payload to every member of the ring without knowing them all: each receiver passes
 * it on within the part of the circle it was given (El-Ansary et al., Efficient Broadcast in
 * Structured P2P Networks, 2003; here over successor lists). One message a member; a lost one costs
 * the part behind it, so what is sent must be repeated by its sender. Confined to the event loop.
 */
final class RingFlood {

  /** Passed on so often at most; with lists of eight it reaches 2,000 members. */
  private static final int MAX_HOPS = 255;

  private final RequestChannel channel;
  private final Supplier<List<RingView>> positions;
  private final Metrics metrics;

  /**
   * Creates the flood and takes its messages from the channel.
   *
   * @param positions the views of this host's positions
   * @param receiver is told every payload that arrives, perhaps more than once
   */
  RingFlood(
      RequestChannel channel,
      Supplier<List<RingView>> positions,
      Consumer<Bytes> receiver,
      Metrics metrics) {
    this.channel = channel;
    this.positions = positions;
    this.metrics = metrics;
    channel.on(
        ClusterMessage.Flood.class,
        (message, exchange) -> {
          receiver.accept(message.body());
          passOn(message);
        });
  }

  /** Sends the payload to all members but this host. */
  void send(Bytes body) {
    for (RingView view : positions.get()) {
      if (view.isMember()) {
        spread(view, view.self().id(), MAX_HOPS, body);
        return;
      }
    }
  }

  private void passOn(ClusterMessage.Flood message) {
    for (RingView view : positions.get()) {
      if (view.self().id().equals(message.target())) {
        if (message.hopsLeft() > 0) {
          spread(view, message.limit(), message.hopsLeft() - 1, message.body());
        } else {
          metrics.count("cluster.flood.toofar");
        }
        return;
      }
    }
  }

  /** Gives each successor before the limit the part of the circle up to the next one. */
  private void spread(RingView view, Identifier limit, int hopsLeft, Bytes body) {
    List<RingMember> successors = view.successors();
    for (int i = 0; i < successors.size(); i++) {
      RingMember receiver = successors.get(i);
      if (!Identifier.between(view.self().id(), receiver.id(), limit)) {
        return;
      }
      Identifier receiversLimit = limit;
      if (i + 1 < successors.size()
          && Identifier.between(receiver.id(), successors.get(i + 1).id(), limit)) {
        receiversLimit = successors.get(i + 1).id();
      }
      hand(receiver, new ClusterMessage.Flood(receiver.id(), receiversLimit, hopsLeft, body));
    }
  }

  /**
   * Sends the message, or passes it on at once when the receiver is another position of this host.
   */
  private void hand(RingMember receiver, ClusterMessage.Flood message) {
    if (receiver.address().equals(channel.localAddress())) {
      passOn(message);
    } else {
      channel.tell(receiver.address(), message);
    }
  }
}
