// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import io.dftp.net.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The ways in which a {@link MergeTrial} takes hosts apart. */
public enum Parting {
  /** Two sides, each of at least one host; with five hosts mostly 2 and 3. */
  TWO_SIDES,
  /** Three parts of at least one host each. */
  THREE_PARTS,
  /** One host alone. */
  ALONE,
  /** Two sides, and some hosts of both are killed and start again while they are parted. */
  RESTARTS,
  /** Two sides, on a network that loses, repeats and reorders messages until it heals. */
  LOSSY_SIDES,
  /** Two sides, other ones every few moments, and none in between. */
  FLAPPING,
  /** One side does not hear the other, which hears it. */
  ONE_WAY_SIDES,
  /** One host is heard by nobody, but hears all. */
  MUTE,
  /** One host hears nobody, but is heard by all. */
  DEAF,
  /** One host does not hear another one. */
  ONE_WAY_LINK,
  /** Two hosts do not hear each other; all others hear both. */
  PAIR,
  /** Two neighbours on the ring do not hear each other; all others hear both. */
  NEIGHBOURS;

  /** Says whether no message passes between the parts, so that each has to go on by itself. */
  public boolean isWhole() {
    return switch (this) {
      case TWO_SIDES, THREE_PARTS, ALONE, RESTARTS, LOSSY_SIDES -> true;
      case FLAPPING, ONE_WAY_SIDES, MUTE, DEAF, ONE_WAY_LINK, PAIR, NEIGHBOURS -> false;
    };
  }

  /** Says whether every two hosts reach each other through a third one, so that all goes on. */
  public boolean isPassable() {
    return this == PAIR || this == NEIGHBOURS || this == ONE_WAY_LINK;
  }

  /**
   * Takes the hosts apart.
   *
   * @param hosts in the order of their places on the ring
   * @return the parts, each of hosts that still hear each other
   */
  List<List<NodeAddress>> apply(
      SimulatedNetwork network, List<NodeAddress> hosts, RandomGenerator random) {
    List<NodeAddress> mixed = new ArrayList<>(hosts);
    for (int i = mixed.size() - 1; i > 0; i--) {
      mixed.set(i, mixed.set(random.nextInt(i + 1), mixed.get(i)));
    }
    List<List<NodeAddress>> parts = parts(mixed, random);
    List<NodeAddress> first = parts.get(0);
    List<NodeAddress> second = parts.get(1);
    switch (this) {
      case TWO_SIDES, THREE_PARTS, ALONE, RESTARTS, FLAPPING -> network.partition(parts);
      case LOSSY_SIDES -> {
        network.partition(parts);
        network.setFaults(NetworkFaults.lossy());
      }
      case ONE_WAY_SIDES, DEAF -> cut(network, second, first);
      case MUTE -> cut(network, first, second);
      case ONE_WAY_LINK -> network.cut(first.get(0), second.get(0));
      case PAIR -> cutBothWays(network, first.get(0), second.get(0));
      case NEIGHBOURS -> {
        int place = hosts.indexOf(first.get(0));
        cutBothWays(network, first.get(0), hosts.get((place + 1) % hosts.size()));
      }
    }
    return parts;
  }

  private List<List<NodeAddress>> parts(List<NodeAddress> mixed, RandomGenerator random) {
    int size = mixed.size();
    int cut =
        switch (this) {
          case ALONE, MUTE, DEAF, ONE_WAY_LINK, PAIR, NEIGHBOURS -> 1;
          case THREE_PARTS -> 1 + random.nextInt(size - 2);
          case TWO_SIDES, RESTARTS, LOSSY_SIDES, FLAPPING, ONE_WAY_SIDES ->
              random.nextInt(4) > 0 ? size / 2 : 1 + random.nextInt(size - 1);
        };
    List<List<NodeAddress>> parts = new ArrayList<>();
    parts.add(mixed.subList(0, cut));
    if (this == THREE_PARTS) {
      int second = cut + 1 + random.nextInt(size - cut - 1);
      parts.add(mixed.subList(cut, second));
      parts.add(mixed.subList(second, size));
    } else {
      parts.add(mixed.subList(cut, size));
    }
    return parts;
  }

  private static void cutBothWays(SimulatedNetwork network, NodeAddress one, NodeAddress other) {
    network.cut(one, other);
    network.cut(other, one);
  }

  private static void cut(
      SimulatedNetwork network, List<NodeAddress> speakers, List<NodeAddress> listeners) {
    for (NodeAddress from : speakers) {
      for (NodeAddress to : listeners) {
        network.cut(from, to);
      }
    }
  }
}
