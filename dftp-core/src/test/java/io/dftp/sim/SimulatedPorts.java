// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.net.Broadcast;
import io.dftp.net.BroadcastContract;
import io.dftp.net.BulkTransport;
import io.dftp.net.NodeAddress;
import io.dftp.net.PortNetwork;
import io.dftp.net.Transport;
import io.dftp.runtime.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Three simulated hosts for the contracts of the ports. */
final class SimulatedPorts implements PortNetwork, BroadcastContract.Network {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Simulation simulation = new Simulation(1);
  private final SimulatedNetwork network;
  private final List<SimulatedEndpoint> endpoints = new ArrayList<>();

  SimulatedPorts(NetworkFaults faults) {
    network = new SimulatedNetwork(simulation, faults);
    for (int host = 0; host < 3; host++) {
      endpoints.add(network.endpoint(address(host), simulation.newLoop("host " + host)));
    }
  }

  private static NodeAddress address(int host) {
    return new NodeAddress("10.0.0." + (host + 1), 1);
  }

  @Override
  public EventLoop loop(int host) {
    return endpoints.get(host).loop();
  }

  @Override
  public Transport transport(int host) {
    return endpoints.get(host);
  }

  @Override
  public BulkTransport bulk(int host) {
    return endpoints.get(host);
  }

  @Override
  public Broadcast broadcast(int host) {
    return endpoints.get(host).broadcast();
  }

  @Override
  public void crash(int host) {
    network.crash(address(host));
  }

  @Override
  public NodeAddress deadAddress() {
    return address(77);
  }

  @Override
  public int windowBytes() {
    return SimulatedBulkLane.WINDOW_BYTES;
  }

  @Override
  public void on(int host, Runnable task) {
    boolean[] done = new boolean[1];
    loop(host)
        .execute(
            () -> {
              task.run();
              done[0] = true;
            });
    simulation.expect("the task ran", () -> done[0], PATIENCE);
  }

  @Override
  public void until(int host, BooleanSupplier condition) {
    simulation.expect("the condition held", condition, PATIENCE);
  }

  @Override
  public void settle() {
    simulation.runFor(PATIENCE);
  }

  @Override
  public void close() {
    endpoints.forEach(endpoint -> endpoint.loop().crash());
  }
}
