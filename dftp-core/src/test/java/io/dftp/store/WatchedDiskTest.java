// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.NodeAddress;
import io.dftp.runtime.Bytes;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WatchedDiskTest {

  private static final NodeAddress ADDRESS = new NodeAddress("10.0.0.1", 4000);
  private static final Bytes KEY = Bytes.utf8("key");
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Simulation simulation = new Simulation(1);
  private final SimulatedHost<WatchedDisk> host =
      new SimulatedHost<>(
          new SimulatedNetwork(simulation, NetworkFaults.none()),
          ADDRESS,
          process ->
              new WatchedDisk(
                  process.store(),
                  process.loop(),
                  ADDRESS,
                  StoreConfig.defaults(),
                  process.metrics()));

  /** The disk answers between the refusal and the moment when that is heard. */
  @Test
  void whoIsPatientDoesNotHearOfSilenceThatIsOver() {
    WatchedDisk disk = host.start();
    host.disk().hang();
    CompletableFuture<Optional<Bytes>> first = host.process().loop().call(() -> disk.get(KEY));
    simulation.expect("silence", () -> disk.state() == DiskState.SILENT, SOON);

    CompletableFuture<Optional<Bytes>> patient =
        host.process()
            .loop()
            .call(
                () -> {
                  host.disk().release();
                  return disk.patiently(() -> disk.get(KEY));
                });

    assertThat(simulation.await(patient, SOON)).isEmpty();
    assertThat(first).isCompletedExceptionally();
    assertThat(disk.state()).isEqualTo(DiskState.SOUND);
  }
}
