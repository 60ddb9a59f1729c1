// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.history;

import java.time.Duration;

/**
 * A moment of a history.
 *
 * @param order 0, 1, 2 ... in the order in which things happened; no two moments share one
 * @param at the time since the beginning, for readers; several things may happen at one time
 */
public record Moment(long order, Duration at) {}
