// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.BulkTransportContract;
import io.dftp.net.PortNetwork;

class NettyBulkTransportWithSecretTest extends BulkTransportContract {

  @Override
  protected PortNetwork newNetwork() {
    return new TcpNetwork(TransportLimits.defaults(), TcpNetwork.secret(1));
  }
}
