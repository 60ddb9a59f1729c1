// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.net.BulkTransportContract;
import io.dftp.net.PortNetwork;
import java.time.Duration;

/** The contract on a network that reorders. */
class SimulatedBulkTransportTest extends BulkTransportContract {

  @Override
  protected PortNetwork newNetwork() {
    return new SimulatedPorts(
        NetworkFaults.none().withDelay(Duration.ofMillis(1), Duration.ofMillis(5)));
  }
}
