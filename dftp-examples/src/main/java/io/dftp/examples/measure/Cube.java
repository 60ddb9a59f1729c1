// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.chord.Proximity;
import io.dftp.net.NodeAddress;
import io.dftp.sim.LinkLatency;
import io.dftp.sim.SimulatedRing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Hosts at random points of a cube, whose distance is how long a message takes: the
 * three-dimensional space of Stoica et al. 2003, section VI.E. An edge takes 100 ms.
 */
final class Cube implements LinkLatency {

  private static final double EDGE_NANOS = 100e6;

  private final Map<NodeAddress, double[]> places = new LinkedHashMap<>();

  Cube(int hosts, RandomGenerator random) {
    for (int i = 0; i < hosts; i++) {
      places.put(
          SimulatedRing.addressOf(i),
          new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()});
    }
  }

  @Override
  public long drawNanos(NodeAddress from, NodeAddress to, RandomGenerator random) {
    return nanos(from, to);
  }

  /** Returns how long a message takes from one to the other. */
  long nanos(NodeAddress from, NodeAddress to) {
    double[] one = placeOf(from);
    double[] other = placeOf(to);
    double squares = 0;
    for (int i = 0; i < one.length; i++) {
      squares += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return 1 + (long) (Math.sqrt(squares) * EDGE_NANOS);
  }

  /** Returns what a host knows that has measured the way to all others. */
  Proximity seenFrom(NodeAddress host) {
    return peer -> OptionalLong.of(2 * nanos(host, peer));
  }

  private double[] placeOf(NodeAddress host) {
    double[] place = places.get(host);
    if (place == null) {
      throw new IllegalArgumentException(host + " has no place");
    }
    return place;
  }
}
