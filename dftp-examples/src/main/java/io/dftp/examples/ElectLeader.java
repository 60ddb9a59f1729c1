// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.bully.BullyConfig;
import io.dftp.bully.BullyElector;
import io.dftp.bully.BullyMessageCodec;
import io.dftp.bully.ElectionChannels;
import io.dftp.bully.ElectorIdentity;
import io.dftp.bully.LeadershipListener;
import io.dftp.bully.LeadershipView;
import io.dftp.discovery.Uid;
import io.dftp.net.BroadcastChannel;
import io.dftp.net.MessageCodec;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CountingMetrics;
import io.dftp.runtime.SingleThreadEventLoop;
import io.dftp.transport.UdpBroadcast;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * Example: a process that takes part in a Bully election by UDP broadcast on loopback. Start
 * several on one port; the highest priority leads, and when it is closed, the next one does.
 */
public final class ElectLeader implements AutoCloseable {

  private final CountingMetrics metrics = new CountingMetrics();
  private final SingleThreadEventLoop loop;
  private final UdpBroadcast broadcast;
  private final BullyElector elector;

  /**
   * Opens the sockets and takes part.
   *
   * @param port shared by all who elect
   * @param priority the highest wins
   * @throws IOException if the port cannot be shared
   */
  public ElectLeader(String name, int port, long priority) throws IOException {
    SecureRandom random = new SecureRandom();
    loop = new SingleThreadEventLoop("elect-" + name, random);
    try {
      broadcast = UdpBroadcast.loopback(port, loop, metrics);
    } catch (IOException e) {
      loop.close();
      throw e;
    }
    BroadcastChannel channel =
        new BroadcastChannel(
            broadcast, new MessageCodec(BullyMessageCodec.types()), "example", metrics);
    elector =
        new BullyElector(
            loop,
            ElectionChannels.over(channel),
            new VolatileCell(loop),
            new ElectorIdentity(
                new Uid(random.nextLong(), random.nextLong()),
                priority,
                new NodeAddress("127.0.0.1", port),
                name),
            BullyConfig.lan(),
            metrics,
            new LeadershipListener() {});
    loop.execute(elector::start);
  }

  /** Returns who leads, as this process sees it now. */
  public LeadershipView view() {
    return elector.view();
  }

  /** Stops as a crash would: the others find out by the silence. */
  @Override
  public void close() {
    elector.close();
    broadcast.close();
    loop.close();
  }
}
