// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.PortNetwork;
import io.dftp.net.TransportContract;

class NettyTransportWithSecretTest extends TransportContract {

  @Override
  protected PortNetwork newNetwork() {
    return new TcpNetwork(TransportLimits.defaults(), TcpNetwork.secret(1));
  }
}
