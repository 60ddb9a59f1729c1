// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole explored election at one moment.
 *
 * @param hosts by rank, the lowest first
 * @param flying what is delivered next, in this order and at once
 * @param held what may be delivered at any time, or never
 * @param cut which ways are cut
 * @param faultsLeft how many more faults may happen
 * @param calm whether nobody stood still so far and no way was cut
 */
record Situation(
    List<ExploredHost> hosts,
    List<Packet> flying,
    List<Packet> held,
    Cut cut,
    int faultsLeft,
    boolean calm) {

  Situation {
    hosts = ImmutableList.copyOf(hosts);
    flying = ImmutableList.copyOf(flying);
    held = ImmutableList.copyOf(held);
  }

  Situation with(int index, ExploredHost host) {
    List<ExploredHost> changed = new ArrayList<>(hosts);
    changed.set(index, host);
    return new Situation(changed, flying, held, cut, faultsLeft, calm);
  }

  Situation withHosts(List<ExploredHost> all) {
    return new Situation(all, flying, held, cut, faultsLeft, calm);
  }

  Situation with(Cut other) {
    return new Situation(hosts, flying, held, other, faultsLeft, calm);
  }

  /** Returns the situation after so many more packets were sent. */
  Situation sending(List<Packet> more) {
    List<Packet> all = new ArrayList<>(flying);
    all.addAll(more);
    return new Situation(hosts, all, held, cut, faultsLeft, calm);
  }

  Situation withoutNext() {
    return new Situation(hosts, flying.subList(1, flying.size()), held, cut, faultsLeft, calm);
  }

  Situation holding(Packet packet) {
    List<Packet> all = new ArrayList<>(held);
    all.add(packet);
    return new Situation(hosts, flying, all, cut, faultsLeft, calm);
  }

  Situation releasing(int index) {
    List<Packet> rest = new ArrayList<>(held);
    rest.remove(index);
    return new Situation(hosts, flying, rest, cut, faultsLeft, calm);
  }

  Situation after(Fault fault) {
    return new Situation(
        hosts, flying, held, cut, faultsLeft - 1, calm && !fault.makesTwoLeaders());
  }

  /** Returns it as text, a line a host, then what is under way. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < hosts.size(); i++) {
      text.append('n').append(i).append("  ").append(hosts.get(i)).append('\n');
    }
    if (!flying.isEmpty()) {
      text.append("under way: ").append(flying).append('\n');
    }
    if (!held.isEmpty()) {
      text.append("held back: ").append(held).append('\n');
    }
    return text.append(cut).toString().stripTrailing();
  }
}
