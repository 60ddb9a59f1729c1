// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.net.PortNetwork;
import io.dftp.net.TransportContract;
import java.time.Duration;

/** The contract on a network that reorders. */
class SimulatedTransportTest extends TransportContract {

  @Override
  protected PortNetwork newNetwork() {
    return new SimulatedPorts(
        NetworkFaults.none().withDelay(Duration.ofMillis(1), Duration.ofMillis(5)));
  }
}
