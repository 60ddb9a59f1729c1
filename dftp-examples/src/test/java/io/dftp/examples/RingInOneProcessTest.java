// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.chord.ChordNode;
import io.dftp.chord.RingMember;
import io.dftp.sim.SimulatedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingInOneProcessTest {

  @Test
  void everyHostNamesTheSameOwnerAlsoAfterACrash() {
    RingInOneProcess ring = new RingInOneProcess(42);
    List<SimulatedHost<ChordNode>> hosts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      hosts.add(ring.addHost());
    }
    ring.settle();

    RingMember owner = ring.ownerOf("some file", hosts.get(0));
    assertThat(hosts).allMatch(host -> ring.ownerOf("some file", host).equals(owner));

    hosts.stream()
        .filter(host -> host.address().equals(owner.address()))
        .forEach(SimulatedHost::crash);
    hosts.removeIf(host -> !host.isUp());
    ring.settle();

    assertThat(hosts).hasSize(5);
    RingMember heir = ring.ownerOf("some file", hosts.get(0));
    assertThat(heir).isNotEqualTo(owner);
    assertThat(hosts).allMatch(host -> ring.ownerOf("some file", host).equals(heir));
  }

  @Test
  void keysSpreadOverTheHosts() {
    RingInOneProcess ring = new RingInOneProcess(7);
    List<SimulatedHost<ChordNode>> hosts =
        IntStream.range(0, 4).mapToObj(i -> ring.addHost()).toList();
    ring.settle();

    assertThat(IntStream.range(0, 64).mapToObj(i -> ring.ownerOf("key " + i, hosts.get(1))))
        .extracting(RingMember::address)
        .contains(
            hosts.stream().map(SimulatedHost::address).toArray(io.dftp.net.NodeAddress[]::new));
  }
}
