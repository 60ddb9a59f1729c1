// SPDX-License-Identifier: Apache-2.0
package com.example.phonebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.ChordConfig;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.sim.NetworkFaults;
import io.dftp.sim.RingRules;
import io.dftp.sim.SimulatedHost;
import io.dftp.sim.SimulatedNetwork;
import io.dftp.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The phone book of six hosts on a network that loses, repeats and reorders messages. */
class PhoneBookTest {

  private static final Duration AT_MOST = Duration.ofSeconds(30);

  private final Simulation simulation = new Simulation(7);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation, NetworkFaults.lossy());
  private final List<SimulatedHost<PhoneBook>> hosts = new ArrayList<>();

  @Test
  void whatIsPutThroughOneHostIsGotThroughEachOther() {
    simulation.addInvariant(
        new RingRules(
            () -> hosts.stream().map(host -> host.program().node().view()).toList(),
            ChordConfig.lan().successors(),
            RingRules.LOCAL));
    for (int i = 1; i <= 6; i++) {
      start("10.0.0." + i);
    }
    simulation.runFor(Duration.ofSeconds(10));

    for (int i = 0; i < 20; i++) {
      String name = "name " + i;
      String number = "555-" + i;
      call(hosts.get(i % 6), (book, context) -> book.put(name, number, context));
      for (SimulatedHost<PhoneBook> host : hosts) {
        assertThat(get(host, name)).isEqualTo(number);
      }
    }
    assertThat(get(hosts.get(0), "nobody")).isEmpty();
  }

  private String get(SimulatedHost<PhoneBook> host, String name) {
    return call(host, (book, context) -> book.get(name, context));
  }

  private void start(String address) {
    SimulatedHost<PhoneBook> host =
        new SimulatedHost<>(
            network,
            new NodeAddress(address, 4120),
            process ->
                new PhoneBook(
                    process.loop(), process.endpoint(), process.endpoint(), process.metrics()));
    host.start();
    if (hosts.isEmpty()) {
      host.program().begin();
    } else {
      NodeAddress contact = hosts.get(0).address();
      call(host, (book, context) -> book.join(contact, context));
    }
    hosts.add(host);
  }

  private <T> T call(
      SimulatedHost<PhoneBook> host,
      BiFunction<PhoneBook, CallContext, CompletableFuture<T>> task) {
    CallContext context = CallContext.withTimeout(host.process().loop(), AT_MOST);
    try {
      return simulation.await(task.apply(host.program(), context), AT_MOST.plusSeconds(1));
    } finally {
      context.close();
    }
  }
}
