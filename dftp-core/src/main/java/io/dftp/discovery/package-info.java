// SPDX-License-Identifier: Apache-2.0
/**
 * Where the first peers come from: hosts ask and answer over a broadcast channel, and static
 * addresses stand beside it. Start at {@link io.dftp.discovery.SelfDiscovery}; what a starting host
 * decides is the value {@link io.dftp.discovery.StarterDecision}. Discovery never grants
 * membership.
 */
@NullMarked
package io.dftp.discovery;

import org.jspecify.annotations.NullMarked;
