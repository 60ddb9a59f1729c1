// SPDX-License-Identifier: Apache-2.0
/**
 * {@code dftp chaos}: real node processes that are killed, paused, and lose or get back old disks,
 * while clients work on the tree by FTP, and an oracle that judges all that they were told. Start
 * with {@link io.dftp.examples.chaos.ChaosCommand}; {@code Expectations} is the oracle.
 */
@NullMarked
package io.dftp.examples.chaos;

import org.jspecify.annotations.NullMarked;
