// SPDX-License-Identifier: Apache-2.0
/**
 * Elections under every schedule and fault within stated bounds. Start with {@link
 * io.dftp.sim.election.ElectionCheck}, which explores a small group whose hosts run the production
 * step, and with {@link io.dftp.sim.election.ElectionMutants}, the bugs that it must find.
 */
@NullMarked
package io.dftp.sim.election;

import org.jspecify.annotations.NullMarked;
