// SPDX-License-Identifier: Apache-2.0
/**
 * What a Chord ring must keep, and the search for a way to break it. Take a {@link
 * io.dftp.sim.ring.RingSnapshot} of any ring, real or simulated, and ask {@link
 * io.dftp.sim.ring.RingInvariants} about it.
 */
@NullMarked
package io.dftp.sim.ring;

import org.jspecify.annotations.NullMarked;
