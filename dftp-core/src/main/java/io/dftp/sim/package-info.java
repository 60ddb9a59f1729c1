// SPDX-License-Identifier: Apache-2.0
/**
 * A whole network of processes in one thread, under one seed: virtual time, lossy links, crashes,
 * disks, and invariants that are checked after every event. Start with {@link
 * io.dftp.sim.Simulation} and {@link io.dftp.sim.SimulatedNetwork}.
 */
@NullMarked
package io.dftp.sim;

import org.jspecify.annotations.NullMarked;
