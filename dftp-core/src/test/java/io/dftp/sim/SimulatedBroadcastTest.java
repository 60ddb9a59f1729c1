// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.net.BroadcastContract;
import java.time.Duration;

/** The contract on a network that reorders. */
class SimulatedBroadcastTest extends BroadcastContract {

  @Override
  protected BroadcastContract.Network newNetwork() {
    return new SimulatedPorts(
        NetworkFaults.none().withDelay(Duration.ofMillis(1), Duration.ofMillis(5)));
  }
}
