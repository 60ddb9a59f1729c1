// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BroadcastContract;
import org.junit.jupiter.api.Nested;

/** The contract of the port by the other ways than bare broadcast on loopback. */
class UdpBroadcastByWaysTest {

  @Nested
  class WithASecret extends BroadcastContract {
    @Override
    protected Network newNetwork() {
      return new UdpBroadcastTest.UdpNetwork(
          port ->
              DatagramConfig.loopback(port, "test")
                  .withHostAndSecret("127.0.0.1", TcpNetwork.secret(1)));
    }
  }

  @Nested
  class ByMulticast extends BroadcastContract {
    @Override
    protected Network newNetwork() {
      return new UdpBroadcastTest.UdpNetwork(
          port -> DatagramConfig.loopback(port, "test").withWays(false, true));
    }
  }

  @Nested
  class ByBothWithASecret extends BroadcastContract {
    @Override
    protected Network newNetwork() {
      return new UdpBroadcastTest.UdpNetwork(
          port ->
              DatagramConfig.loopback(port, "test")
                  .withWays(true, true)
                  .withHostAndSecret("::1", TcpNetwork.secret(1)));
    }
  }
}
