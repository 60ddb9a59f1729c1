// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.chord.ChordNode;
import io.dftp.chord.VirtualNodes;
import io.dftp.failure.PeerMonitor;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.net.RequestChannel;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.Metrics;
import java.time.Duration;

/**
 * One process of a {@link SimulatedRing}: the ring positions of a host, with the request channel
 * and the peer monitor that they run on, wired as in production.
 */
public final class RingHost {

  private final int number;
  private final NodeAddress address;
  private final SimulatedEventLoop loop;
  private final RequestChannel channel;
  private final PeerMonitor monitor;
  private final VirtualNodes positions;

  RingHost(
      SimulatedNetwork network,
      int number,
      NodeAddress address,
      RingSettings settings,
      MessageCodec codec,
      Metrics metrics) {
    this.number = number;
    this.address = address;
    this.loop = network.simulation().newLoop("host" + number);
    SimulatedEndpoint endpoint = network.endpoint(address, loop);
    this.channel = new RequestChannel(loop, endpoint, endpoint, codec, metrics);
    this.monitor = new PeerMonitor(channel, settings.failure(), metrics);
    this.positions = new VirtualNodes(channel, monitor, settings.chord(), metrics);
  }

  /** Returns the number that the ring knows the host by. */
  public int number() {
    return number;
  }

  /** Returns where it is reached. */
  public NodeAddress address() {
    return address;
  }

  /** Returns its event loop. */
  public SimulatedEventLoop loop() {
    return loop;
  }

  /** Returns its request channel. */
  public RequestChannel channel() {
    return channel;
  }

  /** Returns its monitor of peers. */
  public PeerMonitor monitor() {
    return monitor;
  }

  /** Returns its positions. */
  public VirtualNodes positions() {
    return positions;
  }

  /** Returns a context on its loop. */
  public CallContext within(Duration timeout) {
    return CallContext.withTimeout(loop, timeout);
  }

  /** Stops stabilization, repair of fingers and pings for good; it goes on answering. */
  void freeze() {
    positions.all().forEach(ChordNode::freeze);
    monitor.close();
  }

  @Override
  public String toString() {
    return "host" + number;
  }
}
