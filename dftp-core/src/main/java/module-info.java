// SPDX-License-Identifier: Apache-2.0
/** Chord, Bully, discovery, the replicated store and the network simulator, without I/O. */
module io.dftp.core {
  requires com.google.common;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.dftp.bully;
  exports io.dftp.chord;
  exports io.dftp.cluster;
  exports io.dftp.discovery;
  exports io.dftp.failure;
  exports io.dftp.id;
  exports io.dftp.net;
  exports io.dftp.runtime;
  exports io.dftp.sim;
  exports io.dftp.sim.election;
  exports io.dftp.sim.explore;
  exports io.dftp.sim.history;
  exports io.dftp.sim.ring;
  exports io.dftp.store;
}
