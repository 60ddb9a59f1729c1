// SPDX-License-Identifier: Apache-2.0
/**
 * What clients of a store asked and were told, and whether a right store can have answered so.
 * Knows nothing of the store, so that histories of real processes can be judged as well. Start with
 * {@link io.dftp.sim.history.HistoryRecorder}; judge with {@link
 * io.dftp.sim.history.Linearizability} where all hosts reach each other, and with {@link
 * io.dftp.sim.history.Losslessness} where they may be cut off from each other.
 */
@NullMarked
package io.dftp.sim.history;

import org.jspecify.annotations.NullMarked;
