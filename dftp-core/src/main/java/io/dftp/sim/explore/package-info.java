// SPDX-License-Identifier: Apache-2.0
/**
 * Visits every state that a small system can reach. Describe the system as a {@link
 * io.dftp.sim.explore.World}, hand it to {@link io.dftp.sim.explore.Explorer}, and read the {@link
 * io.dftp.sim.explore.Exploration}: either nothing is wrong in any state, or there is a shortest
 * {@link io.dftp.sim.explore.Counterexample}.
 */
@NullMarked
package io.dftp.sim.explore;

import org.jspecify.annotations.NullMarked;
