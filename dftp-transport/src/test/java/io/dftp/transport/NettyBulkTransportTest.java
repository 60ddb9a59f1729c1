// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BulkTransportContract;
import io.dftp.net.PortNetwork;

class NettyBulkTransportTest extends BulkTransportContract {

  @Override
  protected PortNetwork newNetwork() {
    return new TcpNetwork(TransportLimits.defaults());
  }
}
