// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.sim.NetworkFaults;

/** A short run of whole hosts under faults, to compare with itself. */
public final class ClusterRun {

  private ClusterRun() {}

  /** Prints what the run of the seed given came to. */
  public static void main(String[] arguments) {
    System.out.println(run(Long.parseLong(arguments[0])));
  }

  /** Returns the hash over all that happened, and the number of events. */
  public static String run(long seed) {
    ClusterWorkload workload = new ClusterWorkload(seed, 5);
    workload.start();
    workload.network().setFaults(NetworkFaults.lossy());
    workload.disturb(100, 3, true);
    return workload.simulation().traceHash() + " " + workload.simulation().events();
  }
}
